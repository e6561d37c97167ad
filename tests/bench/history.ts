/**
 * What looking back costs at a meeting of many edits: node tests/bench/history.ts [edits]
 * Three people type in forty lines, one frame a character, now and then a line is added; prints how long each question takes,
 * and for how long at most nobody else got a turn of the event loop.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import type { PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { seedUpdate } from '#document/seed.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { openLog } from '#server/store/log/updates.ts';
import { withHistory } from '#server/usecases/history/histories.ts';
import { seeded } from '../support/chance.ts';
import { makeBoard, makeMeeting } from '../support/relay.ts';

const EDITS = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const chance = seeded(42);
const ITEM = 'item000001';

const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-history-'));
const db = openDatabase(dataDir);
await migrate(db);
await makeBoard(db);
const first = seedUpdate([
	{ id: ITEM, printed: null, title: 'Item', lines: [emptyLine('point', 'line000000', '')] }
]);
const name = await makeMeeting(db, 'meeting01', first);
const document = must(await findDocument(db, name), 'the document').number;
const log = openLog(dataDir);

const frames: Uint8Array[] = [];
const doc = new Y.Doc();
for (const update of await readUpdates(db, document)) Y.applyUpdate(doc, update);
doc.on('update', (update: Uint8Array) => frames.push(update));
const body = must(bodyOf(must(itemsOf(doc).get(ITEM), 'the item')), 'its body');
while (frames.length < EDITS) {
	doc.clientID = 1_111_111_111 * (1 + chance.below(3));
	if (chance.below(40) === 0)
		body.insert(chance.below(body.length + 1), [lineElement(emptyLine('point', `line${frames.length}`, ''))]);
	const line = body.get(Math.max(0, body.length - 1 - chance.below(40))) as Y.XmlElement;
	const text = line.get(0) as Y.XmlText;
	let at = chance.below(text.length + 1);
	for (let left = 5 + chance.below(56); left > 0 && frames.length < EDITS; left--)
		if (chance.below(8) === 0 && at > 0) text.delete(--at, 1);
		else text.insert(at++, String.fromCharCode(97 + chance.below(26)));
}
const begun = Date.now();
for (let at = 0; at < frames.length; at += BATCH)
	log.append(
		frames.slice(at, at + BATCH).map((frame, index) => ({
			document,
			person: `person${(at + index) % 3}` as PersonId,
			connection: 'c',
			at: begun + (at + index) * 80,
			frame
		}))
	);

/** The longest the event loop was held. */
async function timed<T>(what: string, run: () => Promise<T>): Promise<T> {
	let [last, longest, running] = [performance.now(), 0, true];
	const look = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (running) setImmediate(look);
	};
	setImmediate(look);
	const from = performance.now();
	const result = await run();
	running = false;
	console.log(
		`${what.padEnd(58)} ${(performance.now() - from).toFixed(0).padStart(6)} ms, held for ${longest.toFixed(1)} ms at most`
	);
	return result;
}

const stops = must(
	await timed(`the stops of ${EDITS} frames`, () => withHistory(db, document, async (h) => h.stops)),
	'it'
);
const position = (share: number) => must(stops[Math.floor((stops.length - 1) * share)], 'a stop').position;
const moment = (what: string, at: number) =>
	timed(what, () => withHistory(db, document, ({ momentAt }) => momentAt(at)));
await moment('the last moment, who wrote what, for the first time', position(1));
await moment('the middle', position(0.5));
await moment('just before the middle', position(0.499));
await moment('just before the end', position(0.999));
await moment('the middle again', position(0.5));
console.log(`${stops.length} stops; memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);

await log.close();
await db.destroy();
await rm(dataDir, { recursive: true, force: true });

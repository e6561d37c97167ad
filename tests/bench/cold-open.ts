/**
 * Cold open of a document with many edits: node tests/bench/cold-open.ts [edits]
 * Three people type bursts at random places, one frame a character; prints what folding, opening and coming back cost.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import { foldDocument } from '#server/relay/fold/fold.ts';
import { Text } from '#server/relay/room/text.ts';
import { connect, openDatabase } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { openLog } from '#server/store/log/updates.ts';
import { must } from '#core/kernel/result.ts';
import { seeded } from '../support/chance.ts';
import { makeBoard, makeMeeting } from '../support/relay.ts';

const EDITS = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const chance = seeded(42);

const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-cold-'));
const db = openDatabase(dataDir);
await migrate(db);
await makeBoard(db);
const name = await makeMeeting(db, 'meeting01');
const document = must(await findDocument(db, name), 'the document').number;
const log = openLog(dataDir);

const frames: Uint8Array[] = [];
const doc = new Y.Doc();
doc.on('update', (update: Uint8Array) => frames.push(update));
const text = doc.getText('text');
while (frames.length < EDITS) {
	doc.clientID = 1_111_111_111 * (1 + chance.below(3));
	let at = chance.below(text.length + 1);
	for (let left = 5 + chance.below(56); left > 0 && frames.length < EDITS; left--)
		text.insert(at++, String.fromCharCode(97 + chance.below(26)));
}

function timed<T>(what: string, run: () => T): T {
	const [begun, cpu] = [performance.now(), process.cpuUsage()];
	const result = run();
	const { user, system } = process.cpuUsage(cpu);
	console.log(
		`${what.padEnd(52)} ${(performance.now() - begun).toFixed(1).padStart(9)} ms, CPU ${((user + system) / 1000).toFixed(1)} ms`
	);
	return result;
}

const host = {
	report: console.error,
	onTaken: () => undefined,
	onMoved: () => undefined
};
const EMPTY = new Uint8Array([0]);
const whole = Y.encodeStateVector(doc);

timed(`append ${EDITS} frames, ${BATCH} a commit`, () => {
	for (let at = 0; at < frames.length; at += BATCH)
		log.append(
			frames
				.slice(at, at + BATCH)
				.map((frame) => ({ document, person: null, connection: 'c', at: Date.now(), frame }))
		);
});
timed('open without a fold, answer one who has nothing', () =>
	new Text(log.load(document), host).answer(EMPTY)
);
const sqlite = connect(dataDir, 'NORMAL');
const begun = performance.now();
const folded = await foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
	now: () => Date.now(),
	keep: 86_400_000,
	pause: () => Promise.resolve()
});
console.log(
	`fold, verified, ${EDITS} rows moved`.padEnd(52),
	`${(performance.now() - begun).toFixed(1).padStart(9)} ms`,
	folded
);
const opened = timed('open a fold', () => new Text(log.load(document), host));
timed('its state vector', () => opened.vector);
timed('answer one who has nothing', () => opened.answer(EMPTY));
timed('answer one who has everything', () => opened.answer(whole));
console.log('built a doc for that:', opened.isBuilt);
timed('build the doc (the first keystroke)', () => opened.doc);

sqlite.close();
await log.close();
await db.destroy();
await rm(dataDir, { recursive: true, force: true });

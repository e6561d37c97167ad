/**
 * Histories by dice, folded at random places: whoever comes with whatever part of the text, by state vector or by position,
 * has all of it afterwards, deletions too, and what is answered without a doc is what a doc would have answered.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { contentOf, foldDocument } from '#server/relay/fold/fold.ts';
import { Text } from '#server/relay/room/text.ts';
import { inspectUpdate } from '#server/relay/update/update.ts';
import { connect } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { openLog, type UpdateLog } from '#server/store/log/updates.ts';
import type Sqlite from 'better-sqlite3';
import { seeded, type Chance } from '../support/chance.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';

const HISTORIES = 150;
const PEOPLE = 3;
const seed = Math.trunc(Math.random() * 2 ** 31);

let relay: TestRelay;
let log: UpdateLog;
let sqlite: Sqlite.Database;

beforeAll(async () => {
	relay = await openTestRelay();
	log = openLog(relay.dataDir);
	sqlite = connect(relay.dataDir, 'NORMAL');
});
afterAll(async () => {
	await log.close();
	sqlite.close();
	await relay.close();
});

function edit(doc: Y.Doc, chance: Chance): void {
	const text = doc.getText('words');
	const tree = doc.getXmlFragment('tree');
	const at = chance.below(text.length + 1);
	switch (chance.below(5)) {
		case 0:
			if (text.length > at) text.delete(at, Math.min(1 + chance.below(4), text.length - at));
			break;
		case 1:
			if (text.length > at) text.format(at, 1, { bold: chance.below(2) === 0 ? true : null });
			break;
		case 2: {
			const paragraph = new Y.XmlElement('paragraph');
			paragraph.insert(0, [new Y.XmlText('line')]);
			tree.insert(chance.below(tree.length + 1), [paragraph]);
			break;
		}
		case 3:
			if (tree.length > 0) tree.delete(chance.below(tree.length), 1);
			break;
		default:
			text.insert(at, 'ab');
	}
}

const open = (document: number): Text =>
	new Text(log.load(document), {
		report: (error) => expect.unreachable(String(error)),
		onTaken: () => undefined,
		onMoved: () => undefined
	});

async function live(n: number, chance: Chance): Promise<void> {
	const name = await relay.meeting(`meeting${n}`);
	const document = must(await findDocument(relay.db, name), 'the document').number;
	const people = Array.from({ length: PEOPLE }, () => new Y.Doc());
	/** What each has heard, and up to which position. */
	const past: { readonly doc: Y.Doc; readonly since: number }[] = [];
	const whole = new Y.Doc();
	let at = 1_000_000;
	const fold = () =>
		foldDocument(document, textReader(sqlite), foldWriter(sqlite), {
			now: () => at,
			keep: chance.below(2) === 0 ? 0 : 1e9,
			pause: async () => undefined
		});
	for (const doc of people)
		doc.on('update', (frame: Uint8Array, origin: unknown) => {
			if (origin === 'others') return;
			at += chance.below(3) === 0 ? 30_000 : 10;
			expect(log.append([{ document, person: null, connection: 'c', at, frame }]).kind).toBe('appended');
			Y.applyUpdate(whole, frame);
		});
	for (let step = 0; step < 60; step++) {
		const who = must(people[chance.below(PEOPLE)], 'somebody');
		switch (chance.below(12)) {
			case 0:
				await fold();
				break;
			case 1: {
				const doc = new Y.Doc();
				Y.applyUpdate(doc, Y.encodeStateAsUpdate(whole));
				past.push({ doc, since: log.head() });
				break;
			}
			case 2:
			case 3:
			case 4:
				Y.applyUpdate(who, Y.encodeStateAsUpdate(whole), 'others');
				break;
			default:
				edit(who, chance);
		}
	}
	const expected = contentOf(whole);
	const parts = [new Y.Doc(), ...people, ...past.map(({ doc }) => doc)];
	for (const part of parts) {
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(part));
		const text = open(document);
		const { step2, updates } = text.answer(Y.encodeStateVector(copy));
		const content = inspectUpdate(Y.encodeStateAsUpdate(part, text.vector));
		expect(content.ok && open(document).contains(content.value)).toBe(true);
		for (const update of [step2, ...updates]) Y.applyUpdate(copy, update);
		expect(contentOf(copy)).toBe(expected);
	}
	for (const { doc, since } of past) {
		const rows = log.since(document, since, 60_000);
		const tail =
			rows &&
			open(document).tail(
				Y.encodeStateVector(doc),
				rows.map((row) => row.frame)
			);
		if (!tail) continue;
		Y.applyUpdate(doc, tail.step2);
		expect(contentOf(doc)).toBe(expected);
		resumed++;
	}
}

let resumed = 0;

test(`[R30] [R31] [R32] ${HISTORIES} histories, folded anywhere, answered to anybody (seed ${seed})`, async () => {
	const chance = seeded(seed);
	for (let n = 0; n < HISTORIES; n++) await live(n, chance);
	// Otherwise nothing was shown about positions.
	expect(resumed).toBeGreaterThan(HISTORIES / 8);
}, 120_000);

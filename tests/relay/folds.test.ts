import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connect } from '#server/store/database.ts';
import { findDocument } from '#server/store/documents.ts';
import { foldWriter, textReader, type FoldWriter, type StoredText } from '#server/store/folds.ts';
import { contentOf, foldDocument, type Folded } from '#server/relay/fold.ts';
import { seeded } from '../support/chance.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';
import type Sqlite from 'better-sqlite3';
import { must } from '#core/result.ts';

const DAY = 86_400_000;
const seed = Math.trunc(Math.random() * 2 ** 31);

let relay: TestRelay;
let name: string;
let document: number;
let sqlite: Sqlite.Database;
let writer: FoldWriter;
let read: (document: number) => StoredText;
const clients: RawClient[] = [];

beforeEach(async () => {
	relay = await openTestRelay();
	name = await relay.meeting('meeting01');
	document = must(await findDocument(relay.db, name), 'the document').number;
	sqlite = connect(relay.dataDir, 'NORMAL');
	writer = foldWriter(sqlite);
	read = textReader(sqlite);
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	sqlite.close();
	await relay.close();
});

const fold = (keep = DAY, now = Date.now()): Promise<Folded> =>
	foldDocument(document, read, writer, { now: () => now, keep, pause: async () => undefined });

const count = (table: string): number =>
	sqlite
		.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE document = ?`)
		.pluck()
		.get(document) ?? 0;

const append = (frame: Uint8Array, at = Date.now()): number =>
	Number(
		sqlite
			.prepare(
				"INSERT INTO update_log (document, person_id, connection, at, frame) VALUES (?, 'ann', 'c', ?, ?)"
			)
			.run(document, at, Buffer.from(frame)).lastInsertRowid
	);

/** Types, deletes and formats by dice; each change is one frame of the log. */
function write(doc: Y.Doc, changes: number, chance = seeded(seed)): void {
	const log = (update: Uint8Array): void => void append(update);
	doc.on('update', log);
	const text = doc.getText('words');
	const tree = doc.getXmlFragment('tree');
	for (let n = 0; n < changes; n++) {
		const at = chance.below(text.length + 1);
		switch (chance.below(6)) {
			case 0:
				if (text.length > at) text.delete(at, Math.min(3, text.length - at));
				break;
			case 1:
				if (text.length > at) text.format(at, Math.min(4, text.length - at), { bold: chance.below(2) === 0 });
				break;
			case 2: {
				const paragraph = new Y.XmlElement('paragraph');
				const line = new Y.XmlText(`line ${n}`);
				paragraph.insert(0, [line]);
				tree.insert(chance.below(tree.length + 1), [paragraph]);
				line.format(0, 2, { em: true });
				break;
			}
			case 3:
				if (tree.length > 0) tree.delete(chance.below(tree.length), 1);
				break;
			case 4:
				doc.getMap('fields').set(`key${chance.below(4)}`, n);
				break;
			default:
				text.insert(at, 'ab');
		}
	}
	doc.off('update', log);
}

describe('folding', () => {
	test(`[R32] what is folded is what was typed, and the log is empty after it (seed ${seed})`, async () => {
		const doc = new Y.Doc();
		for (let round = 0; round < 3; round++) {
			write(doc, 300, seeded(seed + round));
			expect(await fold()).toMatchObject({ kind: 'folded', spoiled: 0 });
			expect(count('update_log')).toBe(0);
			const stored = await relay.stored(name);
			expect(contentOf(stored)).toBe(contentOf(await replayed()));
			expect(stored.getText('words').toDelta()).toEqual(doc.getText('words').toDelta());
		}
		expect(count('log_fold')).toBe(2);
	});
});

/** Everything that was ever in the log, from the beginning. */
async function replayed(): Promise<Y.Doc> {
	const doc = new Y.Doc();
	const frames = sqlite
		.prepare<[number], Buffer>('SELECT frame FROM folded_log WHERE document = ? ORDER BY position')
		.pluck()
		.all(document);
	for (const frame of frames) Y.applyUpdate(doc, frame);
	return doc;
}

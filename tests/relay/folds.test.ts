import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connect } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { foldWriter, textReader, type FoldWriter, type StoredText } from '#server/store/log/folds.ts';
import { contentOf, foldDocument, type Folded } from '#server/relay/fold/fold.ts';
import { seeded } from '../support/chance.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';
import type Sqlite from 'better-sqlite3';
import { must } from '#core/kernel/result.ts';

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

	test('[R32] what waits for text that never came waits in the fold, too', async () => {
		const doc = new Y.Doc();
		const frames: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => frames.push(update));
		for (const word of ['one ', 'two ', 'three']) doc.getText('words').insert(0, word);
		append(must(frames[0], 'the first'));
		append(must(frames[2], 'the third'));
		await fold();
		expect((await relay.stored(name)).getText('words').toJSON()).toBe('one ');
		append(must(frames[1], 'the second'));
		expect((await relay.stored(name)).getText('words').toJSON()).toBe('threetwo one ');
		await fold();
		expect((await relay.stored(name)).getText('words').toJSON()).toBe('threetwo one ');
	});

	test('[R34] a frame that cannot be applied goes into quarantine, and stays there', async () => {
		const doc = new Y.Doc();
		write(doc, 20);
		const position = append(new Uint8Array([1, 2, 3]));
		write(doc, 20, seeded(seed + 1));
		expect(await fold()).toMatchObject({ kind: 'folded', spoiled: 1 });
		expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));
		const kept = sqlite.prepare('SELECT position, frame FROM log_quarantine').get();
		expect(kept).toEqual({ position, frame: Buffer.from([1, 2, 3]) });
		expect(() => sqlite.exec('DELETE FROM log_quarantine')).toThrow('quarantine');
	});

	test('[R73] a frame that is not what was written goes into quarantine, and comes back with whoever still has it', async () => {
		const ann = new RawClient(`${relay.url}/${name}?caps=ack`, 'ann');
		const ben = new RawClient(`${relay.url}/${name}?caps=ack`, 'ben');
		clients.push(ann, ben);
		await Promise.all([ann.joined(), ben.joined()]);
		const doc = new Y.Doc();
		doc.on('update', (update: Uint8Array) => ann.sendUpdate(update));
		for (const word of ['one ', 'two ', 'three']) doc.getText('words').insert(0, word);
		await ann.heard('ack', (ack) => ack.count === 3);
		const other = new Y.Doc();
		other.getText('others').insert(0, 'by ben');
		ben.sendUpdate(Y.encodeStateAsUpdate(other));
		await ben.heard('ack');
		await relay.restart();
		const position = must(read(document).tail[2], 'the second word').position;
		sqlite.exec('DROP TRIGGER log_is_append_only');
		sqlite.prepare("UPDATE update_log SET frame = x'010203' WHERE position = ?").run(position);
		expect(await fold()).toMatchObject({ kind: 'folded', spoiled: 1 });
		expect(sqlite.prepare('SELECT position, why FROM log_quarantine').get()).toEqual({
			position,
			why: 'its checksum does not hold'
		});
		const stored = await relay.stored(name);
		expect(stored.getText('words').toJSON()).toBe('one ');
		expect(stored.getText('others').toJSON()).toBe('by ben');
		const back = new RawClient(`${relay.url}/${name}?caps=ack`, 'ann');
		clients.push(back);
		await back.joined();
		back.sendStep1(doc);
		back.sendStep2(Y.encodeStateAsUpdate(doc));
		await back.heard('ack');
		expect((await relay.stored(name)).getText('words').toJSON()).toBe('threetwo one ');
	});

	test('[R32] of two who fold at once, one does nothing', async () => {
		write(new Y.Doc(), 50);
		const stale = read(document);
		await fold();
		const again = await foldDocument(document, () => stale, writer, {
			now: () => Date.now(),
			keep: DAY,
			pause: async () => undefined
		});
		expect(again).toEqual({ kind: 'nothing' });
		expect(await fold()).toEqual({ kind: 'nothing' });
	});

	test('[R32] a signed log is folded like any other, and stays shut', async () => {
		const doc = new Y.Doc();
		write(doc, 50);
		await relay.sign('meeting01');
		expect(await fold()).toMatchObject({ kind: 'folded' });
		expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));
		expect(() => append(new Uint8Array([0, 0]))).toThrow('signed');
	});
});

describe('what is kept', () => {
	test('[R33] folded frames are kept for their time, and in any case back to the fold before the last', async () => {
		const doc = new Y.Doc();
		const round = (n: number) => write(doc, 30, seeded(seed + n));
		round(1);
		await fold(0);
		const first = count('folded_log');
		// One fold stands: everything that it was made of stands, too.
		expect(first).toBeGreaterThan(0);
		round(2);
		await fold(DAY);
		expect(count('folded_log')).toBeGreaterThan(first);
		round(3);
		await fold(0, Date.now() + 1);
		const [older] = sqlite
			.prepare<[], number>('SELECT position FROM log_fold ORDER BY position')
			.pluck()
			.all();
		expect(sqlite.prepare('SELECT min(position) FROM folded_log').pluck().get()).toBeGreaterThan(older ?? 0);
		expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));
	});

	test('[R33] no console can take out of the log what is not folded, or the last two folds', async () => {
		write(new Y.Doc(), 50);
		expect(() => sqlite.exec('DELETE FROM update_log')).toThrow('append-only');
		await fold();
		expect(() => sqlite.exec('DELETE FROM log_fold')).toThrow('kept');
		expect(() => sqlite.exec('DELETE FROM folded_log')).toThrow('made again');
		expect(() => sqlite.exec("UPDATE log_fold SET state = x'00'")).toThrow('never changes');
		expect(() => sqlite.exec("UPDATE folded_log SET frame = x'00'")).toThrow('append-only');
	});

	/** As a failing disk would: the law against it is lifted for the moment. */
	function damage(sql: string): void {
		const law = sqlite
			.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'log_fold_never_changes'")
			.pluck()
			.get();
		sqlite.exec('DROP TRIGGER log_fold_never_changes');
		sqlite.exec(sql);
		sqlite.exec(law ?? '');
	}
	const LAST = '(SELECT max(position) FROM log_fold)';

	test('[R33] a damaged fold costs nothing: the one before it and the frames in between say the same', async () => {
		const doc = new Y.Doc();
		for (let round = 0; round < 3; round++) {
			write(doc, 60, seeded(seed + round));
			await fold(0, Date.now() + 1);
		}
		write(doc, 10, seeded(seed + 3));
		damage(`UPDATE log_fold SET state = CAST(state || x'00' AS BLOB) WHERE position = ${LAST}`);
		expect(read(document).damaged).toBe(1);
		expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));
		const client = new RawClient(`${relay.url}/${name}`, 'ann');
		clients.push(client);
		await client.joined();
		client.sendStep1(new Y.Doc());
		await client.heard('step2');
		await until('all of it is there', () => contentOf(client.doc()) === contentOf(doc));
		expect(relay.complaints).toContain('a fold of the log is damaged; the one before it was used');
		// The next fold is made of what is whole.
		expect(await fold(0, Date.now() + 2)).toMatchObject({ kind: 'folded' });
		expect(read(document)).toMatchObject({ damaged: 0, tail: [] });
		expect(contentOf(await relay.stored(name))).toBe(contentOf(doc));
	});

	test('[R33] when nothing whole is left, nobody is shown an empty document', async () => {
		const doc = new Y.Doc();
		for (let round = 0; round < 3; round++) {
			write(doc, 60, seeded(seed + round));
			await fold(0, Date.now() + 1);
		}
		damage("UPDATE log_fold SET state = CAST(state || x'00' AS BLOB)");
		expect(() => read(document)).toThrow('damaged');
		await expect(relay.stored(name)).rejects.toThrow('damaged');
		const client = new RawClient(`${relay.url}/${name}`, 'ann');
		clients.push(client);
		expect((await client.gone()).code).toBe(1013);
		expect(client.told).toEqual([]);
	});
});

describe('while people write', () => {
	test('[R32] the log of a long text is folded beside the typing, and nobody misses a word', async () => {
		const ann = new RawClient(`${relay.url}/${name}?caps=ack`, 'ann');
		const ben = new RawClient(`${relay.url}/${name}`, 'ben');
		clients.push(ann, ben);
		await Promise.all([ann.joined(), ben.joined()]);
		const doc = new Y.Doc();
		doc.on('update', (update: Uint8Array) => ann.sendUpdate(update));
		let sent = 0;
		const line = `${'a line of the minutes '.repeat(200)}\n`;
		await until('two folds are made', () => {
			if (ann.told.length > 0 && sent < 2000) {
				doc.getText('words').insert(doc.getText('words').length, line);
				sent++;
			}
			return count('log_fold') === 2;
		});
		await ann.heard('ack', (ack) => ack.count === sent);
		const words = doc.getText('words').toJSON();
		expect((await relay.stored(name)).getText('words').toJSON()).toBe(words);
		await until('ben has it all', () => ben.doc().getText('words').toJSON() === words);
		await relay.restart();
		const late = new RawClient(`${relay.url}/${name}`, 'cleo');
		clients.push(late);
		await late.joined();
		late.sendStep1(new Y.Doc());
		await until('who comes late has it all', () => late.doc().getText('words').toJSON() === words);
		expect(relay.complaints).toEqual([]);
	});

	test('[R32] a document that everybody has left is folded, and opened from that', async () => {
		const ann = new RawClient(`${relay.url}/${name}?caps=ack`, 'ann');
		clients.push(ann);
		await ann.joined();
		const doc = new Y.Doc();
		doc.on('update', (update: Uint8Array) => ann.sendUpdate(update));
		for (let n = 0; n < 50; n++) doc.getText('words').insert(0, `${n} `);
		await ann.heard('ack', (ack) => ack.count === 50);
		expect(count('log_fold')).toBe(0);
		ann.close();
		await until('it is folded', () => count('log_fold') === 1 && count('update_log') === 0);
		const back = new RawClient(`${relay.url}/${name}`, 'ann');
		clients.push(back);
		await back.joined();
		back.sendStep1(new Y.Doc());
		await back.heard('step2');
		expect(back.doc().getText('words').toJSON()).toBe(doc.getText('words').toJSON());
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

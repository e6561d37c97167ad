import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { connect, DATABASE_FILE, openDatabase, type Database } from '#server/store/database/database.ts';
import { createDocument, findDocument, readUpdates, signedAmong } from './documents.ts';
import { coalesce, openLog, type LoggedFrame, type UpdateLog } from './updates.ts';
import { emptyDatabase } from '../../../tests/support/empty-data.ts';

let dataDir: string;
let db: Database;
let log: UpdateLog;

beforeEach(async () => {
	dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-log-'));
	db = await emptyDatabase(dataDir);
	await db
		.insertInto('board')
		.values({
			id: 'board001' as BoardId,
			slug: 'b',
			name: 'B',
			parent_id: null,
			signing_rule: 'any',
			place: '',
			standing_items: '[]',
			created_at: 0
		})
		.execute();
	log = openLog(dataDir);
});

afterEach(async () => {
	await log.close();
	await db.destroy();
	await rm(dataDir, { recursive: true, force: true });
});

async function makeDocument(id: string): Promise<number> {
	await db
		.insertInto('meeting')
		.values({
			id: id as MeetingId,
			board_id: 'board001' as BoardId,
			title: '',
			date: '2026-11-21' as CalendarDate,
			place: '',
			created_at: 0,
			start_time: null,
			end_time: null,
			chair_name: null,
			chair_agency: null,
			next_date: null,
			next_start: null,
			next_end: null,
			next_place: null,
			origin: 'live',
			state: 'draft',
			signed_at: null,
			created_by: null
		})
		.execute();
	return createDocument(db, {
		name: `meeting/${id}/open`,
		meeting: id as MeetingId,
		schema: 1,
		firstUpdate: new Uint8Array([0, 0]),
		at: 1
	});
}

const sign = (id: string) =>
	db
		.updateTable('meeting')
		.set({ state: 'signed' })
		.where('id', '=', id as MeetingId)
		.execute();

const frame = (document: number, ...bytes: number[]): LoggedFrame => ({
	document,
	person: 'person01' as PersonId,
	connection: 'c1',
	at: 2,
	frame: new Uint8Array(bytes)
});

const bytesOf = (rows: readonly { readonly frame: Uint8Array }[]) => rows.map((row) => [...row.frame]);

test('[R11] a batch of several documents stands in the log in its order, behind the first content', async () => {
	const [a, b] = [await makeDocument('meeting1'), await makeDocument('meeting2')];
	const appended = log.append([frame(a, 1), frame(b, 2), frame(a, 3)]);
	expect(appended).toMatchObject({ kind: 'appended', shut: new Map() });
	expect(bytesOf(log.load(a).tail)).toEqual([[0, 0], [1], [3]]);
	expect((await readUpdates(db, b)).map((update) => [...update])).toEqual([[0, 0], [2]]);
});

test('[R11] frames that are views into a larger buffer are stored as they are', async () => {
	const a = await makeDocument('meeting1');
	const pool = new Uint8Array([9, 9, 1, 2, 9]);
	log.append([{ ...frame(a), frame: pool.subarray(2, 4) }]);
	expect(bytesOf(log.load(a).tail).at(-1)).toEqual([1, 2]);
});

test("[R12] a signed meeting shuts its own document and nobody else's", async () => {
	const [a, b] = [await makeDocument('meeting1'), await makeDocument('meeting2')];
	await sign('meeting1');
	const appended = log.append([frame(a, 1), frame(b, 2), frame(a, 3)]);
	expect(appended).toMatchObject({ kind: 'appended', shut: new Map([[a, 'signed']]) });
	expect(bytesOf(log.load(a).tail)).toEqual([[0, 0]]);
	expect(bytesOf(log.load(b).tail)).toEqual([[0, 0], [2]]);
	expect(await signedAmong(db, [a, b])).toEqual(new Set([a]));
});

test('[R11] while another writes, the answer is "busy", at once, and nothing is kept', async () => {
	const a = await makeDocument('meeting1');
	const other = connect(dataDir, 'FULL');
	other.exec('BEGIN IMMEDIATE');
	expect(log.append([frame(a, 1)])).toEqual({ kind: 'busy' });
	other.exec('ROLLBACK');
	other.close();
	expect(log.append([frame(a, 1)]).kind).toBe('appended');
	expect(bytesOf(log.load(a).tail)).toEqual([[0, 0], [1]]);
});

test('[R21] when there is no room the answer is "full", and what was there is still there', async () => {
	const a = await makeDocument('meeting1');
	const sqlite = connect(dataDir, 'NORMAL');
	const small = openLog(dataDir, sqlite);
	const pages = Number(sqlite.pragma('page_count', { simple: true }));
	sqlite.pragma(`max_page_count = ${pages + 1}`);
	expect(small.append([frame(a, ...new Uint8Array(100_000))])).toEqual({ kind: 'full' });
	expect(bytesOf(small.load(a).tail)).toEqual([[0, 0]]);
	await small.close();
});

test('[R70] a frame that needs a newer schema raises it in its own transaction, and it never falls', async () => {
	const a = await makeDocument('meeting1');
	const needed = async () => (await findDocument(db, 'meeting/meeting1/open'))?.schema;
	log.append([frame(a, 1)]);
	expect(await needed()).toBe(1);
	log.append([{ ...frame(a, 2), needs: 3 }]);
	log.append([{ ...frame(a, 3), needs: 2 }]);
	expect(await needed()).toBe(3);
	await expect(db.updateTable('document').set({ schema: 2 }).execute()).rejects.toThrow('only rises');
	await sign('meeting1');
	log.append([{ ...frame(a, 4), needs: 4 }]);
	expect(await needed()).toBe(3);
});

/** As a failing disk would: the law against it is lifted for the moment. */
function damage(sqlite: ReturnType<typeof connect>, position: number): void {
	const law = sqlite.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'log_is_append_only'");
	const text = law.pluck().get() ?? '';
	sqlite.exec('DROP TRIGGER log_is_append_only');
	sqlite.prepare("UPDATE update_log SET frame = x'0909' WHERE position = ?").run(position);
	sqlite.exec(text);
}

test('[R73] a frame that is not what was written is left out, and named', async () => {
	const a = await makeDocument('meeting1');
	const [position] = [1, 2].map((byte) => {
		const appended = log.append([frame(a, byte)]);
		return appended.kind === 'appended' ? appended.position : 0;
	});
	const sqlite = connect(dataDir, 'NORMAL');
	// Logged by an earlier version.
	sqlite
		.prepare("INSERT INTO update_log (document, connection, at, frame) VALUES (?, 'c1', 2, x'03')")
		.run(a);
	damage(sqlite, position ?? 0);
	const stored = log.load(a);
	expect(bytesOf(stored.tail)).toEqual([[0, 0], [2], [3]]);
	expect(stored.spoiled).toEqual([{ position, why: 'its checksum does not hold', checksum: true }]);
	expect((await readUpdates(db, a)).map((update) => [...update])).toEqual([[0, 0], [2], [3]]);
	expect(log.since(a, (position ?? 0) - 1, 10)).toBe(null);
	sqlite.close();
});

test('[R73] when the first content is not what was written, the document is not opened', async () => {
	const a = await makeDocument('meeting1');
	log.append([frame(a, 1)]);
	const sqlite = connect(dataDir, 'NORMAL');
	damage(sqlite, log.load(a).tail[0]?.position ?? 0);
	sqlite.close();
	expect(() => log.load(a)).toThrow('first content');
	await expect(readUpdates(db, a)).rejects.toThrow('first content');
});

test('[R74] a log brought back from a backup gives no position a second time', async () => {
	const a = await makeDocument('meeting1');
	const backup = path.join(dataDir, 'backup');
	const file = path.join(dataDir, DATABASE_FILE);
	const restart = async (meanwhile: () => Promise<void> = async () => undefined): Promise<void> => {
		await log.close();
		await db.destroy();
		await meanwhile();
		db = openDatabase(dataDir);
		await findDocument(db, 'none');
		log = openLog(dataDir);
	};
	log.append([frame(a, 1)]);
	await restart(() => copyFile(file, backup));
	log.append([frame(a, 2)]);
	log.append([frame(a, 3)]);
	const heard = log.head();
	await restart(() => copyFile(backup, file));
	log.append([{ ...frame(a, 4), at: 3 }]);
	expect(bytesOf(log.load(a).tail)).toEqual([[0, 0], [1], [4]]);
	expect(log.load(a).tail.at(-1)?.position).toBeGreaterThan(heard);
	expect(bytesOf(log.since(a, heard, 0) ?? [])).toContainEqual([4]);
	// Nor is one believed that nobody was ever given.
	expect(log.since(a, log.head() + 1, 0)).toBe(null);
});

test('[R22] the data version moves with the commits of others, not with our own', async () => {
	const a = await makeDocument('meeting1');
	const before = log.dataVersion();
	log.append([frame(a, 1)]);
	expect(log.dataVersion()).toBe(before);
	await sign('meeting1');
	expect(log.dataVersion()).not.toBe(before);
});

test('[R12] the log does not sync on the thread that commits', () => {
	const sqlite = connect(dataDir, 'NORMAL');
	expect(sqlite.pragma('synchronous', { simple: true })).toBe(1);
	expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
	sqlite.close();
});

test('a document is found by its name', async () => {
	const number = await makeDocument('meeting1');
	expect(await findDocument(db, 'meeting/meeting1/open')).toEqual({
		number,
		name: 'meeting/meeting1/open',
		meeting: 'meeting1',
		schema: 1,
		replaced: 0
	});
	expect(await findDocument(db, 'meeting/meeting1/closed')).toBe(null);
});

test('[R12] one sync at a time; who asks while one runs gets the next', async () => {
	const ends: (() => void)[] = [];
	const synced = coalesce(() => new Promise((resolve) => ends.push(resolve)));
	const done: string[] = [];
	const first = synced().then(() => done.push('first'));
	const second = synced().then(() => done.push('second'));
	const third = synced().then(() => done.push('third'));
	expect(ends).toHaveLength(1);
	ends[0]?.();
	await first;
	await Promise.resolve();
	expect(done).toEqual(['first']);
	expect(ends).toHaveLength(2);
	ends[1]?.();
	await Promise.all([second, third]);
	expect(ends).toHaveLength(2);
});

test('[R12] once a sync has failed, none is ever said to have succeeded', async () => {
	let fails = true;
	const synced = coalesce(async () => {
		if (fails) throw new Error('disk');
	});
	await expect(synced()).rejects.toThrow('disk');
	fails = false;
	await expect(synced()).rejects.toThrow('disk');
});

/** What a disk can do to the relay, and what it may never lead to: a word called saved that is not. */
import Sqlite from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, documentName, Refused } from '#core/wire/wire.ts';
import { connect } from '#server/store/database/database.ts';
import { openLog, type UpdateLog } from '#server/store/log/updates.ts';
import { CountingClient, RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay | null = null;
let name: string;
const clients: RawClient[] = [];
const children: ChildProcess[] = [];
const SCRIPT = path.resolve('tests/support/relay-process.ts');

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	for (const child of children.splice(0)) child.kill('SIGKILL');
	await relay?.close();
	relay = null;
});

async function open(
	change: (log: UpdateLog, sqlite: Sqlite.Database) => UpdateLog
): Promise<{ relay: TestRelay; fatal: unknown[] }> {
	const fatal: unknown[] = [];
	relay = await openTestRelay({
		limits: { bytesPerSecond: 1e9, documentBytes: 1e9 },
		openLog: (dataDir) => {
			const sqlite = connect(dataDir, 'NORMAL');
			return change(openLog(dataDir, sqlite), sqlite);
		},
		onFatal: (error) => fatal.push(error)
	});
	name = await relay.meeting('meeting01');
	return { relay, fatal };
}

async function join(person: string): Promise<RawClient> {
	const client = new RawClient(`${relay?.url}/${name}?caps=ack`, person);
	clients.push(client);
	return client.joined();
}

const words = (doc: Y.Doc): string => doc.getText('words').toJSON();
const saying = (text: string): Uint8Array => {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, text);
	return Y.encodeStateAsUpdate(doc);
};

test('[R21] while the disk is full every refusal is told, reading goes on, and what was typed comes back by itself', async () => {
	let disk: Sqlite.Database | null = null;
	const { relay } = await open((log, sqlite) => {
		disk = sqlite;
		return log;
	});
	const limit = (pages: number): void => void disk?.pragma(`max_page_count = ${pages}`);
	const reader = await join('rita');
	const doc = new Y.Doc();
	const tokens = doc.getArray<string>('tokens');
	const writer = new CountingClient(relay.url, name, doc, 'ann');
	const refusals: number[] = [];
	writer.provider.messageHandlers[111] = () => refusals.push(1);
	let typed = 0;
	const type = (size: number): void => {
		const token = `${typed++}:${'x'.repeat(size)}`;
		writer.typing(token);
		tokens.push([token]);
	};
	try {
		await until('the writer is in step', () => writer.provider.synced);
		type(10);
		await until('that is saved', () => writer.acknowledged.size === 1);
		limit(Number(connect(relay.dataDir, 'NORMAL').pragma('page_count', { simple: true })) + 4);
		await until('the disk is full', () => {
			type(20_000);
			return refusals.length > 0;
		});
		const refused = refusals.length;
		type(20_000);
		await until('each refusal is told', () => refusals.length > refused);
		expect(writer.provider.wsconnected).toBe(true);
		const kept = new Set((await relay.stored(name)).getArray<string>('tokens').toArray());
		for (const token of writer.acknowledged) expect(kept).toContain(token);
		expect(kept.size).toBeLessThan(typed);
		// Others still read, and who comes is let in.
		const late = await join('cleo');
		late.sendStep1(new Y.Doc());
		await late.heard('step2');
		expect(new Set(late.doc().getArray<string>('tokens').toArray())).toEqual(kept);
		expect(reader.closed).toBe(null);
		limit(1_000_000);
		await until('everything is saved', () => writer.acknowledged.size === typed, 20_000);
		const stored = (await relay.stored(name)).getArray<string>('tokens').toArray();
		expect(stored).toEqual(tokens.toArray());
		expect(relay.complaints).toEqual([]);
	} finally {
		writer.provider.destroy();
		writer.provider.awareness.destroy();
	}
});

test('[R37] a slow disk delays the acknowledgement, and nothing else', async () => {
	let release = (): void => undefined;
	const gate = new Promise<void>((resolve) => (release = resolve));
	await open((log) => ({ ...log, synced: () => gate.then(() => log.synced()) }));
	const [ann, ben] = [await join('ann'), await join('ben')];
	for (let n = 0; n < 5; n++) {
		ann.sendUpdate(saying(`${n}`));
		await until('ben hears it', () => words(ben.doc()).length === n + 1);
	}
	expect(ann.told.filter((told) => told.kind === 'ack')).toEqual([]);
	release();
	await ann.heard('ack', (ack) => ack.count === 5);
});

test('[R12] an I/O error on writing ends it all: nothing is sent on, nothing acknowledged', async () => {
	let broken = false;
	const { relay, fatal } = await open((log) => ({
		...log,
		append(batch) {
			if (broken) throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_WRITE');
			return log.append(batch);
		}
	}));
	const [ann, ben] = [await join('ann'), await join('ben')];
	ann.sendUpdate(saying('before'));
	await ann.heard('ack');
	broken = true;
	ann.sendUpdate(saying('after'));
	await until('the process is told to end', () => fatal.length === 1);
	broken = false;
	ann.sendUpdate(saying('later'));
	ben.sendStep1(new Y.Doc());
	await ben.heard('step2');
	expect(words(ben.doc())).toBe('before');
	expect(ann.told.filter((told) => told.kind === 'ack')).toHaveLength(1);
	expect(words(await relay.stored(name))).toBe('before');
});

test('[R12] a sync that failed is never made good by the next one: the process ends, and what it had not acknowledged comes again', async () => {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-broken-'));
	const start = async (mode: string, nth: number) => {
		const child = spawn(process.execPath, [SCRIPT, dataDir, mode, String(nth)], {
			stdio: ['ignore', 'pipe', 'ignore']
		});
		children.push(child);
		const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
		return { child, url: `ws://127.0.0.1:${port}/collab` };
	};
	const broken = await start('broken', 10);
	const ended = once(broken.child, 'exit');
	const doc = new Y.Doc();
	const writer = new CountingClient(broken.url, documentName('meeting01'), doc, 'ann');
	let typed = 0;
	const type = (): void => {
		const token = `${typed++}`;
		writer.typing(token);
		doc.getArray<string>('tokens').push([token]);
	};
	try {
		await until('it is in step', () => writer.provider.synced);
		const typing = setInterval(type, 2);
		const [code] = (await ended) as [number];
		clearInterval(typing);
		expect(code).toBe(1);
		const before = writer.acknowledged.size;
		expect(before).toBeLessThan(typed);
		type();
		const next = await start('real', 1);
		writer.provider.serverUrl = next.url;
		await until('everything is acknowledged', () => writer.acknowledged.size === typed);
	} finally {
		writer.provider.destroy();
		writer.provider.awareness.destroy();
	}
	await rm(dataDir, { recursive: true, force: true });
});

test('[R36] what waits too long for somebody else to finish writing stays with its author', async () => {
	const { relay } = await open((log) => log);
	const ann = await join('ann');
	const other = connect(relay.dataDir, 'NORMAL');
	other.exec('BEGIN IMMEDIATE');
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array) => ann.sendUpdate(update));
	for (let n = 0; n < 70; n++) doc.getText('words').insert(0, 'x'.repeat(1_000_000));
	const nack = await ann.heard('nack');
	expect(nack).toMatchObject({ code: Refused.StorageFull, why: 'somebody else holds the records' });
	expect(ann.told.filter((told) => told.kind === 'ack')).toEqual([]);
	other.exec('ROLLBACK');
	other.close();
	expect((await ann.gone()).code).toBe(Close.Overloaded);
});

/**
 * SIGKILL while five people type. The oracle reads the file the dead process left, before anybody may send anything
 * again: what another client had seen, and what was acknowledged, is in it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentName } from '#core/wire.ts';
import { openDatabase } from '#server/store/database.ts';
import { seeded, type Chance } from '../support/chance.ts';
import { CountingClient } from '../support/relay-clients.ts';
import { storedDoc, until } from '../support/relay.ts';

const PEOPLE = 5;
const KILLS = 20;
const NAME = documentName('meeting01');
const SCRIPT = path.resolve('tests/support/relay-process.ts');

const tokensOf = (doc: Y.Doc): Y.Array<string> => doc.getArray<string>('tokens');

async function startProcess(dataDir: string, mode: string): Promise<{ process: ChildProcess; url: string }> {
	const child = spawn(process.execPath, [SCRIPT, dataDir, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	return { process: child, url: `ws://127.0.0.1:${line}/collab` };
}

interface Writer {
	readonly doc: Y.Doc;
	readonly client: CountingClient;
	/** What this one received of others. */
	readonly seen: Set<string>;
}

function startWriter(url: string, person: string): Writer {
	const doc = new Y.Doc();
	const seen = new Set<string>();
	tokensOf(doc).observe((event, transaction) => {
		if (transaction.local) return;
		for (const part of event.changes.delta)
			for (const token of (part.insert as string[] | undefined) ?? [])
				if (!token.startsWith(person)) seen.add(token);
	});
	return { doc, client: new CountingClient(url, NAME, doc, person), seen };
}

async function readStored(dataDir: string): Promise<string[]> {
	const db = openDatabase(dataDir);
	try {
		return tokensOf(await storedDoc(db, NAME)).toArray();
	} finally {
		await db.destroy();
	}
}

/** @returns what was seen or acknowledged, and lost, over all kills */
async function run(
	mode: 'real' | 'early',
	chance: Chance
): Promise<{ lostSeen: string[]; lostAcked: string[]; acked: number }> {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-kill-'));
	const lostSeen: string[] = [];
	const lostAcked: string[] = [];
	let relay = await startProcess(dataDir, mode);
	const writers = Array.from({ length: PEOPLE }, (_, n) => startWriter(relay.url, `p${n}`));
	let typed = 0;
	const typing = setInterval(() => {
		const writer = writers[chance.below(PEOPLE)];
		if (!writer) return;
		const token = `p${writers.indexOf(writer)}.${typed++}`;
		writer.client.typing(token);
		tokensOf(writer.doc).push([token]);
	}, 1);
	try {
		for (let kill = 0; kill < KILLS; kill++) {
			await until(
				'everybody is connected',
				() => writers.every(({ client }) => client.provider.synced),
				20_000
			);
			const before = new Set(writers.flatMap(({ client }) => [...client.acknowledged])).size;
			const after = before + 20 + chance.below(80);
			await until(
				'some is acknowledged',
				() => writers.reduce((sum, { client }) => sum + client.acknowledged.size, 0) > after
			);
			const dead = once(relay.process, 'exit');
			relay.process.kill('SIGKILL');
			await dead;
			// What was still in the sockets has been received, too, and counts.
			await until('everybody has noticed', () => writers.every(({ client }) => !client.provider.wsconnected));
			const stored = new Set(await readStored(dataDir));
			for (const { seen, client } of writers) {
				lostSeen.push(...[...seen].filter((token) => !stored.has(token)));
				lostAcked.push(...[...client.acknowledged].filter((token) => !stored.has(token)));
			}
			relay = await startProcess(dataDir, mode);
			for (const { client } of writers) client.provider.serverUrl = relay.url;
		}
		clearInterval(typing);
		const expected = JSON.stringify([...Array(typed).keys()]);
		const numbers = (tokens: readonly string[]): string =>
			JSON.stringify(tokens.map((token) => Number(token.split('.')[1])).sort((a, b) => a - b));
		await until(
			'all have everything, once',
			() => writers.every(({ doc }) => numbers(tokensOf(doc).toArray()) === expected),
			20_000
		);
		return {
			lostSeen,
			lostAcked,
			acked: writers.reduce((sum, { client }) => sum + client.acknowledged.size, 0)
		};
	} finally {
		clearInterval(typing);
		for (const { client, doc } of writers) {
			client.provider.destroy();
			client.provider.awareness.destroy();
			doc.destroy();
		}
		relay.process.kill('SIGKILL');
		await rm(dataDir, { recursive: true, force: true });
	}
}

const seed = Math.trunc(Math.random() * 2 ** 31);

test(
	`[R11] [R12] killed ${KILLS} times, nothing seen and nothing acknowledged is lost (seed ${seed})`,
	{ timeout: 180_000 },
	async () => {
		const { lostSeen, lostAcked, acked } = await run('real', seeded(seed));
		expect(lostSeen).toEqual([]);
		expect(lostAcked).toEqual([]);
		expect(acked).toBeGreaterThan(KILLS * 20);
	}
);

test(
	`positive control: a relay that sends on and acknowledges before the log loses both (seed ${seed})`,
	{ timeout: 180_000 },
	async () => {
		const { lostSeen, lostAcked } = await run('early', seeded(seed));
		expect(lostSeen.length).toBeGreaterThan(0);
		expect(lostAcked.length).toBeGreaterThan(0);
	}
);

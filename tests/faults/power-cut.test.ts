/**
 * The power goes at a random moment while three people type: what was acknowledged is on the disk that is found
 * afterwards, however what was written later is torn. What was only seen may be gone from it: it comes back with its
 * authors ([R42]).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { connect, openDatabase } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { openLog, type UpdateLog } from '#server/store/log/updates.ts';
import { seeded } from '../support/chance.ts';
import { Disk } from '../support/power.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, storedDoc, until } from '../support/relay.ts';

/** `npm run faults` asks for 300. */
const CUTS = Number(process.env['KILLS'] ?? 5);
const PEOPLE = 3;
const seed = Math.trunc(Math.random() * 2 ** 31);

interface Outcome {
	readonly acked: number;
	readonly lost: readonly string[];
	/** Words on the disk that nobody typed. */
	readonly invented: readonly string[];
	readonly isSound: boolean;
}

class Typist {
	readonly client: RawClient;
	readonly tokens: string[] = [];
	readonly #doc = new Y.Doc();

	constructor(url: string, person: string) {
		this.client = new RawClient(url, person);
		this.#doc.on('update', (update: Uint8Array) => this.client.sendUpdate(update));
	}

	type(token: string): void {
		this.tokens.push(token);
		this.#doc.getArray<string>(this.tokens[0] ?? '').push([token]);
	}

	get acknowledged(): readonly string[] {
		const counts = this.client.told.map((told) => (told.kind === 'ack' ? told.count : 0));
		return this.tokens.slice(0, Math.max(0, ...counts));
	}
}

async function cut(round: number, spoil?: (log: UpdateLog) => UpdateLog): Promise<Outcome> {
	const chance = seeded(seed + round);
	const disk = new Disk(
		chance,
		{ commits: 1 + chance.below(60), checkpoint: chance.below(2) === 0 ? 20 : 4000 },
		spoil
	);
	const relay = await openTestRelay({ openLog: disk.open, onFatal: () => undefined });
	const found = await mkdtemp(path.join(tmpdir(), 'minutebook-power-'));
	const name = await relay.meeting('meeting01');
	disk.settle();
	const typists = Array.from(
		{ length: PEOPLE },
		(_, n) => new Typist(`${relay.url}/${name}?caps=ack`, `p${n}`)
	);
	try {
		for (const { client } of typists) await client.joined();
		let typed = 0;
		await until('the power goes', () => {
			const typist = typists[chance.below(PEOPLE)];
			typist?.type(`p${typists.indexOf(typist)}.${typed++}:${'x'.repeat(chance.below(3000))}`);
			return disk.isOff;
		});
		// What was said before is heard before the answer to this.
		for (const { client } of typists) {
			const before = client.told.length;
			client.sendStep1(new Y.Doc());
			await until('all is heard', () => client.told.slice(before).some(({ kind }) => kind === 'step2'));
		}
		disk.restore(found);
		const acked = typists.flatMap(({ acknowledged }) => acknowledged);
		const { words, isSound } = await readFound(found, name);
		const all = new Set(typists.flatMap(({ tokens }) => tokens));
		return {
			acked: acked.length,
			lost: acked.filter((token) => !words.has(token)),
			invented: [...words].filter((token) => !all.has(token)),
			isSound
		};
	} finally {
		for (const { client } of typists) client.cut();
		await relay.close();
		await rm(found, { recursive: true, force: true });
	}
}

/** As the next start finds it, which writes to it, too. */
async function readFound(folder: string, name: string): Promise<{ words: Set<string>; isSound: boolean }> {
	const db = openDatabase(folder);
	try {
		const document = await findDocument(db, name);
		const sqlite = connect(folder, 'NORMAL');
		const isSound = sqlite.pragma('integrity_check', { simple: true }) === 'ok';
		const log = openLog(folder, sqlite);
		const doc = await storedDoc(db, name);
		const words = new Set([...doc.share.keys()].flatMap((key) => doc.getArray<string>(key).toArray()));
		const next = log.append([
			{
				document: document?.number ?? 0,
				person: null,
				connection: 'next',
				at: 0,
				frame: new Uint8Array([0, 0])
			}
		]);
		await log.close();
		return { words, isSound: isSound && next.kind === 'appended' };
	} finally {
		await db.destroy();
	}
}

test(
	`[R12] the power goes ${CUTS} times: what was acknowledged is on the disk (seed ${seed})`,
	{ timeout: 30_000 + CUTS * 2000 },
	async () => {
		let acked = 0;
		for (let round = 0; round < CUTS; round++) {
			const outcome = await cut(round);
			expect([round, outcome.lost, outcome.invented, outcome.isSound]).toEqual([round, [], [], true]);
			acked += outcome.acked;
		}
		expect(acked).toBeGreaterThan(CUTS);
	}
);

/** Says "synced" at once, and syncs a moment later. */
const hasty = (log: UpdateLog): UpdateLog => ({
	...log,
	synced() {
		setTimeout(() => void log.synced(), 20);
		return Promise.resolve();
	}
});

test(`[R12] positive control: a relay that acknowledges before the sync is caught (seed ${seed})`, async () => {
	let lost = 0;
	for (let round = 0; round < 20 && lost === 0; round++) lost += (await cut(round, hasty)).lost.length;
	expect(lost).toBeGreaterThan(0);
});

/**
 * Typing races with the signature, on other connections to the same file and on another thread. Every frame is in the
 * log before the commit that signs, or it is refused by name; none is in between, and nobody sees a refused one.
 */
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import { Refused } from '#core/wire/wire.ts';
import { seeded, type Chance } from '../support/chance.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

const INTERLEAVINGS = 1000;
const FRAMES = 6;
const seed = Math.trunc(Math.random() * 2 ** 31);

type Sign = (meeting: string) => Promise<number>;

/** As sign-off does it: one transaction reads the log, then shuts it. Between the two, the relay gets its turns. */
const signHere =
	(relay: TestRelay, chance: Chance): Sign =>
	(meeting) =>
		relay.db.transaction().execute(async (transaction) => {
			const rows = await transaction
				.selectFrom('update_log')
				.innerJoin('document', 'document.number', 'update_log.document')
				.select('update_log.position')
				.where('document.meeting_id', '=', meeting as MeetingId)
				.execute();
			for (let turns = chance.below(3); turns > 0; turns--) await turn();
			await transaction
				.updateTable('meeting')
				.set({ state: 'signed', signed_at: 1 })
				.where('id', '=', meeting as MeetingId)
				.execute();
			return rows.length;
		});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @returns how many frames were kept and how many refused */
async function race(
	relay: TestRelay,
	meeting: string,
	sign: Sign,
	chance: Chance
): Promise<{ kept: number; refused: number }> {
	const name = await relay.meeting(meeting);
	const writer = await new RawClient(`${relay.url}/${name}?caps=ack`, 'ann').joined();
	const witness = await new RawClient(`${relay.url}/${name}`, 'ben').joined();
	const signAt = chance.below(FRAMES + 1);
	let signed: Promise<number> | null = null;
	const frames: Uint8Array[] = [];
	for (let n = 0; n < FRAMES; n++) {
		if (n === signAt) signed = sign(meeting);
		for (let turns = chance.below(4); turns > 0; turns--) await turn();
		// Each from a client of its own, so that none waits for another.
		const doc = new Y.Doc();
		doc.getArray('frames').push([n]);
		frames.push(Y.encodeStateAsUpdate(doc));
		writer.sendUpdate(frames[n] ?? new Uint8Array());
	}
	const rowsAtSignature = await (signed ?? sign(meeting));
	const nacks = () => writer.told.filter((told) => told.kind === 'nack');
	const acked = () =>
		Math.max(0, ...writer.told.filter((told) => told.kind === 'ack').map((told) => told.count));
	await until('every frame is answered', () => {
		const refused = new Set(nacks().map((nack) => nack.index));
		return [...frames.keys()].every((n) => n < acked() || refused.has(n));
	});
	const refused = new Set(nacks().map((nack) => nack.index));
	expect(nacks().every((nack) => nack.code === Refused.Signed)).toBe(true);
	const stored = (await relay.stored(name)).getArray<number>('frames').toArray();
	const kept = [...frames.keys()].filter((n) => !refused.has(n));
	expect(stored.sort()).toEqual(kept);
	// The seed is one row.
	expect(rowsAtSignature).toBe(kept.length + 1);
	await until('the witness has what was kept', () => witness.doc().getArray('frames').length >= kept.length);
	expect(witness.doc().getArray<number>('frames').toArray().sort()).toEqual(kept);
	writer.close();
	witness.close();
	return { kept: kept.length, refused: refused.size };
}

test(
	`[R12] ${INTERLEAVINGS} signatures against typing: in the log before it, or refused (seed ${seed})`,
	{ timeout: 180_000 },
	async () => {
		const chance = seeded(seed);
		const relay = await openTestRelay({ limits: { handshakesPerSecond: 5000, connectionsPerAddress: 5000 } });
		const worker = new Worker(path.resolve('tests/support/signer.ts'), { workerData: relay.dataDir });
		const signThere: Sign = async (meeting) => {
			const answer = once(worker, 'message') as Promise<[number]>;
			worker.postMessage(meeting);
			return (await answer)[0];
		};
		try {
			let mixed = 0;
			for (let n = 0; n < INTERLEAVINGS; n++) {
				const sign = n % 2 === 0 ? signThere : signHere(relay, chance);
				const { kept, refused } = await race(relay, `meeting${String(n).padStart(4, '0')}`, sign, chance);
				if (kept > 0 && refused > 0) mixed++;
			}
			// Otherwise it was no race.
			expect(mixed).toBeGreaterThan(INTERLEAVINGS / 4);
			expect(relay.complaints).toEqual([]);
		} finally {
			await worker.terminate();
			await relay.close();
		}
	}
);

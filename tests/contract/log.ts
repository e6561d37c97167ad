/**
 * What the relay may rely on, whatever database keeps the log. A new kind of log (PostgreSQL) is done when it passes this;
 * it brings an {@link OpenWorld} and nothing else.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PersonId } from '#core/kernel/ids.ts';
import type { LoggedFrame, UpdateLog } from '#server/store/log/updates.ts';

export interface LogWorld {
	readonly log: UpdateLog;
	/** The same log as the next process will see it; the one before is closed. */
	reopen(): Promise<UpdateLog>;
	/** A meeting with a document whose first content is the update 0 0. @returns its number in the log */
	document(id: string): Promise<number>;
	sign(id: string): Promise<void>;
	/** Another epoch of the meeting's text takes the place of its document. */
	replace(id: string): Promise<void>;
	/** The schema that the document of a meeting needs. */
	schema(id: string): Promise<number>;
	/** Somebody else commits something, over a connection of their own. */
	disturb(): Promise<void>;
	/** Somebody else holds the right to write until what is returned is called. */
	hold(): Promise<() => Promise<void>>;
	/** Folds the log of a document; the bytes of the fold are the caller's. */
	fold(document: number, position: number, state: Uint8Array, at: number): Promise<void>;
	close(): Promise<void>;
}

export type OpenWorld = () => Promise<LogWorld>;

const SEED = [0, 0];

const frame = (document: number, at: number, ...bytes: number[]): LoggedFrame => ({
	document,
	person: 'person01' as PersonId,
	connection: 'c1',
	at,
	frame: new Uint8Array(bytes)
});

const bytesOf = (rows: readonly { readonly frame: Uint8Array }[] | null) =>
	rows?.map((row) => [...row.frame]);

function appended(log: UpdateLog, batch: readonly LoggedFrame[]): number {
	const done = log.append(batch);
	if (done.kind !== 'appended') throw new Error(`not appended: ${done.kind}`);
	return done.position;
}

export function describeLog(kind: string, openWorld: OpenWorld): void {
	describe(`the log on ${kind}`, () => {
		let world: LogWorld;
		let a: number;
		let b: number;

		beforeEach(async () => {
			world = await openWorld();
			a = await world.document('meeting1');
			b = await world.document('meeting2');
		});
		afterEach(() => world.close());

		test('[R11] keeps the frames of a batch in its order, each with its document', () => {
			appended(world.log, [frame(a, 1, 1), frame(b, 1, 2), frame(a, 1, 3)]);
			expect(bytesOf(world.log.load(a).tail)).toEqual([SEED, [1], [3]]);
			expect(bytesOf(world.log.load(b).tail)).toEqual([SEED, [2]]);
			expect(world.log.load(4711)).toEqual({ fold: null, tail: [], damaged: 0 });
		});

		test('[R11] gives positions that only grow, also over a restart, and knows the last', async () => {
			const first = appended(world.log, [frame(a, 1, 1)]);
			const second = appended(world.log, [frame(b, 1, 2), frame(b, 1, 3)]);
			expect(second).toBeGreaterThan(first);
			expect(world.log.head()).toBe(second);
			const log = await world.reopen();
			const head = log.head();
			expect(head).toBeGreaterThanOrEqual(second);
			expect(appended(log, [frame(a, 1, 4)])).toBeGreaterThan(head);
		});

		test('[R11] has everything after it was closed and opened', async () => {
			appended(world.log, [frame(a, 1, 1), frame(a, 1, ...new Uint8Array(100_000))]);
			await world.log.synced();
			const { tail } = (await world.reopen()).load(a);
			expect(tail.map((row) => row.frame.length)).toEqual([2, 1, 100_000]);
			expect(tail.map((row) => row.connection)).toEqual(['seed', 'c1', 'c1']);
		});

		test('[R11] stores views into a larger buffer as they are', () => {
			const pool = new Uint8Array([9, 9, 1, 2, 9]);
			appended(world.log, [{ ...frame(a, 1), frame: pool.subarray(2, 4) }]);
			pool.fill(7);
			expect(bytesOf(world.log.load(a).tail)?.at(-1)).toEqual([1, 2]);
		});

		test('[R12] a signed document takes nothing more, in the same batch in which others do', async () => {
			await world.sign('meeting1');
			const done = world.log.append([frame(a, 1, 1), frame(b, 1, 2), frame(a, 1, 3)]);
			expect(done).toMatchObject({ kind: 'appended', shut: new Map([[a, 'signed']]) });
			expect(bytesOf(world.log.load(a).tail)).toEqual([SEED]);
			expect(bytesOf(world.log.load(b).tail)).toEqual([SEED, [2]]);
		});

		test('[R91] a document that another took the place of takes nothing more, in the same batch in which others do', async () => {
			await world.replace('meeting1');
			const done = world.log.append([frame(a, 1, 1), frame(b, 1, 2), frame(a, 1, 3)]);
			expect(done).toMatchObject({ kind: 'appended', shut: new Map([[a, 'replaced']]) });
			expect(bytesOf(world.log.load(a).tail)).toEqual([SEED]);
			expect(bytesOf(world.log.load(b).tail)).toEqual([SEED, [2]]);
		});

		test('[R11] while somebody else writes it says so at once, and keeps nothing', async () => {
			const release = await world.hold();
			expect(world.log.append([frame(a, 1, 1)])).toEqual({ kind: 'busy' });
			expect(bytesOf(world.log.load(a).tail)).toEqual([SEED]);
			await release();
			appended(world.log, [frame(a, 1, 2)]);
			expect(bytesOf(world.log.load(a).tail)).toEqual([SEED, [2]]);
		});

		test('[R22] notices the commits of others, and not its own', async () => {
			const before = world.log.dataVersion();
			appended(world.log, [frame(a, 1, 1)]);
			expect(world.log.dataVersion()).toBe(before);
			await world.disturb();
			expect(world.log.dataVersion()).not.toBe(before);
		});

		test('[R70] remembers the newest schema that a frame of a document needs', async () => {
			appended(world.log, [{ ...frame(a, 1, 1), needs: 3 }, { ...frame(a, 1, 2), needs: 2 }, frame(b, 1, 3)]);
			expect(await world.schema('meeting1')).toBe(3);
			expect(await world.schema('meeting2')).toBe(1);
		});

		test('[R12] a sync that is asked for comes to an end, however many ask', async () => {
			appended(world.log, [frame(a, 1, 1)]);
			await Promise.all([world.log.synced(), world.log.synced(), world.log.synced()]);
		});

		test('[R31] says what came after a position, of one document, with a margin before it', () => {
			const first = appended(world.log, [frame(a, 1000, 1)]);
			appended(world.log, [frame(b, 1001, 2)]);
			const third = appended(world.log, [frame(a, 61_500, 3)]);
			appended(world.log, [frame(a, 61_600, 4)]);
			expect(bytesOf(world.log.since(a, third, 100))).toEqual([[3], [4]]);
			expect(bytesOf(world.log.since(a, first, 100))).toEqual([[1], [3], [4]]);
			expect(bytesOf(world.log.since(a, third, 60_500))).toEqual([[1], [3], [4]]);
			expect(bytesOf(world.log.since(a, world.log.head(), 0))).toEqual([[4]]);
		});

		test('[R31] says nothing about what is folded, or about more than it is good for', async () => {
			const first = appended(world.log, [frame(a, 100_000, 1)]);
			await world.fold(a, first, new Uint8Array([5]), 100_000);
			expect(world.log.since(a, first, 10)).toBe(null);
			const second = appended(world.log, [frame(a, 100_005, 2)]);
			// The margin reaches into the fold.
			expect(world.log.since(a, second, 10)).toBe(null);
			const third = appended(world.log, [frame(a, 200_000, 3)]);
			expect(bytesOf(world.log.since(a, third, 10))).toEqual([[3]]);
			appended(
				world.log,
				Array.from({ length: 1001 }, () => frame(a, 200_001, 4))
			);
			expect(world.log.since(a, third, 10)).toBe(null);
		});

		test('[R32] a folded document is its fold and what came after', async () => {
			const position = appended(world.log, [frame(a, 7, 1), frame(a, 8, 2)]);
			await world.fold(a, position, new Uint8Array([5, 5]), 8);
			appended(world.log, [frame(a, 9, 3)]);
			const log = await world.reopen();
			const { fold, tail, damaged } = log.load(a);
			expect(fold).toMatchObject({ position, at: 8, state: Buffer.from([5, 5]) });
			expect(bytesOf(tail)).toEqual([[3]]);
			expect(damaged).toBe(0);
			expect(bytesOf(log.load(b).tail)).toEqual([SEED]);
		});

		test('[R32] knows how much of a document is not folded', async () => {
			appended(world.log, [frame(a, 1, 1, 1, 1)]);
			expect(world.log.growth.get(a)).toMatchObject({ frames: 1, bytes: 3 });
			world.log.load(a);
			expect(world.log.growth.get(a)).toEqual({ frames: 2, bytes: 5, folded: 0 });
			await world.fold(a, world.log.head(), new Uint8Array([5, 5]), 1);
			world.log.load(a);
			expect(world.log.growth.get(a)).toEqual({ frames: 0, bytes: 0, folded: 2 });
		});

		test('[R21] finds out whether there is room, and leaves nothing behind', () => {
			const before = world.log.head();
			expect(world.log.hasRoom()).toBe(true);
			expect(world.log.head()).toBe(before);
		});
	});
}

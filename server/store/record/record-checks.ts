/** What came of checking the records: kept, so that the chairs see it and a chain that was rewritten since is noticed. */
import type { ProblemKind } from '#core/record/record-check.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { ChainEnd } from './chain.ts';
import type { Store } from '#server/store/database/database.ts';

export interface FoundProblem {
	/** Left out in what was kept before there were kinds. */
	readonly kind?: ProblemKind;
	/** Slug of the board it concerns; null: the whole installation. */
	readonly board: string | null;
	/** "23 July 2031, Harbour Board meeting", where it is about one. */
	readonly record: string | null;
	readonly what: string;
}

export interface Found {
	readonly records: number;
	readonly papers: number;
	readonly entries: number;
	readonly heads: readonly Omit<ChainEnd, 'at'>[];
	/** How many in all; the list ends somewhere. */
	readonly count: number;
	readonly problems: readonly FoundProblem[];
}

export interface RecordCheck extends Found {
	readonly at: Instant;
	/** Whose doing it was. */
	readonly name: string;
}

/** More than anybody reads. */
const MOST_KEPT = 200;

export async function keepCheck(
	store: Store,
	check: { readonly at: Instant; readonly name: string; readonly found: Omit<Found, 'count'> }
): Promise<void> {
	const { records, papers, entries, heads, problems } = check.found;
	const found: Found = {
		records,
		papers,
		entries,
		heads: heads.map(({ chain, sequence, head }) => ({ chain, sequence, head })),
		count: problems.length,
		problems: problems
			.slice(0, MOST_KEPT)
			.map(({ kind, board, record, what }) => ({ ...(kind && { kind }), board, record, what }))
	};
	await store
		.insertInto('record_check')
		.values({ at: check.at, name: check.name, found: JSON.stringify(found) })
		.execute();
}

/** Newest first. */
export async function lastChecks(store: Store, limit: number): Promise<readonly RecordCheck[]> {
	const rows = await store
		.selectFrom('record_check')
		.select(['at', 'name', 'found'])
		.orderBy('number', 'desc')
		.limit(limit)
		.execute();
	return rows.map(({ at, name, found }) => ({ at, name, ...(JSON.parse(found) as Found) }));
}

/** "23 July 2031, Harbour Board meeting: no signature is under this text." */
export function problemSentence({ record, what }: Pick<FoundProblem, 'record' | 'what'>): string {
	const words = record === null ? what : `${record}: ${what}`;
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What a check found about a board, and about the whole installation. */
export const concerning = (check: RecordCheck, slug: string): readonly FoundProblem[] =>
	check.problems.filter(({ board }) => board === null || board === slug);

/** How much of that the last check found; 0, too, before the first. */
export async function foundOn(store: Store, slug: string): Promise<number> {
	const [last] = await lastChecks(store, 1);
	return last === undefined ? 0 : concerning(last, slug).length;
}

export interface CheckRequest {
	readonly at: Instant;
	/** Who wants it. */
	readonly name: string;
}

/** What somebody asked for and the server has not done yet. */
export async function requestedCheck(store: Store): Promise<CheckRequest | null> {
	return (await store.selectFrom('check_request').select(['at', 'name']).executeTakeFirst()) ?? null;
}

/** @returns false: one was asked for already, and serves both */
export async function requestCheck(store: Store, { at, name }: CheckRequest): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await store
		.insertInto('check_request')
		.values({ one: 1, at, name })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirstOrThrow();
	return numInsertedOrUpdatedRows === 1n;
}

/** One that was asked for while that check ran stays. */
export async function settleRequest(store: Store, { at }: Pick<CheckRequest, 'at'>): Promise<void> {
	await store.deleteFrom('check_request').where('at', '<=', at).execute();
}

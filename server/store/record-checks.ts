/** What came of checking the records: kept, so that the chairs see it and a chain that was rewritten since is noticed. */
import type { Instant } from '#core/time.ts';
import type { ChainEnd } from './chain.ts';
import type { Store } from './database.ts';

export interface FoundProblem {
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
	const found: Found = {
		...check.found,
		count: check.found.problems.length,
		problems: check.found.problems.slice(0, MOST_KEPT)
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

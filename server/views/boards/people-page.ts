import type { Instant } from '#core/kernel/time.ts';
import { allBoards, type Board } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { allPeople, type Person } from '#server/store/boards/people.ts';
import { lastChecks } from '#server/store/record/record-checks.ts';
import { meetingsWithAside } from '#server/store/log/set-aside.ts';

export interface BoardLine {
	readonly name: string;
	readonly slug: string;
	readonly reportsTo: string | null;
}

/** How much the last check of the records found, and where; of what a board wrote nothing. */
export interface FoundByCheck {
	readonly at: Instant;
	/** "The whole installation: 2" */
	readonly places: readonly { readonly name: string; readonly count: number }[];
}

/** For administrators: everybody and every board, and nothing any of them wrote. */
export async function peoplePage(store: Store): Promise<{
	readonly people: readonly Person[];
	readonly boards: readonly BoardLine[];
	/** [R88] Meetings of whose text something could not be read. */
	readonly aside: Awaited<ReturnType<typeof meetingsWithAside>>;
	readonly check: FoundByCheck | null;
}> {
	const boards = await allBoards(store);
	return {
		people: await allPeople(store),
		aside: await meetingsWithAside(store),
		check: await foundByCheck(store, boards),
		boards: boards.map((board) => ({
			name: board.name,
			slug: board.slug,
			reportsTo: boards.find((other) => other.id === board.parent)?.name ?? null
		}))
	};
}

async function foundByCheck(store: Store, boards: readonly Board[]): Promise<FoundByCheck | null> {
	const [last] = await lastChecks(store, 1);
	if (last === undefined || last.problems.length === 0) return null;
	const names = new Map(boards.map(({ slug, name }) => [slug, name]));
	const places = Map.groupBy(last.problems, ({ board }) =>
		board === null ? 'The whole installation' : (names.get(board) ?? board)
	);
	return { at: last.at, places: [...places].map(([name, { length }]) => ({ name, count: length })) };
}

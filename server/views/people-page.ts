import { allBoards } from '#server/store/boards.ts';
import type { Store } from '#server/store/database.ts';
import { allPeople, type Person } from '#server/store/people.ts';
import { meetingsWithAside } from '#server/store/set-aside.ts';

export interface BoardLine {
	readonly name: string;
	readonly slug: string;
	readonly reportsTo: string | null;
}

/** For administrators: everybody and every board, and nothing any of them wrote. */
export async function peoplePage(store: Store): Promise<{
	readonly people: readonly Person[];
	readonly boards: readonly BoardLine[];
	/** [R88] Meetings of whose text something could not be read. */
	readonly aside: Awaited<ReturnType<typeof meetingsWithAside>>;
}> {
	const boards = await allBoards(store);
	return {
		people: await allPeople(store),
		aside: await meetingsWithAside(store),
		boards: boards.map((board) => ({
			name: board.name,
			slug: board.slug,
			reportsTo: boards.find((other) => other.id === board.parent)?.name ?? null
		}))
	};
}

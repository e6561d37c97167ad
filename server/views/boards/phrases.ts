/** The abbreviations that hold for somebody, for the pages that list them and the page that expands them. */
import type { HousePhrase } from '#core/reading/abbreviations.ts';
import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { boardById, membershipsOfPerson } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { phrasesOf, type KeptPhrase } from '#server/store/boards/house-phrases.ts';

export interface WritersPhrases {
	readonly own: readonly HousePhrase[];
	readonly shared: readonly HousePhrase[];
}

/**
 * What expands while this person writes in a meeting.
 * @param board whose abbreviations hold there, too; null: for a guest, who has their own alone [D8]
 */
export async function phrasesFor(
	store: Store,
	person: PersonId,
	board: BoardId | null
): Promise<WritersPhrases> {
	const bare = ({ short, words }: KeptPhrase): HousePhrase => ({ short, words });
	return {
		own: (await phrasesOf(store, { person })).map(bare),
		shared: board === null ? [] : (await phrasesOf(store, { board })).map(bare)
	};
}

export interface PhrasesOfPerson {
	readonly own: readonly KeptPhrase[];
	/** Of the boards they are on today, where there are any. */
	readonly boards: readonly {
		readonly slug: string;
		readonly name: string;
		readonly phrases: readonly (HousePhrase & { readonly beaten: boolean })[];
	}[];
}

export async function phrasesOfPerson(
	store: Store,
	person: PersonId,
	now: Instant
): Promise<PhrasesOfPerson> {
	const own = await phrasesOf(store, { person });
	const mine = new Set(own.map(({ short }) => short.toLowerCase()));
	const boards: PhrasesOfPerson['boards'][number][] = [];
	const held = await membershipsOfPerson(store, person, londonDate(now));
	for (const id of new Set(held.map(({ board }) => board))) {
		const board = await boardById(store, id);
		const phrases = await phrasesOf(store, { board: id });
		if (board === null || phrases.length === 0) continue;
		const { slug, name } = board;
		boards.push({
			slug,
			name,
			phrases: phrases.map(({ short, words }) => ({ short, words, beaten: mine.has(short.toLowerCase()) }))
		});
	}
	return { own, boards: boards.sort((a, b) => a.name.localeCompare(b.name)) };
}

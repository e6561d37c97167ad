import type { HousePhrase } from '#core/reading/abbreviations.ts';
import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import type { Store } from '#server/store/database/database.ts';

/** Whose a list of phrases is. */
export type PhraseKeeper = { readonly person: PersonId } | { readonly board: BoardId };

export interface KeptPhrase extends HousePhrase {
	readonly id: string;
}

const columnsOf = (keeper: PhraseKeeper) => ({
	person_id: 'person' in keeper ? keeper.person : null,
	board_id: 'board' in keeper ? keeper.board : null
});

/** By abbreviation, without regard to case. */
export async function phrasesOf(store: Store, keeper: PhraseKeeper): Promise<readonly KeptPhrase[]> {
	const query = store.selectFrom('house_phrase').select(['id', 'short', 'words']).orderBy('short');
	return 'person' in keeper
		? query.where('person_id', '=', keeper.person).execute()
		: query.where('board_id', '=', keeper.board).execute();
}

export async function insertPhrase(store: Store, keeper: PhraseKeeper, phrase: KeptPhrase): Promise<void> {
	const { id, short, words } = phrase;
	await store
		.insertInto('house_phrase')
		.values({ id, short, words, ...columnsOf(keeper) })
		.execute();
}

export async function updatePhrase(store: Store, { id, short, words }: KeptPhrase): Promise<void> {
	await store.updateTable('house_phrase').set({ short, words }).where('id', '=', id).execute();
}

export async function deletePhrase(store: Store, id: string): Promise<void> {
	await store.deleteFrom('house_phrase').where('id', '=', id).execute();
}

import { wrongShort, wrongWords } from '#core/reading/abbreviations.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	deletePhrase,
	insertPhrase,
	phrasesOf,
	updatePhrase,
	type KeptPhrase,
	type PhraseKeeper
} from '#server/store/boards/house-phrases.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf } from '#server/usecases/kernel/parse.ts';

/** Whose list it is: one's own, or that of a board. */
export type Whose = 'mine' | BoardId;

export interface KeepPhrase {
	readonly whose: Whose;
	/** Of the phrase to change; '' for a new one. */
	readonly id?: string;
	readonly short: string;
	readonly words: string;
}

/** More than anybody remembers; every open page carries them. */
const MOST = 200;

/** [B6] Everybody keeps their own abbreviations; those of a board its chair, co-chair and notetaker keep for all who write. */
export async function keepPhrase(
	deps: Deps,
	actor: Actor,
	command: KeepPhrase
): Promise<Result<KeptPhrase, Refusal>> {
	const [short, words] = [lineOf(command.short), lineOf(command.words)];
	const wrong = wrongShort(short);
	if (wrong !== null) return err({ code: 'invalid', field: 'short', message: wrong });
	const empty = wrongWords(short, words);
	if (empty !== null) return err({ code: 'invalid', field: 'words', message: empty });
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToList(deps, store, actor, command.whose);
		if (refusal !== null) return err(refusal);
		const keeper = keeperOf(actor, command.whose);
		const kept = await phrasesOf(store, keeper);
		const changed = kept.find(({ id }) => id === command.id);
		if (changed === undefined && (command.id ?? '') !== '') return err(GONE);
		const same = kept.find((other) => other !== changed && other.short.toLowerCase() === short.toLowerCase());
		if (same !== undefined)
			return err({
				code: 'taken',
				field: 'short',
				message: `${same.short} stands for “${same.words}” already. Change or remove that one.`
			});
		if (changed === undefined && kept.length >= MOST)
			return err({
				code: 'invalid',
				field: 'short',
				message: `There are ${MOST} abbreviations here, which is the most. Remove one first.`
			});
		const phrase = { id: changed?.id ?? deps.newId<string>(), short, words };
		if (changed === undefined) await insertPhrase(store, keeper, phrase);
		else await updatePhrase(store, phrase);
		await tell(store, command.whose);
		return ok(phrase);
	});
}

export async function removePhrase(
	deps: Deps,
	actor: Actor,
	command: { readonly whose: Whose; readonly id: string }
): Promise<Result<KeptPhrase, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToList(deps, store, actor, command.whose);
		if (refusal !== null) return err(refusal);
		const kept = await phrasesOf(store, keeperOf(actor, command.whose));
		const gone = kept.find(({ id }) => id === command.id);
		if (gone === undefined) return err(GONE);
		await deletePhrase(store, gone.id);
		await tell(store, command.whose);
		return ok(gone);
	});
}

const GONE: Refusal = {
	code: 'invalid',
	field: 'id',
	message: 'That abbreviation was removed meanwhile. The list shows what there is now.'
};

const keeperOf = (actor: Actor, whose: Whose): PhraseKeeper =>
	whose === 'mine' ? { person: actor.person } : { board: whose };

const admitToList = async (deps: Deps, store: Store, actor: Actor, whose: Whose): Promise<Refusal | null> =>
	whose === 'mine' ? null : admitToBoard(deps, store, actor, whose, 'keep-phrases');

/** Own ones are nobody else's business; the account page tells the other pages of the same browser itself. */
async function tell(store: Store, whose: Whose): Promise<void> {
	if (whose === 'mine') return;
	const drafts = (await meetingsOf(store, whose)).filter(({ state }) => state === 'draft');
	await raiseTopic(store, boardTopic(whose), ...drafts.map(({ id }) => meetingTopic(id)));
}

/**
 * Who signs the minutes of a board changes at once by one of those who sign (keep-members.ts), or proposed by one member
 * (propose-chair.ts) and confirmed by another (confirm-chair.ts); it is taken back within a day (take-back-chair.ts). Here is what is
 * common to all of that: the row, the audit, the letters [D3].
 */
import { chairWords, TAKE_BACK_MS } from '#core/boards/chairs.ts';
import type { ChairChangeId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { longInstant } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById } from '#server/store/boards/boards.ts';
import { insertChairChange, type ChairChange } from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { personById } from '#server/store/boards/people.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { chairsOf, tell } from './tell-chairs.ts';

/** [D3] Done at once, by a chair or at the console: written down, and told to all who signed before or sign now. */
export async function recordChairChange(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: Pick<ChairChange, 'board' | 'person' | 'from' | 'to' | 'ended' | 'until' | 'begun'> &
		Partial<Pick<ChairChange, 'meeting' | 'entry'>>,
	/** The chairs as they were before it. */
	before: readonly PersonId[]
): Promise<ChairChangeId> {
	const now = deps.now();
	const by = { person: actor.person, name: actor.name, at: now };
	const done: ChairChange = {
		id: deps.newId<ChairChangeId>(),
		meeting: null,
		entry: null,
		...change,
		name: must(await personById(store, change.person), 'the person').name,
		state: 'done',
		proposed: by,
		seconded: null,
		approved: null,
		doneAt: now,
		entitled: before,
		settled: null
	};
	await insertChairChange(store, done);
	await noteChange(deps, store, actor, 'change-chair', done);
	await tellOfChange(deps, store, done);
	return done.id;
}

/** Where a change is seen and taken back. */
export const pathOf = (slug: string, change: Pick<ChairChange, 'id'>): string =>
	`/boards/${slug}/members/changes/${change.id}`;

/** [D3] Told to all who signed before it, who sign after it, and the one it is about. */
export async function tellOfChange(deps: Deps, store: Store, change: ChairChange): Promise<void> {
	const board = must(await boardById(store, change.board), 'the board');
	const after = await chairsOf(deps, store, change.board);
	const at = change.doneAt ?? deps.now();
	const by =
		change.proposed.person === 'console'
			? 'Somebody at the command line of the server did this'
			: change.seconded === null
				? `${change.proposed.name} did this`
				: `${change.proposed.name} proposed this and ${change.seconded.name} confirmed it${
						change.approved === null ? '' : `; ${change.approved.name}, administrator, agreed`
					}`;
	await tell(deps, store, [...change.entitled, ...after, change.person], {
		subject: `${board.name}: ${chairWords(change)}`,
		words: [
			`${chairWords(change)}. Chairs and co-chairs sign the minutes of ${board.name}.`,
			`${by} on ${longInstant(at)}.`,
			...(change.entitled.length === 0
				? []
				: [
						`Whoever chaired the board before can take it back until ${longInstant(at + TAKE_BACK_MS)}, with one press on this page. Minutes signed meanwhile stay signed.`
					])
		],
		path: pathOf(board.slug, change)
	});
}

/** Its row in the audit, and whoever has the members page open sees it. */
export async function noteChange(
	deps: Deps,
	store: Store,
	actor: Actor,
	verb: string,
	change: ChairChange
): Promise<void> {
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb,
		subject: change.board,
		detail: {
			change: change.id,
			person: change.person,
			from: change.from,
			to: change.to,
			...(change.meeting === null ? {} : { meeting: change.meeting }),
			...(change.begun === null ? {} : { membership: change.begun })
		}
	});
	await raiseTopic(store, boardTopic(change.board));
}

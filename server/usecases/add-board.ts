import type { BoardId } from '#core/ids.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import { recordAudit } from '#server/store/audit.ts';
import { boardBySlug, insertBoard, type Board } from '#server/store/boards.ts';
import { boardTopic, raiseTopic } from '#server/store/topics.ts';
import type { Actor, Deps } from './deps.ts';
import { lineOf, parseLine, parseSlug } from './parse.ts';

/** What the agenda of a board starts from until the board says otherwise. */
export const STANDING_ITEMS = [
	'Apologies',
	'Notes of the last meeting',
	'Matters arising',
	'Partner updates',
	'Any other business',
	'Next meeting'
] as const;

export interface AddBoard {
	readonly slug: string;
	readonly name: string;
	/** Slug of the board it reports to; '' for none. */
	readonly parent?: string;
	readonly place?: string;
	/** With co-chairs: whether one signature is enough. */
	readonly signingRule?: 'any' | 'all';
	/** Titles of the items every agenda starts from; {@link STANDING_ITEMS} when not said. */
	readonly standingItems?: readonly string[];
}

/** Administrators make boards; who sits on them is for the boards. */
export async function addBoard(deps: Deps, actor: Actor, command: AddBoard): Promise<Result<Board, Refusal>> {
	if (!actor.admin) return err({ code: 'not-allowed', what: 'add boards' });
	const slug = parseSlug('slug', command.slug);
	if (!slug.ok) return slug;
	const name = parseLine('name', command.name, 'the name of the board', 120);
	if (!name.ok) return name;
	return deps.db.transaction().execute(async (store) => {
		if ((await boardBySlug(store, slug.value)) !== null)
			return err({
				code: 'taken',
				field: 'slug',
				message: `There is a board with the address ${slug.value} already.`
			});
		const above = lineOf(command.parent);
		const parent = above === '' ? null : await boardBySlug(store, above);
		if (above !== '' && parent === null)
			return err({
				code: 'invalid',
				field: 'parent',
				message: `There is no board with the address ${above}.`
			});
		const board: Board = {
			id: deps.newId<BoardId>(),
			slug: slug.value,
			name: name.value,
			parent: parent?.id ?? null,
			signingRule: command.signingRule ?? 'any',
			place: lineOf(command.place).slice(0, 200),
			standingItems: command.standingItems ?? STANDING_ITEMS,
			quorum: null
		};
		await insertBoard(store, board, deps.now());
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'add-board',
			subject: board.id,
			detail: { slug: board.slug, name: board.name }
		});
		if (parent !== null) await raiseTopic(store, boardTopic(parent.id));
		return ok(board);
	});
}

import type { ActionId } from '#core/kernel/ids.ts';
import type { Store } from '#server/store/database/database.ts';
import { findActions } from './register-find.ts';
import { registerScope, type RegisterPage, type RegisterQuery } from './register-page.ts';
import { registerRows, type RegisterRow } from './register-rows.ts';
import { WHOLE_REGISTER } from '#core/register/register-filter.ts';

export interface ActionPage {
	readonly board: RegisterPage['board'];
	/** The viewer is not on the board. */
	readonly ownOnly: boolean;
	readonly row: RegisterRow;
}

/** One action by itself: where a letter or a link leads. Seen by whoever sees it in the register, and nobody else. */
export async function actionPage(
	store: Store,
	query: Pick<RegisterQuery, 'slug' | 'person' | 'today'> & { readonly action: ActionId }
): Promise<ActionPage | null> {
	const seen = await registerScope(store, query);
	if (seen === null) return null;
	const { board, scope, keeper } = seen;
	const state = await store
		.selectFrom('action_state')
		.select('meeting_id')
		.where('action_id', '=', query.action)
		.where('board_id', '=', board.id)
		.executeTakeFirst();
	if (state === undefined) return null;
	const filter = { ...WHOLE_REGISTER, state: 'all' as const, meeting: state.meeting_id };
	const visible = await findActions(store, scope, filter, { limit: -1, offset: 0 });
	if (!visible.includes(query.action)) return null;
	const [row] = await registerRows(store, [query.action], {
		person: query.person,
		keeper,
		today: query.today
	});
	return row === undefined ? null : { board, ownOnly: scope.ownOnly, row };
}

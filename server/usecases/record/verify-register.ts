/** [L8] The register shows what the events of each action make of it, and nothing else. Changes nothing. */
import type { ActionId, BoardId } from '#core/kernel/ids.ts';
import { fold } from '#core/register/register.ts';
import { must } from '#core/kernel/result.ts';
import { ownerRows, stateColumns } from '#server/store/register/action-rows.ts';
import { eventsOf } from '#server/store/register/actions.ts';
import type { Store } from '#server/store/database/database.ts';

const PAGE = 500;

export async function verifyRegister(
	store: Store,
	board: BoardId
): Promise<readonly { readonly reference: string; readonly what: string }[]> {
	const problems: { readonly reference: string; readonly what: string }[] = [];
	let last = '' as ActionId;
	for (;;) {
		const actions = await store
			.selectFrom('action')
			.select(['id', 'reference'])
			.where('board_id', '=', board)
			.where('id', '>', last)
			.orderBy('id')
			.limit(PAGE)
			.execute();
		const ids = actions.map(({ id }) => id);
		if (ids.length === 0) return problems;
		const events = await eventsOf(store, ids);
		const states = new Map(
			(await store.selectFrom('action_state').selectAll().where('action_id', 'in', ids).execute()).map(
				(row) => [row.action_id, row]
			)
		);
		const owners = Map.groupBy(
			await store
				.selectFrom('action_owner')
				.selectAll()
				.where('action_id', 'in', ids)
				.orderBy('position')
				.execute(),
			({ action_id }) => action_id
		);
		for (const { id, reference } of actions)
			if (!follows(id)) problems.push({ reference, what: 'the register does not show what happened to it' });
		last = must(ids.at(-1), 'the last action of a page');

		function follows(id: ActionId): boolean {
			const happened = events.get(id) ?? [];
			const state = states.get(id);
			const end = happened.at(-1);
			if (state === undefined || end === undefined) return false;
			try {
				const now = fold(happened);
				const shown: Record<string, unknown> = state;
				return (
					Object.entries(stateColumns(now, end.at)).every(([name, value]) => shown[name] === value) &&
					same(owners.get(id) ?? [], ownerRows(board, id, now.owners))
				);
			} catch {
				return false;
			}
		}
	}
}

const sorted = (row: object): string =>
	JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
const same = (rows: readonly object[], expected: readonly object[]): boolean =>
	rows.length === expected.length && rows.every((row, at) => sorted(row) === sorted(expected[at] ?? {}));

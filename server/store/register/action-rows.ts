/** How the rows of an action are made; for the register's own store functions. */
import type { Insertable } from 'kysely';
import type { ActionId, BoardId, MeetingId } from '#core/kernel/ids.ts';
import { ownerKey, type ActionNow, type RegisterOwner } from '#core/register/register.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

/** SQLite binds at most 32,766 values in one statement. */
export const ROWS_A_STATEMENT = 500;

/** An action of now as the register keeps it. */
export function stateColumns(now: ActionNow, at: Instant) {
	return {
		state: now.state,
		due_written: now.due?.written ?? null,
		due_kind: now.due?.kind ?? null,
		due_date: now.due?.date ?? null,
		updated_at: at,
		owner_sort: now.owners
			.map(({ name }) => name.toLowerCase())
			.join(', ')
			.slice(0, 80),
		owner_keys: now.owners.length === 0 ? '' : ` ${now.owners.map(ownerKey).join(' ')} `
	};
}

/** Where an action stands among all of its board, oldest or newest meeting first. */
export function placeSorts(date: CalendarDate, meeting: MeetingId, position: number) {
	const place = `${meeting}.${String(position).padStart(6, '0')}`;
	return {
		oldest_sort: `${date}.${place}`,
		newest_sort: `${date.replace(/\d/g, (digit) => String(9 - Number(digit)))}.${place}`
	};
}

export function ownerRows(
	board: BoardId,
	id: ActionId,
	owners: readonly RegisterOwner[]
): Insertable<Tables['action_owner']>[] {
	return owners.map((owner, position) => ({
		action_id: id,
		position,
		written: owner.written,
		kind: owner.kind,
		person_id: owner.person,
		name: owner.name,
		board_id: board,
		owner_key: ownerKey(owner)
	}));
}

export async function insertRows<
	Table extends 'decision' | 'action' | 'action_event' | 'action_state' | 'action_words' | 'action_owner'
>(store: Store, table: Table, rows: readonly Insertable<Tables[Table]>[]): Promise<void> {
	for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
		await store
			.insertInto(table)
			.values(rows.slice(at, at + ROWS_A_STATEMENT) as never)
			.execute();
}

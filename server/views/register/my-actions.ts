import { sql } from 'kysely';
import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface MyActions {
	readonly open: number;
	/** Of those: how many whose day has passed. */
	readonly overdue: number;
}

/** How many open actions somebody owns, by board. Boards without any are left out. */
export async function myOpenActions(
	store: Store,
	person: PersonId,
	today: CalendarDate
): Promise<ReadonlyMap<BoardId, MyActions>> {
	// Somebody listed twice under two agencies may own one action twice; it is one action.
	const { rows } = await sql<{ board_id: BoardId; open: number; overdue: number }>`
		SELECT board_id, count(*) AS open, count(CASE WHEN due_date < ${today} THEN 1 END) AS overdue
		FROM action_state
		WHERE state = 'open' AND action_id IN (SELECT action_id FROM action_owner WHERE person_id = ${person})
		GROUP BY board_id`.execute(store);
	return new Map(rows.map(({ board_id, open, overdue }) => [board_id, { open, overdue }]));
}

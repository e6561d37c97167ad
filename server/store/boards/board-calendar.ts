import type { Region } from '#core/reading/bank-holidays.ts';
import type { BoardCalendar } from '#core/reading/due.ts';
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

/** What dues in words are calculated with on this board. */
export async function boardCalendar(store: Store, board: BoardId): Promise<BoardCalendar> {
	const { region } = await store
		.selectFrom('board')
		.select('bank_holidays as region')
		.where('id', '=', board)
		.executeTakeFirstOrThrow();
	const days = await store.selectFrom('meeting').select('date').where('board_id', '=', board).execute();
	return { region, meetings: days.map(({ date }) => date) };
}

export async function setRegion(store: Store, board: BoardId, region: Region): Promise<void> {
	await store.updateTable('board').set({ bank_holidays: region }).where('id', '=', board).execute();
}

/** The meetings of a board that are still written: what their dues come to hangs on its calendar. */
export async function draftMeetings(
	store: Store,
	board: BoardId
): Promise<{ readonly id: MeetingId; readonly date: CalendarDate; readonly next: CalendarDate | null }[]> {
	return store
		.selectFrom('meeting')
		.select(['id', 'date', 'next_date as next'])
		.where('board_id', '=', board)
		.where('state', '=', 'draft')
		.execute();
}

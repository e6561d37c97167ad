import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingsOf, type Meeting } from '#server/store/minutes/meetings.ts';
import { findBoard, headOf, type BoardHead } from './board-page.ts';

/** What the form for a new meeting starts with: place, hours and title of the latest one, since boards are regular. */
export interface NewMeetingPage {
	readonly board: BoardHead;
	readonly suggested: {
		readonly title: string;
		/** The day that was announced for it; '' for none. */
		readonly date: string;
		readonly start: string;
		readonly end: string;
		readonly place: string;
	};
	readonly standingItems: readonly string[];
	/** The day announced for the next meeting, while no meeting is made for it. */
	readonly announced: CalendarDate | null;
}

export async function newMeetingPage(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<Result<NewMeetingPage, Refusal>> {
	const found = await findBoard(store, slug, person, now);
	if (found === null) return err({ code: 'not-found' });
	const { board, standing } = found;
	if (!may(standing, 'make-meeting')) return err({ code: 'not-allowed', what: 'make a meeting here' });
	const meetings = await meetingsOf(store, board.id);
	const [latest] = meetings;
	const announced = announcedDay(meetings);
	return ok({
		board: headOf(board),
		suggested: {
			title: latest?.title ?? `${board.name} meeting`,
			date: announced ?? '',
			start: latest?.start ?? '',
			end: latest?.end ?? '',
			place: board.place === '' ? (latest?.place ?? '') : board.place
		},
		standingItems: board.standingItems,
		announced
	});
}

/** What the latest minutes that name a next meeting say, unless there is a meeting on that day or after. */
function announcedDay(meetings: readonly Meeting[]): CalendarDate | null {
	const next = meetings.find((meeting) => meeting.next !== null)?.next?.date ?? null;
	return next !== null && meetings.every(({ date }) => date < next) ? next : null;
}

import type { PersonId } from '#core/ids.ts';
import { may } from '#core/policy.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import type { Instant } from '#core/time.ts';
import type { Store } from '#server/store/database.ts';
import { meetingsOf } from '#server/store/meetings.ts';
import { findBoard, headOf, type BoardHead } from './board-page.ts';

/** What the form for a new meeting starts with: place, hours and title of the latest one, since boards are regular. */
export interface NewMeetingPage {
	readonly board: BoardHead;
	readonly suggested: {
		readonly title: string;
		readonly start: string;
		readonly end: string;
		readonly place: string;
	};
	readonly standingItems: readonly string[];
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
	const [latest] = await meetingsOf(store, board.id);
	return ok({
		board: headOf(board),
		suggested: {
			title: latest?.title ?? `${board.name} meeting`,
			start: latest?.start ?? '',
			end: latest?.end ?? '',
			place: board.place === '' ? (latest?.place ?? '') : board.place
		},
		standingItems: board.standingItems
	});
}

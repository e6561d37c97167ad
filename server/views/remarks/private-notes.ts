import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	notedMeetings,
	notesOf,
	type NotedMeeting,
	type PrivateNote
} from '#server/store/remarks/private-notes.ts';
import { standingAt } from '#server/store/boards/rights.ts';

/** @returns null: this person keeps no private notes at this meeting */
export async function ownNotes(
	store: Store,
	meeting: MeetingId,
	person: PersonId,
	now: Instant
): Promise<readonly PrivateNote[] | null> {
	const standing = await standingAt(store, meeting, person, londonDate(now));
	return may(standing, 'keep-private-notes') ? notesOf(store, person, meeting) : null;
}

export type { NotedMeeting, PrivateNote };
export const ownNotedMeetings = (store: Store, person: PersonId): Promise<readonly NotedMeeting[]> =>
	notedMeetings(store, person);

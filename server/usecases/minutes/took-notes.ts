/**
 * [D6] Who took the notes of a meeting: whoever its attendance list calls notetaker. Who stands there as something else did
 * not; who does not stand there did when they were notetaker of the board at any time from the day of the meeting on.
 * Where nobody is called notetaker, it is whoever alone wrote in its text.
 */
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { addDays, type CalendarDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';

export async function tookNotes(
	store: Store,
	id: MeetingId,
	person: PersonId,
	today: CalendarDate
): Promise<boolean> {
	const meeting = await meetingById(store, id);
	if (meeting === null) return false;
	const roster = await rosterOf(store, id);
	if (roster.some((entry) => entry.person === person && entry.role === 'notetaker')) return true;
	// The day before counts, too: a role that changed on the day of the meeting ended the day before.
	const since = addDays(meeting.date, -1);
	const listed = new Set(roster.map((entry) => entry.person));
	const notetakers = (await membershipsOf(store, meeting.board)).filter(
		(other) =>
			other.role === 'notetaker' &&
			!listed.has(other.person) &&
			other.from <= today &&
			(other.to === null || (other.to >= since && other.to >= other.from))
	);
	if (notetakers.some((other) => other.person === person)) return true;
	if (notetakers.length > 0 || roster.some(({ role }) => role === 'notetaker')) return false;
	const writers = await writersOf(store, id);
	return writers.length === 1 && writers[0] === person;
}

/** Everybody who ever brought something into the shared text, in whatever epoch of it. */
async function writersOf(store: Store, id: MeetingId): Promise<PersonId[]> {
	const rows = await store
		.selectFrom('document_client')
		.innerJoin('document', 'document.number', 'document_client.document')
		.select('document_client.person_id')
		.distinct()
		.where('document.meeting_id', '=', id)
		.execute();
	return rows.map(({ person_id }) => person_id);
}

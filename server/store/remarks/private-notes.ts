/** Notes somebody keeps for themselves. Every function here asks for the person, and none reads another's. */
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface PrivateNote {
	/** The id of the item it stands beside. */
	readonly item: string;
	readonly text: string;
	/** New with every change. */
	readonly version: string;
	readonly at: Instant;
}

const COLUMNS = ['item', 'text', 'version', 'updated_at as at'] as const;

export async function notesOf(
	store: Store,
	person: PersonId,
	meeting: MeetingId
): Promise<readonly PrivateNote[]> {
	return store
		.selectFrom('private_note')
		.select(COLUMNS)
		.where('person_id', '=', person)
		.where('meeting_id', '=', meeting)
		.orderBy('updated_at')
		.execute();
}

export async function noteBeside(
	store: Store,
	person: PersonId,
	meeting: MeetingId,
	item: string
): Promise<PrivateNote | null> {
	const note = await store
		.selectFrom('private_note')
		.select(COLUMNS)
		.where('person_id', '=', person)
		.where('meeting_id', '=', meeting)
		.where('item', '=', item)
		.executeTakeFirst();
	return note ?? null;
}

export async function putNote(
	store: Store,
	person: PersonId,
	meeting: MeetingId,
	{ item, text, version, at }: PrivateNote
): Promise<void> {
	await store
		.insertInto('private_note')
		.values({ person_id: person, meeting_id: meeting, item, text, version, updated_at: at })
		.onConflict((conflict) =>
			conflict.columns(['person_id', 'meeting_id', 'item']).doUpdateSet({ text, version, updated_at: at })
		)
		.execute();
}

/** @param item null: all of that meeting */
export async function deleteNotes(
	store: Store,
	person: PersonId,
	meeting: MeetingId,
	item: string | null
): Promise<void> {
	const gone = store
		.deleteFrom('private_note')
		.where('person_id', '=', person)
		.where('meeting_id', '=', meeting);
	await (item === null ? gone : gone.where('item', '=', item)).execute();
}

export interface NotedMeeting {
	readonly meeting: MeetingId;
	readonly board: string;
	readonly title: string;
	readonly date: CalendarDate;
	readonly notes: number;
}

/** The meetings somebody has notes of, the latest first. */
export async function notedMeetings(store: Store, person: PersonId): Promise<readonly NotedMeeting[]> {
	return store
		.selectFrom('private_note')
		.innerJoin('meeting', 'meeting.id', 'private_note.meeting_id')
		.innerJoin('board', 'board.id', 'meeting.board_id')
		.select(({ fn }) => [
			'meeting.id as meeting',
			'board.name as board',
			'meeting.title',
			'meeting.date',
			fn.countAll<number>().as('notes')
		])
		.where('private_note.person_id', '=', person)
		.groupBy('meeting.id')
		.orderBy('meeting.date', 'desc')
		.execute();
}

import type { Selectable } from 'kysely';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { MeetingFacts } from '#core/minutes/minutes.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface Meeting extends MeetingFacts {
	readonly id: MeetingId;
	readonly board: BoardId;
	readonly origin: 'live' | 'imported';
	readonly state: 'draft' | 'signed';
	readonly signedAt: Instant | null;
	readonly createdBy: PersonId | null;
	readonly createdAt: Instant;
}

function fromRow(row: Selectable<Tables['meeting']>): Meeting {
	return {
		id: row.id,
		board: row.board_id,
		title: row.title,
		date: row.date,
		start: row.start_time,
		end: row.end_time,
		place: row.place,
		chair: row.chair_name === null ? null : { name: row.chair_name, agency: row.chair_agency ?? '' },
		next:
			row.next_date === null
				? null
				: { date: row.next_date, start: row.next_start, end: row.next_end, place: row.next_place },
		origin: row.origin,
		state: row.state,
		signedAt: row.signed_at,
		createdBy: row.created_by,
		createdAt: row.created_at
	};
}

const factColumns = (facts: MeetingFacts) => ({
	title: facts.title,
	date: facts.date,
	start_time: facts.start,
	end_time: facts.end,
	place: facts.place,
	chair_name: facts.chair?.name ?? null,
	chair_agency: facts.chair?.agency ?? null,
	next_date: facts.next?.date ?? null,
	next_start: facts.next?.start ?? null,
	next_end: facts.next?.end ?? null,
	next_place: facts.next?.place ?? null
});

export async function meetingById(store: Store, id: MeetingId): Promise<Meeting | null> {
	const row = await store.selectFrom('meeting').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

/** Latest date first. */
export async function meetingsOf(store: Store, board: BoardId): Promise<Meeting[]> {
	const rows = await store
		.selectFrom('meeting')
		.selectAll()
		.where('board_id', '=', board)
		.orderBy('date', 'desc')
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map(fromRow);
}

/** The board's next meeting after that day, if one is planned. */
export async function meetingAfter(store: Store, board: BoardId, day: CalendarDate): Promise<Meeting | null> {
	const row = await store
		.selectFrom('meeting')
		.selectAll()
		.where('board_id', '=', board)
		.where('date', '>', day)
		.orderBy('date')
		.executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

export async function hasSignedMinutes(store: Store, board: BoardId): Promise<boolean> {
	const row = await store
		.selectFrom('meeting')
		.select('id')
		.where('board_id', '=', board)
		.where('state', '=', 'signed')
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

export async function insertMeeting(
	store: Store,
	meeting: Omit<Meeting, 'state' | 'signedAt'>
): Promise<void> {
	await store
		.insertInto('meeting')
		.values({
			id: meeting.id,
			board_id: meeting.board,
			...factColumns(meeting),
			origin: meeting.origin,
			state: 'draft',
			signed_at: null,
			created_by: meeting.createdBy,
			created_at: meeting.createdAt
		})
		.execute();
}

/** A trigger refuses this once the meeting is signed. */
export async function updateFacts(store: Store, id: MeetingId, facts: MeetingFacts): Promise<void> {
	await store.updateTable('meeting').set(factColumns(facts)).where('id', '=', id).execute();
}

/** The roster of a meeting. Triggers freeze it with the minutes. */
import type { Selectable } from 'kysely';
import type { AttendanceId, BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { RosterEntry, RosterMove } from '#core/boards/people.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

function fromRow(row: Selectable<Tables['attendance']>, moves: readonly RosterMove[]): RosterEntry {
	return {
		id: row.id,
		person: row.person_id,
		name: row.name,
		agency: row.agency,
		initials: row.initials,
		role: row.role,
		attendance: row.attendance,
		deputyFor: row.deputy_for,
		note: row.note,
		...(moves.length === 0 ? {} : { moves })
	};
}

/** In the order in which it is printed. */
export async function rosterOf(store: Store, meeting: MeetingId): Promise<RosterEntry[]> {
	const rows = await store
		.selectFrom('attendance')
		.selectAll()
		.where('meeting_id', '=', meeting)
		.orderBy('position')
		.orderBy('id')
		.execute();
	const moves = await movesAt(store, meeting);
	return rows.map((row) => fromRow(row, moves.get(row.id) ?? []));
}

/** In the order of the clock. */
async function movesAt(store: Store, meeting: MeetingId): Promise<ReadonlyMap<AttendanceId, RosterMove[]>> {
	const rows = await store
		.selectFrom('attendance_move')
		.innerJoin('attendance', 'attendance.id', 'attendance_move.attendance_id')
		.select([
			'attendance_move.number',
			'attendance_move.attendance_id as entry',
			'attendance_move.kind',
			'attendance_move.at',
			'attendance_move.item',
			'attendance_move.after_line as after'
		])
		.where('attendance.meeting_id', '=', meeting)
		.orderBy('attendance_move.at')
		.orderBy('attendance_move.number')
		.execute();
	const moves = new Map<AttendanceId, RosterMove[]>();
	for (const { entry, ...move } of rows) {
		const others = moves.get(entry);
		if (others) others.push(move);
		else moves.set(entry, [move]);
	}
	return moves;
}

export async function insertMove(
	store: Store,
	entry: AttendanceId,
	move: Omit<RosterMove, 'number'>
): Promise<void> {
	await store
		.insertInto('attendance_move')
		.values({ attendance_id: entry, kind: move.kind, at: move.at, item: move.item, after_line: move.after })
		.execute();
}

/** Another time or item; with another item the line is no longer known. */
export async function updateMove(
	store: Store,
	{ number, at, item, after }: Omit<RosterMove, 'kind'>
): Promise<void> {
	await store
		.updateTable('attendance_move')
		.set({ at, item, after_line: after })
		.where('number', '=', number)
		.execute();
}

export async function deleteMove(store: Store, number: number): Promise<void> {
	await store.deleteFrom('attendance_move').where('number', '=', number).execute();
}

export async function setMarkedBy(store: Store, id: AttendanceId, person: PersonId): Promise<void> {
	await store.updateTable('attendance').set({ marked_by: person }).where('id', '=', id).execute();
}

/** The name of whoever set the mark that stands; null: nobody by hand. */
export async function markedBy(store: Store, id: AttendanceId): Promise<string | null> {
	const row = await store
		.selectFrom('attendance')
		.innerJoin('person', 'person.id', 'attendance.marked_by')
		.select('person.name')
		.where('attendance.id', '=', id)
		.executeTakeFirst();
	return row?.name ?? null;
}

/** Appends the lines behind those already there, in the order given. */
export async function insertRoster(
	store: Store,
	meeting: MeetingId,
	entries: readonly RosterEntry[]
): Promise<void> {
	const last = await store
		.selectFrom('attendance')
		.select(({ fn }) => fn.max('position').as('position'))
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	let position = Number(last?.position ?? 0);
	for (const entry of entries)
		await store
			.insertInto('attendance')
			.values({
				id: entry.id,
				meeting_id: meeting,
				person_id: entry.person,
				position: ++position,
				name: entry.name,
				agency: entry.agency,
				initials: entry.initials,
				role: entry.role,
				attendance: entry.attendance,
				note: entry.note
			})
			.execute();
	// When all are there: minutes list a deputy before the one they stand in for.
	for (const { id, deputyFor } of entries)
		if (deputyFor !== null)
			await store.updateTable('attendance').set({ deputy_for: deputyFor }).where('id', '=', id).execute();
}

export async function updateRosterEntry(store: Store, entry: RosterEntry): Promise<void> {
	await store
		.updateTable('attendance')
		.set({
			person_id: entry.person,
			name: entry.name,
			agency: entry.agency,
			initials: entry.initials,
			role: entry.role,
			attendance: entry.attendance,
			deputy_for: entry.deputyFor,
			note: entry.note
		})
		.where('id', '=', entry.id)
		.execute();
}

export async function deleteRosterEntry(store: Store, id: AttendanceId): Promise<void> {
	await store.updateTable('attendance').set({ deputy_for: null }).where('deputy_for', '=', id).execute();
	await store.deleteFrom('attendance_move').where('attendance_id', '=', id).execute();
	await store.deleteFrom('attendance').where('id', '=', id).execute();
}

/**
 * The lines of somebody on the rosters of a board's drafts from a day on.
 * @param meetings without a line of theirs are listed, too, with `entry` null
 */
export async function linesOnDrafts(
	store: Store,
	board: BoardId,
	person: PersonId,
	from: CalendarDate
): Promise<
	{ readonly meeting: MeetingId; readonly date: CalendarDate; readonly entry: RosterEntry | null }[]
> {
	const drafts = await store
		.selectFrom('meeting')
		.select(['id', 'date'])
		.where('board_id', '=', board)
		.where('state', '=', 'draft')
		.where('origin', '=', 'live')
		.where('date', '>=', from)
		.execute();
	const found = [];
	for (const { id, date } of drafts) {
		const lines = (await rosterOf(store, id)).filter((entry) => entry.person === person);
		if (lines.length === 0) found.push({ meeting: id, date, entry: null });
		for (const entry of lines) found.push({ meeting: id, date, entry });
	}
	return found;
}

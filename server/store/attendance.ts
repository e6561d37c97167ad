/** The roster of a meeting. Triggers freeze it with the minutes. */
import type { Selectable } from 'kysely';
import type { AttendanceId, BoardId, MeetingId, PersonId } from '#core/ids.ts';
import type { RosterEntry } from '#core/people.ts';
import type { CalendarDate } from '#core/time.ts';
import type { Store } from './database.ts';
import type { Tables } from './tables.ts';

function fromRow(row: Selectable<Tables['attendance']>): RosterEntry {
	return {
		id: row.id,
		person: row.person_id,
		name: row.name,
		agency: row.agency,
		initials: row.initials,
		role: row.role,
		attendance: row.attendance,
		deputyFor: row.deputy_for,
		note: row.note
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
	return rows.map(fromRow);
}

/** Appends the lines behind those already there, in the order given. A deputy comes after the one they stand in for. */
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
				deputy_for: entry.deputyFor,
				note: entry.note
			})
			.execute();
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

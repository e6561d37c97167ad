/** What the rows say a person is, for core/policy to judge. Use cases, routes and the relay ask the same functions. */
import type Sqlite from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import { parseId, type BoardId, type MeetingId, type PersonId } from '#core/kernel/ids.ts';
import type { Role } from '#core/boards/people.ts';
import { LONG_STANDING_MS } from '#core/boards/chairs.ts';
import { may, type Standing } from '#core/boards/policy.ts';
import { londonDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { GIVEN_TEXT, type Store } from '#server/store/database/database.ts';

/** The roles somebody holds on a board that day. */
export async function standingOn(
	store: Store,
	board: BoardId,
	person: PersonId,
	today: CalendarDate
): Promise<Standing> {
	const rows = await store
		.selectFrom('membership')
		.select('role')
		.where('board_id', '=', board)
		.where('person_id', '=', person)
		.where('from_date', '<=', today)
		.where((where) => where.or([where('to_date', 'is', null), where('to_date', '>=', today)]))
		.execute();
	const row = await store.selectFrom('person').select('admin').where('id', '=', person).executeTakeFirst();
	return { roles: unique(rows.map((membership) => membership.role)), admin: row?.admin === 1 };
}

/**
 * [D2] Whether somebody was on the board thirty days ago, in whatever role, by a membership that had been entered by then: a
 * first day can be set back, the audit cannot.
 */
export async function isLongStanding(
	store: Store,
	board: BoardId,
	person: PersonId,
	now: Instant
): Promise<boolean> {
	const then = now - LONG_STANDING_MS;
	const day = londonDate(then);
	const held = await store
		.selectFrom('membership')
		.select('id')
		.where('board_id', '=', board)
		.where('person_id', '=', person)
		.where('from_date', '<=', day)
		.where((where) => where.or([where('to_date', 'is', null), where('to_date', '>=', day)]))
		.execute();
	if (held.length === 0) return false;
	const late = await store
		.selectFrom('audit')
		.select('detail')
		.where('subject', '=', board)
		.where('verb', '=', 'add-member')
		.where('at', '>', then)
		.execute();
	const entered = new Set(
		late.map(({ detail }) => (JSON.parse(detail) as { membership?: string }).membership)
	);
	return held.some(({ id }) => !entered.has(id));
}

/**
 * The roles somebody holds at one meeting: those on its board, and what its roster makes of them. Whoever chairs or
 * takes the notes for once may do there what that needs; an observer stays one; anybody else called to it is a guest.
 */
export async function standingAt(
	store: Store,
	meeting: MeetingId,
	person: PersonId,
	today: CalendarDate
): Promise<Standing> {
	return standingOf(await linesAt(store, meeting, person, today));
}

/** What a connection to the meeting's document may do: null, and it is not told that the document exists. */
export async function penFor(
	store: Store,
	meeting: MeetingId,
	person: PersonId,
	today: CalendarDate
): Promise<'write' | 'read' | null> {
	return penOf(await linesAt(store, meeting, person, today));
}

/** The same at once: see reader.ts. */
export function penReader(
	sqlite: Sqlite.Database
): (meeting: MeetingId, person: PersonId, today: CalendarDate) => 'write' | 'read' | null {
	const lines = sqlite.prepare<string[], Line>(LINES);
	return (...asked) => penOf(lines.all(...boundTo(...asked)));
}

/** One role somebody holds, on the board or (`called`) by the roster; null: none on the board. */
interface Line {
	readonly role: Role | 'guest' | null;
	readonly called: 0 | 1;
	readonly admin: 0 | 1 | null;
	readonly state: 'draft' | 'signed';
}

/**
 * One question, because after a restart everybody asks it at once. No lines: no such meeting. [D8] The roster lets in
 * whom it calls, and nobody who left the board since: their membership called them, and is over.
 */
const LINES = `
	SELECT membership.role, 0 AS called, person.admin, meeting.state
	FROM meeting
	LEFT JOIN person ON person.id = ${GIVEN_TEXT}
	LEFT JOIN membership ON membership.board_id = meeting.board_id AND membership.person_id = person.id
		AND membership.from_date <= ? AND (membership.to_date IS NULL OR membership.to_date >= ?)
	WHERE meeting.id = ${GIVEN_TEXT}
	UNION ALL
	SELECT attendance.role, 1, 0, meeting.state
	FROM attendance JOIN meeting ON meeting.id = attendance.meeting_id
	WHERE meeting.id = ${GIVEN_TEXT} AND attendance.person_id = ${GIVEN_TEXT} AND (
		NOT EXISTS (SELECT 1 FROM membership WHERE board_id = meeting.board_id
			AND person_id = attendance.person_id AND to_date < ? AND to_date >= from_date)
		OR EXISTS (SELECT 1 FROM membership WHERE board_id = meeting.board_id
			AND person_id = attendance.person_id AND from_date <= ? AND (to_date IS NULL OR to_date >= ?)))`;

const boundTo = (meeting: MeetingId, person: PersonId, today: CalendarDate): string[] => [
	person,
	today,
	today,
	meeting,
	meeting,
	person,
	today,
	today,
	today
];

async function linesAt(
	store: Store,
	...asked: [meeting: MeetingId, person: PersonId, today: CalendarDate]
): Promise<readonly Line[]> {
	return (await store.executeQuery<Line>(CompiledQuery.raw(LINES, boundTo(...asked)))).rows;
}

function penOf(lines: readonly Line[]): 'write' | 'read' | null {
	const standing = standingOf(lines);
	if (!may(standing, 'read-meeting')) return null;
	return lines[0]?.state === 'draft' && may(standing, 'write-minutes') ? 'write' : 'read';
}

function standingOf(lines: readonly Line[]): Standing {
	const roles = lines.flatMap(({ role, called }) => {
		if (role === null) return [];
		return called === 1 && role === 'member' ? ['guest' as const] : [role];
	});
	return { roles: unique(roles), admin: lines.some(({ admin }) => admin === 1) };
}

/** Whether somebody may hear that a topic changed. The mailbox says only that a letter came; its page exists in the demo alone. */
export async function mayListen(
	store: Store,
	topic: string,
	personId: PersonId,
	today: CalendarDate
): Promise<boolean> {
	if (topic === 'mailbox') return true;
	const [kind, rest, ...more] = topic.split('/');
	if (more.length > 0) return false;
	if (kind === 'meeting') {
		const meeting = parseId<MeetingId>(rest);
		return meeting !== null && (await penFor(store, meeting, personId, today)) !== null;
	}
	if (kind === 'board') {
		const board = parseId<BoardId>(rest);
		return board !== null && may(await standingOn(store, board, personId, today), 'read-board');
	}
	return false;
}

function unique<T extends Role | 'guest'>(roles: readonly T[]): T[] {
	return [...new Set(roles)];
}

/** What the rows say a person is, for core/policy to judge. Use cases, routes and the relay ask the same functions. */
import { parseId, type BoardId, type MeetingId, type PersonId } from '#core/ids.ts';
import type { Role } from '#core/people.ts';
import { may, type Standing } from '#core/policy.ts';
import type { CalendarDate } from '#core/time.ts';
import type { Store } from './database.ts';

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
 * The roles somebody holds at one meeting: those on its board, and what its roster makes of them. Whoever chairs or
 * takes the notes for once may do there what that needs; an observer stays one; anybody else called to it is a guest.
 */
export async function standingAt(
	store: Store,
	meeting: MeetingId,
	person: PersonId,
	today: CalendarDate
): Promise<Standing> {
	const row = await store
		.selectFrom('meeting')
		.select('board_id')
		.where('id', '=', meeting)
		.executeTakeFirst();
	if (row === undefined) return { roles: [], admin: false };
	const board = await standingOn(store, row.board_id, person, today);
	const lines = await store
		.selectFrom('attendance')
		.select('role')
		.where('meeting_id', '=', meeting)
		.where('person_id', '=', person)
		.execute();
	const here = lines.map(({ role }) => (role === 'member' ? 'guest' : role));
	return { roles: unique([...board.roles, ...here]), admin: board.admin };
}

/** What a connection to the meeting's document may do: null, and it is not told that the document exists. */
export async function penFor(
	store: Store,
	meetingId: MeetingId,
	personId: PersonId,
	today: CalendarDate
): Promise<'write' | 'read' | null> {
	const meeting = await store
		.selectFrom('meeting')
		.select('state')
		.where('id', '=', meetingId)
		.executeTakeFirst();
	if (meeting === undefined) return null;
	const standing = await standingAt(store, meetingId, personId, today);
	if (!may(standing, 'read-meeting')) return null;
	return meeting.state === 'draft' && may(standing, 'write-minutes') ? 'write' : 'read';
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

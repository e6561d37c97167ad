/** Who may want the notes of a meeting, and where a letter reaches them. */
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Attendance } from '#core/boards/people.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface Reachable {
	/** null for a line of the roster that is nobody among the people. */
	readonly person: PersonId | null;
	readonly name: string;
	readonly agency: string;
	/** null: no e-mail address is known. As stored, so not yet parsed. */
	readonly email: string | null;
	/** Since when they may not sign in; null: they may, or are nobody among the people. */
	readonly disabledAt: Instant | null;
	/** `board`: a member today who does not stand on the roster. */
	readonly place: Attendance | 'board';
}

/** The roster as printed, then the board's other members by name. One entry a line of the roster: a person may stand there twice. */
export async function reachablePeople(
	store: Store,
	meeting: MeetingId,
	board: BoardId,
	today: CalendarDate
): Promise<Reachable[]> {
	const roster = await store
		.selectFrom('attendance')
		.leftJoin('person', 'person.id', 'attendance.person_id')
		.select([
			'attendance.person_id as person',
			'attendance.name',
			'attendance.agency',
			'person.email',
			'person.disabled_at as disabledAt',
			'attendance.attendance as place'
		])
		.where('attendance.meeting_id', '=', meeting)
		.orderBy('attendance.position')
		.orderBy('attendance.id')
		.execute();
	const members = await store
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.person_id')
		.select([
			'membership.person_id as person',
			'person.name',
			'membership.agency',
			'person.email',
			'person.disabled_at as disabledAt'
		])
		.where('membership.board_id', '=', board)
		.where('membership.from_date', '<=', today)
		.where((where) =>
			where.or([where('membership.to_date', 'is', null), where('membership.to_date', '>=', today)])
		)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('attendance')
						.select('attendance.id')
						.where('attendance.meeting_id', '=', meeting)
						.whereRef('attendance.person_id', '=', 'membership.person_id')
				)
			)
		)
		.orderBy('person.name')
		.orderBy('membership.id')
		.execute();
	return [...roster, ...members.map((member) => ({ ...member, place: 'board' as const }))];
}

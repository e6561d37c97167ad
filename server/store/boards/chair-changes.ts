/** Who became and who ceased to be chair or co-chair: proposed, confirmed, done, taken back. Rows are added and moved on, never removed. */
import type { Selectable } from 'kysely';
import type {
	AttendanceId,
	BoardId,
	ChairChangeId,
	MeetingId,
	MembershipId,
	PersonId
} from '#core/kernel/ids.ts';
import type { Role } from '#core/boards/people.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface By {
	readonly person: PersonId;
	readonly name: string;
}

export interface ChairChange {
	readonly id: ChairChangeId;
	readonly board: BoardId;
	/** For one meeting alone, with the line of its roster; null: on the board. */
	readonly meeting: MeetingId | null;
	readonly entry: AttendanceId | null;
	/** Who becomes or ceases to be it. */
	readonly person: PersonId;
	readonly name: string;
	/** What ends; null: they were not on the board. */
	readonly ended: MembershipId | null;
	/** The last day it had been given; null: open-ended. */
	readonly until: CalendarDate | null;
	/** What begins; null: nothing, or nothing yet. */
	readonly begun: MembershipId | null;
	/** '' for nobody on the board. */
	readonly from: Role | 'guest' | '';
	readonly to: Role | 'guest' | '';
	readonly state: 'proposed' | 'seconded' | 'done' | 'withdrawn' | 'taken-back';
	readonly proposed: By & { readonly at: Instant };
	readonly seconded: (By & { readonly at: Instant }) | null;
	/** The administrator who agreed to the removal of the last chair. */
	readonly approved: By | null;
	readonly doneAt: Instant | null;
	/** Who may take it back. */
	readonly entitled: readonly PersonId[];
	/** Who withdrew it or took it back. */
	readonly settled: (By & { readonly at: Instant }) | null;
}

export async function insertChairChange(store: Store, change: ChairChange): Promise<void> {
	await store
		.insertInto('chair_change')
		.values({
			id: change.id,
			board_id: change.board,
			meeting_id: change.meeting,
			entry_id: change.entry,
			person_id: change.person,
			membership_id: change.ended,
			until: change.until,
			from_role: change.from,
			to_role: change.to,
			proposed_by: change.proposed.person,
			proposed_name: change.proposed.name,
			proposed_at: change.proposed.at,
			...moving(change)
		})
		.execute();
}

/** Everything that may move on; what was proposed, about whom and by whom, stays. */
export async function updateChairChange(store: Store, change: ChairChange): Promise<void> {
	await store.updateTable('chair_change').set(moving(change)).where('id', '=', change.id).execute();
}

const moving = (change: ChairChange) => ({
	begun_id: change.begun,
	state: change.state,
	seconded_by: change.seconded?.person ?? null,
	seconded_name: change.seconded?.name ?? null,
	seconded_at: change.seconded?.at ?? null,
	approved_by: change.approved?.person ?? null,
	approved_name: change.approved?.name ?? null,
	done_at: change.doneAt,
	entitled: JSON.stringify(change.entitled),
	settled_by: change.settled?.person ?? null,
	settled_name: change.settled?.name ?? null,
	settled_at: change.settled?.at ?? null
});

export async function chairChangeById(store: Store, id: ChairChangeId): Promise<ChairChange | null> {
	const row = await changes(store).where('chair_change.id', '=', id).executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

/** Latest first. */
export async function chairChangesOf(store: Store, board: BoardId, most = 1000): Promise<ChairChange[]> {
	const rows = await changes(store)
		.where('chair_change.board_id', '=', board)
		.orderBy('proposed_at', 'desc')
		.orderBy('chair_change.id', 'desc')
		.limit(most)
		.execute();
	return rows.map(fromRow);
}

function changes(store: Store) {
	return store
		.selectFrom('chair_change')
		.innerJoin('person', 'person.id', 'chair_change.person_id')
		.selectAll('chair_change')
		.select('person.name');
}

function fromRow(row: Selectable<Tables['chair_change']> & { readonly name: string }): ChairChange {
	return {
		id: row.id,
		board: row.board_id,
		meeting: row.meeting_id,
		entry: row.entry_id,
		person: row.person_id,
		name: row.name,
		ended: row.membership_id,
		until: row.until,
		begun: row.begun_id,
		from: row.from_role,
		to: row.to_role,
		state: row.state,
		proposed: { person: row.proposed_by, name: row.proposed_name, at: row.proposed_at },
		seconded: step(row.seconded_by, row.seconded_name, row.seconded_at),
		approved: row.approved_by === null ? null : { person: row.approved_by, name: row.approved_name ?? '' },
		doneAt: row.done_at,
		entitled: JSON.parse(row.entitled) as PersonId[],
		settled: step(row.settled_by, row.settled_name, row.settled_at)
	};
}

const step = (person: PersonId | null, name: string | null, at: Instant | null) =>
	person === null || at === null ? null : { person, name: name ?? '', at };

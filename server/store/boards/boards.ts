import type { Selectable } from 'kysely';
import type { BoardId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import type { Role } from '#core/boards/people.ts';
import type { QuorumRule } from '#core/roster/quorum.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface Board {
	readonly id: BoardId;
	readonly slug: string;
	readonly name: string;
	readonly parent: BoardId | null;
	readonly signingRule: 'any' | 'all';
	readonly place: string;
	/** Titles of the items every agenda starts from. */
	readonly standingItems: readonly string[];
	/** null: the board has set none. */
	readonly quorum: QuorumRule | null;
	/** [D6] Whether one person may take the notes of a meeting and sign them. */
	readonly oneMayDoBoth: boolean;
}

export interface Membership {
	readonly id: MembershipId;
	readonly board: BoardId;
	readonly person: PersonId;
	readonly name: string;
	readonly email: string | null;
	/** Since when the person may not sign in; null: they may. */
	readonly disabledAt: Instant | null;
	readonly role: Role;
	readonly agency: string;
	readonly initials: string;
	readonly from: CalendarDate;
	readonly to: CalendarDate | null;
}

function fromRow(row: Selectable<Tables['board']>): Board {
	return {
		id: row.id,
		slug: row.slug,
		name: row.name,
		parent: row.parent_id,
		signingRule: row.signing_rule,
		place: row.place,
		standingItems: JSON.parse(row.standing_items) as string[],
		quorum: row.quorum === '' ? null : (JSON.parse(row.quorum) as QuorumRule),
		oneMayDoBoth: row.one_may_do_both === 1
	};
}

export async function boardById(store: Store, id: BoardId): Promise<Board | null> {
	const row = await store.selectFrom('board').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

export async function boardBySlug(store: Store, slug: string): Promise<Board | null> {
	const row = await store.selectFrom('board').selectAll().where('slug', '=', slug).executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

export async function allBoards(store: Store): Promise<Board[]> {
	return (await store.selectFrom('board').selectAll().orderBy('name').execute()).map(fromRow);
}

export async function boardsUnder(store: Store, parent: BoardId): Promise<Board[]> {
	return (
		await store.selectFrom('board').selectAll().where('parent_id', '=', parent).orderBy('name').execute()
	).map(fromRow);
}

export async function insertBoard(
	store: Store,
	board: Omit<Board, 'quorum' | 'oneMayDoBoth'>,
	now: Instant
): Promise<void> {
	await store
		.insertInto('board')
		.values({
			id: board.id,
			slug: board.slug,
			name: board.name,
			parent_id: board.parent,
			signing_rule: board.signingRule,
			place: board.place,
			standing_items: JSON.stringify(board.standingItems),
			created_at: now
		})
		.execute();
}

export async function updateQuorum(store: Store, id: BoardId, quorum: QuorumRule | null): Promise<void> {
	await store
		.updateTable('board')
		.set({ quorum: quorum === null ? '' : JSON.stringify(quorum) })
		.where('id', '=', id)
		.execute();
}

export async function setOneMayDoBoth(store: Store, id: BoardId, may: boolean): Promise<void> {
	await store
		.updateTable('board')
		.set({ one_may_do_both: may ? 1 : 0 })
		.where('id', '=', id)
		.execute();
}

/** What counts for a meeting; minutes of a past one tell what was printed, not what today's rule makes of it. */
export const quorumFor = (
	meeting: { readonly origin: 'live' | 'imported' },
	board: Pick<Board, 'quorum'>
): QuorumRule | null => (meeting.origin === 'live' ? board.quorum : null);

/** Every membership a board ever had, or, with `on`, those that hold that day. Unsorted beyond: the earliest first. */
export async function membershipsOf(store: Store, board: BoardId, on?: CalendarDate): Promise<Membership[]> {
	const rows = await memberships(store).where('membership.board_id', '=', board).execute();
	return on === undefined ? rows : rows.filter((row) => holdsOn(row, on));
}

export async function membershipsOfPerson(
	store: Store,
	person: PersonId,
	on: CalendarDate
): Promise<Membership[]> {
	const rows = await memberships(store).where('membership.person_id', '=', person).execute();
	return rows.filter((row) => holdsOn(row, on));
}

export async function membershipById(store: Store, id: MembershipId): Promise<Membership | null> {
	return (await memberships(store).where('membership.id', '=', id).executeTakeFirst()) ?? null;
}

/** The first and the last day are both days of the membership; one whose last day is before its first never held. */
export function holdsOn(membership: Pick<Membership, 'from' | 'to'>, day: CalendarDate): boolean {
	return membership.from <= day && (membership.to === null || day <= membership.to);
}

export const hasEnded = ({ to }: Pick<Membership, 'to'>, today: CalendarDate): boolean =>
	to !== null && to < today;

export async function insertMembership(
	store: Store,
	membership: Omit<Membership, 'name' | 'email' | 'disabledAt'>
): Promise<void> {
	await store
		.insertInto('membership')
		.values({
			id: membership.id,
			board_id: membership.board,
			person_id: membership.person,
			role: membership.role,
			agency: membership.agency,
			initials: membership.initials,
			from_date: membership.from,
			to_date: membership.to
		})
		.execute();
}

export async function setMembershipEnd(store: Store, id: MembershipId, to: CalendarDate): Promise<void> {
	await store.updateTable('membership').set({ to_date: to }).where('id', '=', id).execute();
}

function memberships(store: Store) {
	return store
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.person_id')
		.select([
			'membership.id',
			'membership.board_id as board',
			'membership.person_id as person',
			'person.name',
			'person.email',
			'person.disabled_at as disabledAt',
			'membership.role',
			'membership.agency',
			'membership.initials',
			'membership.from_date as from',
			'membership.to_date as to'
		])
		.orderBy('membership.from_date')
		.orderBy('person.name')
		.orderBy('membership.id');
}

import type { PersonId } from '#core/ids.ts';
import { ROLES, type Role } from '#core/people.ts';
import { may } from '#core/policy.ts';
import { londonDate, type CalendarDate, type Instant } from '#core/time.ts';
import { boardBySlug, holdsOn, membershipsOf, type Membership } from '#server/store/boards.ts';
import type { Store } from '#server/store/database.ts';
import { standingOn } from '#server/store/rights.ts';
import { headOf, type BoardHead } from './board-page.ts';

export interface MemberLine {
	readonly id: string;
	readonly name: string;
	/** For those who keep the members; null for all others. */
	readonly email: string | null;
	readonly role: Role;
	readonly agency: string;
	readonly initials: string;
	readonly from: CalendarDate;
	readonly to: CalendarDate | null;
}

export interface MembersPage {
	readonly board: BoardHead;
	readonly mayKeep: boolean;
	readonly today: CalendarDate;
	readonly members: readonly MemberLine[];
	readonly coming: readonly MemberLine[];
	readonly former: readonly MemberLine[];
}

/** Administrators keep members of boards they cannot otherwise see. */
export async function membersPage(
	store: Store,
	slug: string,
	actor: { readonly person: PersonId; readonly admin: boolean },
	now: Instant
): Promise<MembersPage | null> {
	const board = await boardBySlug(store, slug);
	if (board === null) return null;
	const today = londonDate(now);
	const { roles } = await standingOn(store, board.id, actor.person, today);
	const standing = { roles, admin: actor.admin };
	const mayKeep = may(standing, 'keep-members');
	if (!mayKeep && !may(standing, 'read-board')) return null;
	const all = [...(await membershipsOf(store, board.id))].sort(
		(a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.name.localeCompare(b.name, 'en')
	);
	const line = ({ id, name, email, role, agency, initials, from, to }: Membership): MemberLine => ({
		id,
		name,
		email: mayKeep ? email : null,
		role,
		agency,
		initials,
		from,
		to
	});
	return {
		board: headOf(board),
		mayKeep,
		today,
		members: all.filter((membership) => holdsOn(membership, today)).map(line),
		coming: all.filter((membership) => membership.from > today).map(line),
		former: all.filter(({ to }) => to !== null && to < today).map(line)
	};
}

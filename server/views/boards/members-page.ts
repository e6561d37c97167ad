import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import { isSigning, ROLES, type Role } from '#core/boards/people.ts';
import { may } from '#core/boards/policy.ts';
import { londonDate, longDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { boardBySlug, holdsOn, membershipsOf, type Membership } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { isLongStanding, standingOn } from '#server/store/boards/rights.ts';
import { headOf, type BoardHead } from './board-page.ts';
import { chairChanges, type ChairChangeLine } from './chair-changes.ts';

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
	readonly disabled: boolean;
	/** The roles the reader may give them at once; none: not theirs to change. */
	readonly roles: readonly Role[];
	readonly mayEnd: boolean;
	/** What the reader may propose, for somebody else to confirm; '' is leaving the board. */
	readonly proposals: readonly (Role | '')[];
}

export interface MembersPage {
	readonly board: BoardHead;
	readonly mayKeep: boolean;
	readonly today: CalendarDate;
	readonly members: readonly MemberLine[];
	readonly coming: readonly MemberLine[];
	readonly former: readonly MemberLine[];
	/** The roles the reader may give somebody new. */
	readonly rolesToAdd: readonly Role[];
	/** What was proposed, done and taken back about who signs, latest first. */
	readonly chairChanges: readonly ChairChangeLine[];
	/** [D6] Whether one person may take the notes of a meeting and sign them, and whether the reader may set that. */
	readonly oneMayDoBoth: boolean;
	readonly maySetDuties: boolean;
	/** Meetings not signed yet, with those of their attendance list who could be proposed as chair for that one. */
	readonly meetings: readonly {
		readonly id: string;
		readonly words: string;
		readonly lines: readonly { readonly entry: string; readonly name: string }[];
	}[];
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
	const signs = may({ roles, admin: false }, 'change-chair');
	const proposes =
		may({ roles, admin: false }, 'propose-chair') &&
		(await isLongStanding(store, board.id, actor.person, now));
	const line = (membership: Membership): MemberLine => {
		const { id, person, name, email, disabledAt, role, agency, initials, from, to } = membership;
		const ends = to !== null && to < today;
		const self = person === actor.person;
		/** [D1] [D2] As the use cases judge; the page only hides what would be refused anyway. */
		const gives = (next: Role) =>
			isSigning(next)
				? signs && disabledAt === null && (!self || (role === 'chair' && next === 'co-chair'))
				: !isSigning(role) || signs;
		const keeps = mayKeep && !ends && (!isSigning(role) || signs);
		return {
			id,
			name,
			email: mayKeep ? email : null,
			role,
			agency,
			initials,
			from,
			to,
			disabled: disabledAt !== null,
			roles: keeps ? ROLES.filter((next) => next === role || gives(next)) : [],
			mayEnd: keeps,
			proposals:
				!proposes || signs || ends || from > today
					? []
					: isSigning(role)
						? [...ROLES.filter((next) => next !== role && (!isSigning(next) || !self)), '']
						: self || disabledAt !== null
							? []
							: ROLES.filter(isSigning)
		};
	};
	return {
		board: headOf(board),
		mayKeep,
		today,
		members: all.filter((membership) => holdsOn(membership, today)).map(line),
		coming: all.filter(({ from, to }) => from > today && (to === null || to >= from)).map(line),
		former: all.filter(({ from, to }) => to !== null && (to < today || to < from)).map(line),
		rolesToAdd: mayKeep ? ROLES.filter((role) => signs || !isSigning(role)) : [],
		chairChanges: await chairChanges(store, board.id, { person: actor.person, standing, now }),
		oneMayDoBoth: board.oneMayDoBoth,
		maySetDuties: may(standing, 'set-duties'),
		meetings: proposes && !signs ? await proposable(store, board.id, actor.person) : []
	};
}

async function proposable(store: Store, board: BoardId, reader: PersonId): Promise<MembersPage['meetings']> {
	const drafts = (await meetingsOf(store, board)).filter(({ state }) => state === 'draft');
	return Promise.all(
		drafts.map(async ({ id, title, date }) => ({
			id,
			words: `${title}, ${longDate(date)}`,
			lines: (await rosterOf(store, id))
				.filter(({ person, role }) => person !== null && person !== reader && !isSigning(role))
				.map(({ id: entry, name }) => ({ entry, name }))
		}))
	);
}

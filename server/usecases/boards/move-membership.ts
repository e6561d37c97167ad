/** The rows of a membership, and what becomes of the rosters of meetings to come. Nothing is overwritten but a last day, nothing is removed [P4]. */
import { isSigning, type Role } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import type { MeetingId, MembershipId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { addDays, londonDate, type CalendarDate } from '#core/kernel/time.ts';
import {
	deleteRosterEntry,
	insertRoster,
	linesOnDrafts,
	updateRosterEntry
} from '#server/store/roster/attendance.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import {
	holdsOn,
	insertMembership,
	membershipById,
	membershipsOf,
	setMembershipEnd,
	type Membership
} from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { rosterLine } from '#server/usecases/minutes/make-meeting.ts';

/** Begins a membership and calls its person to the meetings already planned for its days. */
export async function begin(
	deps: Deps,
	store: Store,
	actor: Actor,
	membership: Omit<Membership, 'id' | 'name' | 'email' | 'disabledAt'>
): Promise<MembershipId> {
	const id = deps.newId<MembershipId>();
	await insertMembership(store, {
		id,
		board: membership.board,
		person: membership.person,
		role: membership.role,
		agency: membership.agency,
		initials: membership.initials,
		from: membership.from,
		to: membership.to
	});
	await callTo(deps, store, actor, id);
	return id;
}

/** Its last day; one before its first says that it never held. Whoever leaves is taken off the meetings after it. */
export async function end(
	deps: Deps,
	store: Store,
	actor: Actor,
	old: Membership,
	last: CalendarDate
): Promise<void> {
	await setMembershipEnd(store, old.id, last < old.from ? addDays(old.from, -1) : last);
	await uncall(deps, store, actor, old, addDays(last, 1), null);
}

/** From today in another role: one membership ends, another begins, with its agency, initials and last day. */
export async function switchRole(
	deps: Deps,
	store: Store,
	actor: Actor,
	old: Membership,
	role: Role
): Promise<MembershipId> {
	const today = londonDate(deps.now());
	const from = old.from > today ? old.from : today;
	await setMembershipEnd(store, old.id, addDays(from, -1));
	const id = deps.newId<MembershipId>();
	const { board, person, agency, initials, to } = old;
	await insertMembership(store, { id, board, person, role, agency, initials, from, to });
	await uncall(deps, store, actor, old, from, role);
	return id;
}

async function callTo(deps: Deps, store: Store, actor: Actor, id: MembershipId): Promise<void> {
	const member = must(await membershipById(store, id), 'the new membership');
	const today = londonDate(deps.now());
	const from = member.from > today ? member.from : today;
	for (const { meeting, date, entry } of await linesOnDrafts(store, member.board, member.person, from))
		if (entry === null && holdsOn(member, date)) {
			const line = rosterLine(deps, member);
			await insertRoster(store, meeting, [line]);
			await noteRoster(deps, store, actor, 'call-to-meeting', meeting, {
				entry: line.id,
				person: member.person,
				role: member.role
			});
			await raiseTopic(store, meetingTopic(meeting));
		}
}

/**
 * What a membership that ends, or goes on in another role, means for the meetings still to come: a role given for one
 * meeting alone stays, and whoever is marked stays on the roster, because they were there. [D6] Whoever takes the notes
 * of today's meeting is its notetaker to the end, whatever else they become.
 */
async function uncall(
	deps: Deps,
	store: Store,
	actor: Actor,
	old: Membership,
	from: CalendarDate,
	role: Role | null
): Promise<void> {
	const today = londonDate(deps.now());
	for (const { meeting, date, entry } of await linesOnDrafts(store, old.board, old.person, from)) {
		if (entry === null || entry.role !== old.role) continue;
		if (role !== null && isSigning(role) && old.role === 'notetaker' && date <= today) continue;
		const off = role === null && entry.attendance === 'expected';
		if (off) await deleteRosterEntry(store, entry.id);
		else await updateRosterEntry(store, { ...entry, role: role ?? 'guest' });
		await noteRoster(deps, store, actor, off ? 'uncall-from-meeting' : 'set-meeting-role', meeting, {
			entry: entry.id,
			person: old.person,
			from: old.role,
			...(off ? {} : { to: role ?? 'guest' })
		});
		await raiseTopic(store, meetingTopic(meeting));
	}
}

/** [D5] Every line of a roster that comes, goes or changes what somebody may do leaves its row in the audit. */
export async function noteRoster(
	deps: Pick<Deps, 'now'>,
	store: Store,
	actor: Pick<Actor, 'person'>,
	verb: string,
	meeting: MeetingId,
	detail: object
): Promise<void> {
	await recordAudit(store, { at: deps.now(), person: actor.person, verb, subject: meeting, detail });
}

export const keeps = (role: Role): boolean => isSigning(role) || role === 'notetaker';

/** [P5] A board is never left without anybody who could add members to it: only an administrator could help then. */
export async function lastKeeper(
	store: Store,
	leaving: Membership,
	last: CalendarDate
): Promise<Refusal | null> {
	if (!keeps(leaving.role)) return null;
	const day = addDays(last, 1);
	const others = (await membershipsOf(store, leaving.board, day)).filter(
		(other) => other.id !== leaving.id && keeps(other.role) && other.disabledAt === null
	);
	if (others.length > 0) return null;
	return {
		code: 'invalid',
		field: 'membership',
		message: `${leaving.name} is the last who can keep this board. Make somebody else chair or notetaker first.`
	};
}

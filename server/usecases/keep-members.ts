import type { BoardId, MembershipId, PersonId } from '#core/ids.ts';
import { parseRole, type Role } from '#core/people.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, must, ok, type Result } from '#core/result.ts';
import { addDays, londonDate, type CalendarDate } from '#core/time.ts';
import {
	deleteRosterEntry,
	insertRoster,
	linesOnDrafts,
	updateRosterEntry
} from '#server/store/attendance.ts';
import { recordAudit } from '#server/store/audit.ts';
import {
	deleteMembership,
	holdsOn,
	insertMembership,
	membershipById,
	membershipsOf,
	setMembershipEnd,
	type Membership
} from '#server/store/boards.ts';
import type { Store } from '#server/store/database.ts';
import { personByEmail, personById } from '#server/store/people.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/topics.ts';
import { parsePerson, placePerson } from './add-person.ts';
import { admitToBoard } from './admit.ts';
import { rosterLine } from './make-meeting.ts';
import type { Actor, Deps } from './deps.ts';
import { lineOf, parseDate, parseOptionalDate } from './parse.ts';

export interface AddMember {
	readonly board: BoardId;
	/** Needed when nobody with that e-mail is known yet. */
	readonly name?: string;
	readonly email: string;
	readonly role: string;
	readonly agency?: string;
	readonly initials?: string;
	/** '' for today. */
	readonly from?: string;
	/** '' for open-ended. */
	readonly to?: string;
}

/** [P4] A membership is a role from a date to a date. Whoever is new is made a person by the same stroke. */
export async function addMember(
	deps: Deps,
	actor: Actor,
	command: AddMember
): Promise<Result<MembershipId, Refusal>> {
	const today = londonDate(deps.now());
	const role = parseRole(command.role);
	if (role === null)
		return err({ code: 'invalid', field: 'role', message: 'Choose what they are on this board.' });
	const from = lineOf(command.from) === '' ? ok(today) : parseDate('from', command.from, 'the first day');
	if (!from.ok) return from;
	const to = parseOptionalDate('to', command.to, 'the last day');
	if (!to.ok) return to;
	if (to.value !== null && to.value < from.value)
		return err({
			code: 'invalid',
			field: 'to',
			message: 'The last day is before the first. Correct one of them.'
		});
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'keep-members');
		if (refusal !== null) return err(refusal);
		const person = await findOrPlace(deps, store, actor, command);
		if (!person.ok) return person;
		const held = (await membershipsOf(store, command.board)).find(
			(other) =>
				other.person === person.value &&
				other.role === role &&
				(other.to === null || other.to >= from.value) &&
				(to.value === null || other.from <= to.value)
		);
		if (held !== undefined)
			return err({
				code: 'taken',
				field: 'email',
				message: `${held.name} holds that role on this board already. Change or end it in the list above.`
			});
		const membership = {
			id: deps.newId<MembershipId>(),
			board: command.board,
			person: person.value,
			role,
			agency: lineOf(command.agency).slice(0, 120),
			initials: lineOf(command.initials).slice(0, 8),
			from: from.value,
			to: to.value
		};
		await insertMembership(store, membership);
		await callTo(deps, store, membership.id);
		await note(deps, store, actor, 'add-member', membership, { role });
		return ok(membership.id);
	});
}

/** Yesterday was their last day, unless another is said; a membership that never held a day is undone. */
export async function endMembership(
	deps: Deps,
	actor: Actor,
	command: { readonly membership: MembershipId; readonly on?: string }
): Promise<Result<Membership, Refusal>> {
	const today = londonDate(deps.now());
	const last =
		lineOf(command.on) === '' ? ok(addDays(today, -1)) : parseDate('on', command.on, 'the last day');
	if (!last.ok) return last;
	return deps.db.transaction().execute(async (store) => {
		const membership = await admitToMembership(deps, store, actor, command.membership);
		if (!membership.ok) return membership;
		const left = await lastKeeper(store, membership.value, last.value);
		if (left !== null) return err(left);
		await close(store, membership.value, last.value);
		await uncall(store, membership.value, addDays(last.value, 1), null);
		await note(deps, store, actor, 'end-membership', membership.value, { on: last.value });
		return ok(membership.value);
	});
}

/** A role is changed from today by ending one membership and beginning another: who was chair when stays on record. */
export async function changeRole(
	deps: Deps,
	actor: Actor,
	command: { readonly membership: MembershipId; readonly role: string }
): Promise<Result<MembershipId, Refusal>> {
	const role = parseRole(command.role);
	if (role === null)
		return err({ code: 'invalid', field: 'role', message: 'Choose what they are on this board.' });
	return deps.db.transaction().execute(async (store) => {
		const found = await admitToMembership(deps, store, actor, command.membership);
		if (!found.ok) return found;
		const old = found.value;
		if (old.role === role) return ok(old.id);
		const today = londonDate(deps.now());
		if (!keeps(role)) {
			const left = await lastKeeper(store, old, addDays(today, -1));
			if (left !== null) return err(left);
		}
		await close(store, old, addDays(today, -1));
		const id = deps.newId<MembershipId>();
		const from = old.from > today ? old.from : today;
		await insertMembership(store, { ...old, id, role, from });
		await uncall(store, old, from, role);
		await note(deps, store, actor, 'change-role', old, { from: old.role, to: role });
		return ok(id);
	});
}

/** Whoever joins is called to the meetings already planned for the days of their membership. */
async function callTo(deps: Deps, store: Store, id: MembershipId): Promise<void> {
	const member = must(await membershipById(store, id), 'the new membership');
	const today = londonDate(deps.now());
	const from = member.from > today ? member.from : today;
	for (const { meeting, date, entry } of await linesOnDrafts(store, member.board, member.person, from))
		if (entry === null && holdsOn(member, date)) {
			await insertRoster(store, meeting, [rosterLine(deps, member)]);
			await raiseTopic(store, meetingTopic(meeting));
		}
}

/**
 * What a membership that ends, or goes on in another role, means for the meetings still to come: a role given for one
 * meeting alone stays, and whoever is marked stays on the roster, because they were there.
 */
async function uncall(store: Store, old: Membership, from: CalendarDate, role: Role | null): Promise<void> {
	for (const { meeting, entry } of await linesOnDrafts(store, old.board, old.person, from)) {
		if (entry === null || entry.role !== old.role) continue;
		if (role !== null) await updateRosterEntry(store, { ...entry, role });
		else if (entry.attendance === 'expected') await deleteRosterEntry(store, entry.id);
		else await updateRosterEntry(store, { ...entry, role: 'guest' });
		await raiseTopic(store, meetingTopic(meeting));
	}
}

async function findOrPlace(
	deps: Deps,
	store: Store,
	actor: Actor,
	command: AddMember
): Promise<Result<PersonId, Refusal>> {
	const email = lineOf(command.email);
	const known = email === '' ? null : await personByEmail(store, email);
	if (known !== null) return ok(known.id);
	if (lineOf(command.name) === '')
		return err({
			code: 'invalid',
			field: 'name',
			message: email === '' ? 'Enter the name.' : `Nobody with ${email} is known yet. Enter their name, too.`
		});
	const person = parsePerson(deps, {
		name: command.name ?? '',
		email,
		agency: command.agency ?? '',
		initials: command.initials ?? ''
	});
	if (!person.ok) return person;
	await placePerson(deps, store, actor, person.value);
	return ok(person.value.id);
}

async function admitToMembership(
	deps: Deps,
	store: Store,
	actor: Actor,
	id: MembershipId
): Promise<Result<Membership, Refusal>> {
	const membership = await membershipById(store, id);
	if (membership === null) return err({ code: 'not-found' });
	const refusal = await admitToBoard(deps, store, actor, membership.board, 'keep-members');
	return refusal === null ? ok(membership) : err(refusal);
}

const keeps = (role: Role): boolean => role === 'chair' || role === 'co-chair' || role === 'notetaker';

/** [P5] A board is never left without anybody who could add members to it: only an administrator could help then. */
async function lastKeeper(store: Store, leaving: Membership, last: CalendarDate): Promise<Refusal | null> {
	if (!keeps(leaving.role)) return null;
	const day = addDays(last, 1);
	const others = (await membershipsOf(store, leaving.board, day)).filter(
		(other) => other.id !== leaving.id && keeps(other.role)
	);
	if (others.length > 0) return null;
	const person = await personById(store, leaving.person);
	return {
		code: 'invalid',
		field: 'membership',
		message: `${person?.name ?? 'This person'} is the last who can keep this board. Make somebody else chair or notetaker first.`
	};
}

async function close(store: Store, membership: Membership, last: CalendarDate): Promise<void> {
	if (holdsOn(membership, last) || membership.from <= last)
		await setMembershipEnd(store, membership.id, last);
	else await deleteMembership(store, membership.id);
}

async function note(
	deps: Deps,
	store: Store,
	actor: Actor,
	verb: string,
	membership: Pick<Membership, 'id' | 'board' | 'person'>,
	detail: object
): Promise<void> {
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb,
		subject: membership.board,
		detail: { person: membership.person, membership: membership.id, ...detail }
	});
	await raiseTopic(store, boardTopic(membership.board));
}

import type { BoardId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import { isSigning, parseRole, ROLE_WORDS } from '#core/boards/people.ts';
import { may, type Standing } from '#core/boards/policy.ts';
import { duty, type Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { addDays, londonDate } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById, membershipById, membershipsOf, type Membership } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { personByEmail, type Person } from '#server/store/boards/people.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import { parsePerson, placePerson } from '#server/usecases/accounts/add-person.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import { recordChairChange } from './record-chair-change.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { begin, end, keeps, lastKeeper, switchRole } from './move-membership.ts';
import { lineOf, parseDate, parseOptionalDate } from '#server/usecases/kernel/parse.ts';
import { chairsOf, tellOfAdministrator } from './tell-chairs.ts';

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

/**
 * [P4] A membership is a role from a date to a date. Whoever is new is made a person by the same change. [D1] Nobody puts
 * themselves into a role that signs; [D2] it is given by a chair; [D7] an administrator does not put themselves on a board.
 */
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
		const keeper = await admitKeeper(deps, store, actor, command.board);
		if (!keeper.ok) return keeper;
		// Before anybody is made a person: a refusal leaves nothing behind.
		const known = await personByEmail(store, lineOf(command.email));
		if (known?.id === actor.person && !keepsAsMember(keeper.value)) return err(duty('own-entry'));
		const refusal = maySetRole(actor, keeper.value, known, null, role);
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
		const before = await chairsOf(deps, store, command.board);
		const id = await begin(deps, store, actor, {
			board: command.board,
			person: person.value,
			role,
			agency: lineOf(command.agency).slice(0, 120),
			initials: lineOf(command.initials).slice(0, 8),
			from: from.value,
			to: to.value
		});
		const member = must(await membershipById(store, id), 'the new membership');
		await note(deps, store, actor, 'add-member', member, { role, day: from.value });
		if (isSigning(role))
			await recordChairChange(
				deps,
				store,
				actor,
				{ ...about(member), from: '', to: role, ended: null, begun: id },
				before
			);
		else
			await tellIfAdministrator(
				deps,
				store,
				actor,
				keeper.value,
				command.board,
				`${member.name} (${member.email ?? 'no e-mail address'}) is on the board now, as ${ROLE_WORDS[role].toLowerCase()}.`
			);
		return ok(id);
	});
}

/** Yesterday was their last day, unless another is said; a membership that never held a day says so by its days. */
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
		const found = await admitToMembership(deps, store, actor, command.membership);
		if (!found.ok) return found;
		const { membership, keeper } = found.value;
		const refusal = maySetRole(actor, keeper, who(membership), membership, null);
		if (refusal !== null) return err(refusal);
		const left = await lastKeeper(store, membership, last.value);
		if (left !== null) return err(left);
		const before = await chairsOf(deps, store, membership.board);
		await end(deps, store, actor, membership, last.value);
		await note(deps, store, actor, 'end-membership', membership, { on: last.value });
		if (isSigning(membership.role))
			await recordChairChange(
				deps,
				store,
				actor,
				{ ...about(membership), from: membership.role, to: '', ended: membership.id, begun: null },
				before
			);
		else
			await tellIfAdministrator(
				deps,
				store,
				actor,
				keeper,
				membership.board,
				`${membership.name}, ${ROLE_WORDS[membership.role].toLowerCase()}, is no longer on the board.`
			);
		return ok(membership);
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
		const { membership: old, keeper } = found.value;
		if (old.role === role) return ok(old.id);
		const refusal = maySetRole(actor, keeper, who(old), old, role);
		if (refusal !== null) return err(refusal);
		if (!keeps(role)) {
			const left = await lastKeeper(store, old, addDays(londonDate(deps.now()), -1));
			if (left !== null) return err(left);
		}
		const before = await chairsOf(deps, store, old.board);
		const id = await switchRole(deps, store, actor, old, role);
		await note(deps, store, actor, 'change-role', old, { from: old.role, to: role });
		if (isSigning(role) || isSigning(old.role))
			await recordChairChange(
				deps,
				store,
				actor,
				{ ...about(old), from: old.role, to: role, ended: old.id, begun: id },
				before
			);
		else
			await tellIfAdministrator(
				deps,
				store,
				actor,
				keeper,
				old.board,
				`${old.name} is ${ROLE_WORDS[role].toLowerCase()} from today, before that ${ROLE_WORDS[old.role].toLowerCase()}.`
			);
		return ok(id);
	});
}

const who = ({ person, disabledAt }: Membership) => ({ id: person, disabledAt });
const about = ({ board, person, to }: Membership) => ({ board, person, until: to });

/** Whoever keeps the members as one of the board, and not as administrator alone. */
const keepsAsMember = ({ roles }: Standing): boolean => may({ roles, admin: false }, 'keep-members');

/**
 * [D1] [D2] Who may make somebody this, or take it from them. At the console everything: who has the console has the data.
 * @param person null: somebody new @param old null: they join @param role null: they leave
 */
function maySetRole(
	actor: Actor,
	keeper: Standing,
	person: Pick<Person, 'id' | 'disabledAt'> | null,
	old: Membership | null,
	role: string | null
): Refusal | null {
	const toSign = role !== null && isSigning(role);
	if (!toSign && (old === null || !isSigning(old.role))) return null;
	// Stepping down is no gain: from chair to co-chair, or to what does not sign.
	if (toSign && person?.id === actor.person && !(old?.role === 'chair' && role === 'co-chair'))
		return duty('own-role');
	if (actor.person !== 'console' && !may({ ...keeper, admin: false }, 'change-chair'))
		return duty('chairs-only');
	if (toSign && person?.disabledAt != null)
		return {
			code: 'invalid',
			field: 'role',
			message: 'That person may not sign in, so they cannot sign minutes. Choose another.'
		};
	return null;
}

/** [D9] */
async function tellIfAdministrator(
	deps: Deps,
	store: Store,
	actor: Actor,
	keeper: Standing,
	board: BoardId,
	did: string
): Promise<void> {
	if (!keepsAsMember(keeper)) await tellOfAdministrator(deps, store, actor, board, did);
}

export async function findOrPlace(
	deps: Deps,
	store: Store,
	actor: Actor,
	command: Pick<AddMember, 'name' | 'email' | 'agency' | 'initials'>
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

async function admitKeeper(
	deps: Deps,
	store: Store,
	actor: Actor,
	board: BoardId
): Promise<Result<Standing, Refusal>> {
	const refusal = await admitToBoard(deps, store, actor, board, 'keep-members');
	if (refusal !== null) return err(refusal);
	if ((await boardById(store, board)) === null) return err({ code: 'not-found' });
	const { roles } = await standingOn(store, board, actor.person, londonDate(deps.now()));
	return ok({ roles, admin: actor.admin });
}

async function admitToMembership(
	deps: Deps,
	store: Store,
	actor: Actor,
	id: MembershipId
): Promise<Result<{ readonly membership: Membership; readonly keeper: Standing }, Refusal>> {
	const membership = await membershipById(store, id);
	if (membership === null) return err({ code: 'not-found' });
	const keeper = await admitKeeper(deps, store, actor, membership.board);
	return keeper.ok ? ok({ membership, keeper: keeper.value }) : keeper;
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

import type { AttendanceId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { isSigning, parseRole, type Role, type RosterEntry } from '#core/boards/people.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, unreachable, type Result } from '#core/kernel/result.ts';
import {
	deleteRosterEntry,
	insertRoster,
	rosterOf,
	setMarkedBy,
	updateRosterEntry
} from '#server/store/roster/attendance.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { personById } from '#server/store/boards/people.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { londonDate } from '#core/kernel/time.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import { recordChairChange } from '#server/usecases/boards/record-chair-change.ts';
import { setMeetingRole } from '#server/usecases/minutes/set-meeting-role.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { keepMovement, type MovementChange } from './keep-movements.ts';
import { mark, type Mark } from './mark-attendance.ts';
import { noteRoster } from '#server/usecases/boards/move-membership.ts';
import { lineOf, parseLine } from '#server/usecases/kernel/parse.ts';
import { chairsOf } from '#server/usecases/boards/tell-chairs.ts';

/** One change on the roster of a meeting. */
export type RosterChange =
	/** `was`: what the page of the one who marks showed; left out, the mark is set whatever stands. */
	| (Mark & { readonly kind: 'mark' })
	/** Present, and stands in for `for`: one change of the roll-call. */
	| { readonly kind: 'here-for'; readonly entry: AttendanceId; readonly for: AttendanceId }
	| { readonly kind: 'role'; readonly entry: AttendanceId; readonly role: string }
	/** `for` null: stands in for nobody. */
	| { readonly kind: 'deputy'; readonly entry: AttendanceId; readonly for: AttendanceId | null }
	| { readonly kind: 'initials'; readonly entry: AttendanceId; readonly initials: string }
	| { readonly kind: 'note'; readonly entry: AttendanceId; readonly note: string }
	| { readonly kind: 'agency'; readonly entry: AttendanceId; readonly agency: string }
	| MovementChange
	/** Somebody not called: they are there, so they are present. `deputyFor` in the same change, for the usual case. */
	| {
			readonly kind: 'add-guest';
			readonly name: string;
			readonly agency: string;
			readonly deputyFor: AttendanceId | null;
	  }
	| { readonly kind: 'add-person'; readonly person: PersonId; readonly agency: string }
	| { readonly kind: 'remove'; readonly entry: AttendanceId };

/** [P9] The roster is kept until the minutes are signed, by those who run the meeting. @returns the roster as it is now */
export async function keepRoster(
	deps: Deps,
	actor: Actor,
	command: { readonly meeting: MeetingId; readonly change: RosterChange }
): Promise<Result<readonly RosterEntry[], Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, command.meeting, 'keep-roster');
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const roster = await rosterOf(store, command.meeting);
		const signs = await signsHere(deps, store, actor, meeting.value);
		const refusal = await apply(deps, store, actor, meeting.value, roster, command.change, signs);
		if (refusal !== null) return err(refusal);
		await raiseTopic(store, meetingTopic(command.meeting));
		return ok(await rosterOf(store, command.meeting));
	});
}

const invalid = (field: string, message: string): Refusal => ({ code: 'invalid', field, message });

async function apply(
	deps: Deps,
	store: Store,
	actor: Actor,
	meeting: Meeting,
	roster: readonly RosterEntry[],
	change: RosterChange,
	signs: SignsHere
): Promise<Refusal | null> {
	const entry = 'entry' in change ? roster.find((line) => line.id === change.entry) : undefined;
	if ('entry' in change && entry === undefined)
		return invalid('entry', 'That line is no longer on the roster. Somebody else removed it.');
	const put = (part: Partial<RosterEntry>) => updateRosterEntry(store, { ...entry!, ...part });
	const noteDeputy = (line: AttendanceId, deputyFor: AttendanceId | null) =>
		noteRoster(deps, store, actor, 'set-deputy', meeting.id, { entry: line, deputyFor });
	switch (change.kind) {
		case 'mark':
			return mark(store, actor, roster, change);
		case 'here-for': {
			const refusal = standsInFor(roster, change.entry, change.for);
			if (refusal !== null) return refusal;
			await put({ attendance: 'present', deputyFor: change.for });
			await setMarkedBy(store, change.entry, actor.person);
			await noteDeputy(change.entry, change.for);
			return null;
		}
		case 'role':
			return setRole(deps, store, actor, meeting, entry!, change.role, signs);
		case 'deputy': {
			const refusal = change.for === null ? null : standsInFor(roster, change.entry, change.for);
			if (refusal !== null) return refusal;
			await put({ deputyFor: change.for });
			await noteDeputy(change.entry, change.for);
			return null;
		}
		case 'initials': {
			const initials = lineOf(change.initials);
			if (initials.length > 8) return invalid('initials', 'Shorten the initials to 8 characters.');
			await put({ initials });
			return null;
		}
		case 'note': {
			const note = lineOf(change.note);
			if (note.length > 120) return invalid('note', 'Shorten the note to 120 characters.');
			await put({ note });
			return null;
		}
		case 'agency':
			await put({ agency: lineOf(change.agency).slice(0, 120) });
			return null;
		case 'moved':
		case 'move-moment':
		case 'move-off':
			return keepMovement(deps, store, actor, meeting, entry!, change);
		case 'add-guest': {
			const name = parseLine('name', change.name, 'a name', 120);
			if (!name.ok) return name.error;
			if (change.deputyFor !== null && !roster.some((line) => line.id === change.deputyFor))
				return invalid('deputyFor', 'Choose somebody on this roster to stand in for.');
			const line = guest(deps, {
				person: null,
				name: name.value,
				agency: change.agency,
				deputyFor: change.deputyFor
			});
			await insertRoster(store, meeting.id, [line]);
			await noteRoster(deps, store, actor, 'call-to-meeting', meeting.id, {
				entry: line.id,
				person: null,
				role: 'guest',
				deputyFor: change.deputyFor
			});
			return null;
		}
		case 'add-person': {
			const person = await personById(store, change.person);
			if (person === null) return invalid('person', 'Nobody like that is known here.');
			if (roster.some((line) => line.person === person.id))
				return invalid('person', `${person.name} is on the roster already.`);
			// [D7] Whoever is on the board reads without it, and anybody else asks a chair.
			if (person.id === actor.person) return { code: 'separate-duties', which: 'own-entry' };
			const agency = lineOf(change.agency) === '' ? person.agency : change.agency;
			const line = guest(deps, { person: person.id, name: person.name, agency, deputyFor: null });
			await insertRoster(store, meeting.id, [line]);
			await noteRoster(deps, store, actor, 'call-to-meeting', meeting.id, {
				entry: line.id,
				person: person.id,
				role: 'guest'
			});
			return null;
		}
		case 'remove':
			if (entry!.attendance !== 'expected' && entry!.role !== 'guest')
				return invalid(
					'entry',
					`${entry!.name} is marked already. Mark them absent instead of removing them.`
				);
			if (!mayChangeSigner(signs, entry!, 'guest')) return CHAIRS_ONLY;
			await deleteRosterEntry(store, change.entry);
			await noteRoster(deps, store, actor, 'uncall-from-meeting', meeting.id, {
				entry: change.entry,
				person: entry!.person,
				from: entry!.role
			});
			return null;
		default:
			return unreachable(change);
	}
}

function standsInFor(
	roster: readonly RosterEntry[],
	deputy: AttendanceId,
	holder: AttendanceId
): Refusal | null {
	if (holder === deputy) return invalid('for', 'Nobody stands in for themselves.');
	const seat = roster.find((line) => line.id === holder);
	if (seat === undefined) return invalid('for', 'Choose somebody on this roster to stand in for.');
	const other = roster.find((line) => line.deputyFor === holder && line.id !== deputy);
	return other === undefined || other.attendance !== 'present'
		? null
		: invalid('for', `${other.name} stands in for ${seat.name} already. Take that off first.`);
}

function guest(
	deps: Pick<Deps, 'newId'>,
	who: Pick<RosterEntry, 'person' | 'name' | 'agency' | 'deputyFor'>
): RosterEntry {
	return {
		id: deps.newId<AttendanceId>(),
		...who,
		agency: lineOf(who.agency).slice(0, 120),
		initials: '',
		role: 'guest',
		attendance: 'present',
		note: ''
	};
}

interface SignsHere {
	/** Whether the actor may say who signs. */
	readonly actor: boolean;
	/** Whoever signs on the board anyhow. */
	readonly board: ReadonlySet<PersonId>;
}

async function signsHere(deps: Deps, store: Store, actor: Actor, meeting: Meeting): Promise<SignsHere> {
	const { roles } = await standingAt(store, meeting.id, actor.person, londonDate(deps.now()));
	return {
		actor: may({ roles, admin: false }, 'change-chair'),
		board: new Set(await chairsOf(deps, store, meeting.board))
	};
}

const CHAIRS_ONLY: Refusal = { code: 'separate-duties', which: 'chairs-only' };

/** [D2] Who signs this one meeting is said by a chair; of those who sign on the board anyhow, by whoever keeps the roster. */
function mayChangeSigner(signs: SignsHere, entry: RosterEntry, to: Role | 'guest'): boolean {
	if (entry.person === null || signs.actor || signs.board.has(entry.person)) return true;
	return !isSigning(entry.role) && !isSigning(to);
}

/**
 * What somebody is at this one meeting. The chair's line is the chair printed at the head, and may sign: so nobody
 * gives that role to themselves [D1], a chair gives it [D2], all chairs are told and can take it back [D3]. Whoever takes
 * the notes and may sign does not take their own name off them [D6].
 */
async function setRole(
	deps: Deps,
	store: Store,
	actor: Actor,
	meeting: Meeting,
	entry: RosterEntry,
	written: string,
	signs: SignsHere
): Promise<Refusal | null> {
	const role: Role | 'guest' | null = written === 'guest' ? 'guest' : parseRole(written);
	if (role === null) return invalid('role', 'Choose what they are at this meeting.');
	if (role === entry.role) return null;
	const own = entry.person === actor.person;
	if (own && isSigning(role)) return { code: 'separate-duties', which: 'own-role' };
	if (own && entry.role === 'notetaker' && signs.actor)
		return { code: 'separate-duties', which: 'own-notes' };
	// Nobody takes the pen to sign out of a chair's hand by calling them the notetaker.
	const unsigns = role === 'notetaker' && entry.person !== null && signs.board.has(entry.person);
	if (!mayChangeSigner(signs, entry, role) || (unsigns && !signs.actor)) return CHAIRS_ONLY;
	const before = await chairsOf(deps, store, meeting.board);
	const done = await setMeetingRole(deps, store, actor, { meeting: meeting.id, entry: entry.id }, role);
	if (!done.ok) return done.error;
	if (entry.person === null || signs.board.has(entry.person) || !(isSigning(role) || isSigning(entry.role)))
		return null;
	await recordChairChange(
		deps,
		store,
		actor,
		{
			board: meeting.board,
			meeting: meeting.id,
			entry: entry.id,
			person: entry.person,
			from: entry.role,
			to: role,
			ended: null,
			until: null,
			begun: null
		},
		before
	);
	return null;
}

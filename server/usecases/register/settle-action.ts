import { dueContext, readDue } from '#core/reading/due.ts';
import { dueQuestion } from '#core/reading/due-words.ts';
import type { AttendanceId } from '#core/kernel/ids.ts';
import type { Due } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import {
	dueWords,
	ownerField,
	ownersWords,
	registerOwner,
	type RegisterOwner
} from '#core/register/register.ts';
import { resolveOwner } from '#core/reading/resolve-owner.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { nextMeetingDate, type RegisteredAction } from '#server/store/register/actions.ts';
import { actionStep, type ActionStep } from './action-step.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** [G5] The board agreed that it is closed. */
export async function agreeClosure(
	deps: Deps,
	actor: Actor,
	step: ActionStep
): Promise<Result<null, Refusal>> {
	const done = await actionStep(deps, actor, step, 'closure-agreed', async () =>
		ok({ kind: 'closure-agreed' })
	);
	return done.ok ? ok(null) : done;
}

/** [G5] Not done after all. */
export async function reopenAction(
	deps: Deps,
	actor: Actor,
	step: ActionStep
): Promise<Result<null, Refusal>> {
	const done = await actionStep(deps, actor, step, 'reopened', async () => ok({ kind: 'reopened' }));
	return done.ok ? ok(null) : done;
}

export interface SettleStep extends ActionStep {
	/** As typed into the one field. */
	readonly words: string;
	/** Number of the last event that the page showed; what somebody else changed since is never overwritten unseen. */
	readonly seen: number;
}

/** [G4] A new due; the old one stays in the event. Empty words: no date. @returns the due as understood */
export async function changeActionDue(
	deps: Deps,
	actor: Actor,
	step: SettleStep
): Promise<Result<Due | null, Refusal>> {
	const words = tidy(step.words);
	if (words.length > 200)
		return err({ code: 'invalid', field: 'due', message: 'Shorten the due date to 200 characters.' });
	const done = await actionStep(deps, actor, step, 'due-changed', async (store, action, today) => {
		const late = changedSince(action, 'due-changed', step.seen);
		if (late !== null)
			return err({
				code: 'invalid',
				field: 'due',
				message: `${late} changed when this is due a moment ago, to “${dueWords(action.now.due)}”. Nothing of yours was saved; check it and send it again.`
			});
		const next = await nextMeetingDate(store, action.board, today);
		const to: Due | null =
			words === ''
				? null
				: readDue(words, {
						...dueContext({ date: today, next: null }, await boardCalendar(store, action.board)),
						next
					});
		if (to?.options !== undefined)
			return err({
				code: 'invalid',
				field: 'due',
				message: `“${to.written}” may mean more than one day: ${dueQuestion(to.options)} Write the day.`
			});
		const from = action.now.due;
		return ok(sameDue(from, to) && step.note.trim() === '' ? null : { kind: 'due-changed', from, to });
	});
	return done.ok ? ok(done.value.now.due) : done;
}

/** [G4] New owners, one on each line; read against the roster of the action's meeting and the board of today. Nobody is guessed. */
export async function changeActionOwners(
	deps: Deps,
	actor: Actor,
	step: SettleStep & {
		/** Whoever is not known here is meant so: somebody outside the board. */ readonly outside: boolean;
	}
): Promise<Result<string, Refusal>> {
	const lines = step.words
		.split('\n')
		.map(tidy)
		.filter((line) => line !== '');
	const done = await actionStep(deps, actor, step, 'owners-changed', async (store, action, today) => {
		const late = changedSince(action, 'owners-changed', step.seen);
		if (late !== null)
			return wrongOwners(
				`${late} changed the owners a moment ago, to “${ownersWords(action.now.owners)}”. Nothing of yours was saved; check it and send it again.`
			);
		const from = action.now.owners;
		const to = readOwners(lines, from, await whoMayOwn(store, action, today), step.outside);
		if (!to.ok) return to;
		const same = JSON.stringify(from.map(who)) === JSON.stringify(to.value.map(who));
		return ok(same && step.note.trim() === '' ? null : { kind: 'owners-changed', from, to: to.value });
	});
	return done.ok ? ok(ownersWords(done.value.now.owners)) : done;
}

const wrongOwners = (message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field: 'owners', message });

/** A line is one owner; only where it is nobody as a whole do its commas separate several. Who owned it before stays as read then. */
function readOwners(
	lines: readonly string[],
	before: readonly RegisterOwner[],
	people: readonly RosterEntry[],
	outside: boolean
): Result<readonly RegisterOwner[], Refusal> {
	const kept = (name: string) => before.find((owner) => ownerField(owner) === name);
	const known = (name: string) =>
		kept(name) !== undefined || resolveOwner(name, people, null, false).kind !== 'unknown';
	const names = lines.flatMap((line) =>
		known(line)
			? [line]
			: line
					.split(/[,;]/)
					.map(tidy)
					.filter((name) => name !== '')
	);
	if (names.length > 20 || names.some((name) => name.length > 120))
		return wrongOwners('Name at most 20 owners, each in at most 120 characters.');
	const owners: RegisterOwner[] = [];
	for (const name of names) {
		const resolved = resolveOwner(name, people, null, false);
		const old = kept(name);
		if (old !== undefined) owners.push(old);
		else if (resolved.kind === 'ambiguous')
			return wrongOwners(
				`“${name}” may be ${resolved.candidates
					.map((one) => (one.agency === '' ? one.name : `${one.name} (${one.agency})`))
					.join(' or ')}. Write the whole name.`
			);
		else if (resolved.kind === 'unknown' && !outside)
			return wrongOwners(
				`“${name}” is nobody on this board or at that meeting. Write the name as it stands there, or say that they are outside the board.`
			);
		else
			owners.push(
				registerOwner({
					written: name,
					resolved: resolved.kind === 'unknown' ? { kind: 'outside' } : resolved
				})
			);
	}
	return ok(owners);
}

const tidy = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
const who = (owner: RegisterOwner): string => `${owner.kind} ${owner.person ?? owner.name}`;
const sameDue = (one: Due | null, other: Due | null): boolean =>
	one?.kind === other?.kind && one?.date === other?.date && one?.written === other?.written;

/** Who changed the same thing after the page was made; null: nobody. */
function changedSince(
	action: RegisteredAction,
	kind: 'due-changed' | 'owners-changed',
	seen: number
): string | null {
	const event = action.events.findLast(({ happening }) => happening.kind === kind);
	return event !== undefined && event.number > seen ? event.name : null;
}

/** The roster of the meeting that made the action, then the board of today without those who stand there already. */
async function whoMayOwn(
	store: Store,
	action: RegisteredAction,
	today: CalendarDate
): Promise<readonly RosterEntry[]> {
	const roster = await rosterOf(store, action.meeting);
	const there = new Set(roster.map(({ person }) => person));
	const members = await membershipsOf(store, action.board, today);
	return [
		...roster,
		...members
			.filter(({ person }) => !there.has(person))
			.map((member) => ({
				id: member.id as string as AttendanceId,
				person: member.person,
				name: member.name,
				agency: member.agency,
				initials: member.initials,
				role: member.role,
				attendance: 'expected' as const,
				deputyFor: null,
				note: ''
			}))
	];
}

/**
 * The life of an action after sign-off (D11). Its words never change; what happens to it is a row of events, and what
 * it is today is those events folded. Rules:
 *
 * - [G1] An action begins `open`, with the owners and the due it was signed with.
 * - [G2] Its owner, or whoever keeps the record, may report it done while it is open, and add a note at any time.
 * - [G3] Only who keeps the record (chair, co-chair, notetaker) changes due or owners, agrees closure or reopens.
 * - [G4] Due and owners change until closure is agreed; a closed action is reopened first.
 * - [G5] Closure is agreed once; reopening needs something to reopen. A new due or owner leaves the state as it is.
 * - [G12] What a meeting reported or agreed names the meeting and the point; it happens with the signature under its minutes.
 * - [G13] What is due at a meeting follows that meeting; `server/usecases/register/follow-meeting.ts`.
 */
import { foldLetters as foldLetters } from '#core/kernel/letters.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Due, Owner } from '#core/minutes/minutes.ts';
import { err, ok, unreachable, type Result } from '#core/kernel/result.ts';
import { longDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';

export const ACTION_STATES = ['open', 'reported-done', 'closed'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

export const STATE_WORDS: Readonly<Record<ActionState, string>> = {
	open: 'Open',
	'reported-done': 'Reported done',
	closed: 'Closed'
};

/** An owner as the register keeps it: `person` is set when somebody with an entry among the people is meant. */
export interface RegisterOwner {
	readonly written: string;
	readonly kind: Owner['resolved']['kind'];
	readonly person: PersonId | null;
	readonly name: string;
}

/** [G12] Where something was reported or agreed. */
export interface HappenedAt {
	readonly meeting: MeetingId;
	readonly title: string;
	readonly date: CalendarDate;
	/** The point that says so. */
	readonly label: string | null;
}

export type ActionHappening = { readonly at?: HappenedAt } & (
	| { readonly kind: 'signed'; readonly due: Due | null; readonly owners: readonly RegisterOwner[] }
	| { readonly kind: 'note' }
	| { readonly kind: 'reported-done' }
	| { readonly kind: 'closure-agreed' }
	| { readonly kind: 'reopened' }
	| {
			readonly kind: 'due-changed';
			readonly from: Due | null;
			readonly to: Due | null;
			/** Nobody set it: the meeting it is due at moved, or got its day. */
			readonly followed?: true;
	  }
	| {
			readonly kind: 'owners-changed';
			readonly from: readonly RegisterOwner[];
			readonly to: readonly RegisterOwner[];
	  }
);

export type ActionEventKind = ActionHappening['kind'];

/** Something that happened to an action: what, by whom, when, and why in their words ('' when they gave none). */
export interface ActionEvent {
	readonly happening: ActionHappening;
	readonly person: PersonId | null;
	readonly name: string;
	readonly at: Instant;
	readonly note: string;
}

/** An action as it is today. */
export interface ActionNow {
	readonly state: ActionState;
	readonly due: Due | null;
	readonly owners: readonly RegisterOwner[];
}

export function applyHappening(now: ActionNow, happening: ActionHappening): ActionNow {
	switch (happening.kind) {
		case 'signed':
			return { state: 'open', due: happening.due, owners: happening.owners };
		case 'note':
			return now;
		case 'reported-done':
			return { ...now, state: 'reported-done' };
		case 'closure-agreed':
			return { ...now, state: 'closed' };
		case 'reopened':
			return { ...now, state: 'open' };
		case 'due-changed':
			return { ...now, due: happening.to };
		case 'owners-changed':
			return { ...now, owners: happening.to };
		default:
			return unreachable(happening);
	}
}

/** [G1] @param events of one action, oldest first; the first is `signed`. */
export function fold(events: readonly Pick<ActionEvent, 'happening'>[]): ActionNow {
	return events.reduce<ActionNow>((now, { happening }) => applyHappening(now, happening), {
		state: 'open',
		due: null,
		owners: []
	});
}

/** As whom somebody acts on one action: both may be true. */
export interface ActionHand {
	readonly owner: boolean;
	/** Chair, co-chair or notetaker of the board today. */
	readonly keeper: boolean;
}

/** What somebody may do to an action; `signed` happens by signature only. */
export type ActionVerb = Exclude<ActionEventKind, 'signed'>;

/** [G2] [G3] Rights alone, whatever the state. */
export function mayDo(verb: ActionVerb, hand: ActionHand): boolean {
	switch (verb) {
		case 'note':
		case 'reported-done':
			return hand.owner || hand.keeper;
		case 'closure-agreed':
		case 'reopened':
		case 'due-changed':
		case 'owners-changed':
			return hand.keeper;
		default:
			return unreachable(verb);
	}
}

/** [G4] [G5] Does the state allow it? If not: why, in one sentence for the person who tried. */
export function fits(verb: ActionVerb, state: ActionState): Result<null, string> {
	switch (verb) {
		case 'note':
			return ok(null);
		case 'reported-done':
			if (state === 'open') return ok(null);
			return err(
				state === 'closed'
					? 'This action is closed already, so there was nothing to report. Add a note if something is missing.'
					: 'This action is reported done already. Add a note if there is more to say.'
			);
		case 'closure-agreed':
			return state === 'closed' ? err('The closure of this action is agreed already.') : ok(null);
		case 'reopened':
			return state === 'open' ? err('This action is open already.') : ok(null);
		case 'due-changed':
		case 'owners-changed':
			return state === 'closed'
				? err('This action is closed, so nothing was changed. Reopen it first, then change it.')
				: ok(null);
		default:
			return unreachable(verb);
	}
}

/** Every verb that this hand may use on an action in this state, in the order a page offers them. */
export function offered(hand: ActionHand, state: ActionState): ActionVerb[] {
	const verbs: readonly ActionVerb[] = [
		'reported-done',
		'closure-agreed',
		'reopened',
		'note',
		'due-changed',
		'owners-changed'
	];
	return verbs.filter((verb) => mayDo(verb, hand) && fits(verb, state).ok);
}

export function registerOwner(owner: Owner): RegisterOwner {
	const { written, resolved } = owner;
	return resolved.kind === 'person'
		? { written, kind: 'person', person: resolved.person as PersonId | null, name: resolved.name }
		: { written, kind: resolved.kind, person: null, name: written };
}

/** What stands for an owner in a filter and in its address: the person's id, or for those without one the name behind a colon. */
export function ownerKey(owner: Pick<RegisterOwner, 'person' | 'name'>): string {
	return (
		owner.person ??
		`:${foldLetters(owner.name)
			.replace(/[^\p{L}\p{N}]+/gu, '-')
			.slice(0, 60)}`
	);
}

/** [G6] Overdue: open, with a day that has passed. What is reported done waits for the board, not for its owner. */
export function overdue(state: ActionState, due: Pick<Due, 'date'> | null, today: CalendarDate): boolean {
	return state === 'open' && due !== null && due.date !== null && due.date < today;
}

/** [G7] "30 September 2009", "Next meeting, 28 October 2009", "by the end of term", "No date". */
export function dueWords(due: Due | null): string {
	if (due === null) return 'No date';
	switch (due.kind) {
		case 'date':
			return due.date === null ? due.written : longDate(due.date);
		case 'next-meeting':
			return due.date === null ? 'Next meeting' : `Next meeting, ${longDate(due.date)}`;
		case 'meeting':
			return due.date === null ? due.written : `${due.written}, ${longDate(due.date)}`;
		case 'words':
			return due.date === null ? due.written : `${due.written} (${longDate(due.date)})`;
		default:
			return unreachable(due.kind);
	}
}

/** "Ida Dunn and Mo Shah", "LC (not known)", "Nobody". */
export function ownersWords(owners: readonly RegisterOwner[]): string {
	const names = owners.map(ownerWords);
	if (names.length < 2) return names[0] ?? 'Nobody';
	return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function ownerWords(owner: Pick<RegisterOwner, 'kind' | 'name' | 'written'>): string {
	switch (owner.kind) {
		case 'person':
			return owner.name;
		case 'group':
			return owner.written;
		case 'outside':
			return `${owner.written} (outside the board)`;
		case 'ambiguous':
			return `${owner.written} (more than one fits)`;
		case 'unknown':
			return `${owner.written} (not known)`;
		default:
			return unreachable(owner.kind);
	}
}

/** An owner as a field shows and takes it back. */
export const ownerField = (owner: Pick<RegisterOwner, 'kind' | 'name' | 'written'>): string =>
	owner.kind === 'person' ? owner.name : owner.written;

/** [G9] One line of an action's history: "Closure agreed at Harbour Board, 28 October 2009, 2.1". */
export function happeningWords(happening: ActionHappening): string {
	const words = whatHappened(happening);
	return happening.at === undefined ? words : `${words} at ${placeWords(happening.at)}`;
}

export const placeWords = ({ title, date, label }: Omit<HappenedAt, 'meeting'>): string =>
	[title, longDate(date), label ?? ''].filter((part) => part !== '').join(', ');

function whatHappened(happening: ActionHappening): string {
	switch (happening.kind) {
		case 'signed':
			return 'Signed with the minutes';
		case 'note':
			return happening.at === undefined ? 'Note' : 'Spoken about';
		case 'reported-done':
			return 'Reported done';
		case 'closure-agreed':
			return 'Closure agreed';
		case 'reopened':
			return 'Reopened';
		case 'due-changed':
			return `Due ${happening.followed === true ? 'moved with the meeting' : 'changed'} from “${dueWords(happening.from)}” to “${dueWords(happening.to)}”`;
		case 'owners-changed':
			return `Owners changed from “${ownersWords(happening.from)}” to “${ownersWords(happening.to)}”`;
		default:
			return unreachable(happening);
	}
}

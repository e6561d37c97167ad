/** What was understood of a text: everything keeps the line (from 1) on which it was written. */
import type { Due, ResolvedOwner, Verb } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { CalendarDate, ClockTime } from '#core/kernel/time.ts';

export const DOUBT_KINDS = [
	'empty',
	'not-minutes',
	'no-title',
	'no-date',
	'weekday',
	'no-chair',
	'chair-not-listed',
	'no-attendees',
	'unread-line',
	'duplicate-person',
	'same-initials',
	'missing-item',
	'item-order',
	'duplicate-label',
	'stray-label',
	'label-elsewhere',
	'unmarked-action',
	'no-owner',
	'unknown-owner',
	'ambiguous-owner',
	'group-owner',
	'asked-due',
	'commitment'
] as const;
export type DoubtKind = (typeof DOUBT_KINDS)[number];

/** Something a person should look at. `line` counts from 1; 0: the text as a whole. */
export interface Doubt {
	readonly kind: DoubtKind;
	readonly line: number;
	readonly text: string;
}

export interface ParsedPerson {
	readonly name: string;
	readonly agency: string | null;
	/** As printed behind the name: "notes", "Chair", "items 2-4". */
	readonly role: string | null;
	/** As printed with the name, else null. */
	readonly initials: string | null;
	readonly line: number;
}

export interface ParsedOwner {
	readonly written: string;
	readonly resolved: ResolvedOwner;
}

interface Placed {
	readonly line: number;
	readonly text: string;
}

export interface ParsedText extends Placed {
	readonly kind: 'point' | 'bullet' | 'paragraph';
	readonly label: string | null;
	/** The sub-heading it stands under. */
	readonly heading: string | null;
}

export interface ParsedHeading extends Placed {
	readonly kind: 'heading';
}

/** A line announced as a decision. Decisions in running text are found in {@link ParsedMinutes.decisions}. */
export interface ParsedDecisionLine extends Placed {
	readonly kind: 'decision';
	readonly label: string | null;
	readonly heading: string | null;
	readonly verb: Verb;
}

export interface ParsedAction extends Placed {
	readonly kind: 'action';
	/** The label of the point above it, null when the item has none so far. */
	readonly point: string | null;
	readonly owners: readonly ParsedOwner[];
	/** The words behind the owners. */
	readonly rest: string;
	readonly due: Due | null;
	/** The due stood outside the words, on a line or in a cell of its own. */
	readonly dueApart: boolean;
}

export type ParsedLine = ParsedText | ParsedHeading | ParsedDecisionLine | ParsedAction;

export interface ParsedItem {
	/** As printed, without the stray dot; null when the item carries no number. */
	readonly label: string | null;
	readonly title: string;
	readonly line: number;
	readonly lines: readonly ParsedLine[];
}

export interface ParsedDecision {
	readonly item: string | null;
	readonly point: string | null;
	readonly verb: Verb;
	readonly text: string;
	readonly line: number;
}

export interface ParsedNext {
	readonly date: CalendarDate | null;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly location: string | null;
}

export interface ParsedMinutes {
	readonly title: string | null;
	readonly date: CalendarDate | null;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly location: string | null;
	readonly chair: { readonly name: string; readonly agency: string | null } | null;
	readonly attendees: readonly ParsedPerson[];
	readonly apologies: readonly ParsedPerson[];
	readonly items: readonly ParsedItem[];
	readonly decisions: readonly ParsedDecision[];
	readonly next: ParsedNext | null;
	/** Everybody an owner was looked up among: chair, attendees, apologies. Ids are of this reading only. */
	readonly roster: readonly RosterEntry[];
	readonly doubts: readonly Doubt[];
}

/**
 * The minutes as plain data: what the shared document is read into, what Review shows, what is signed, stored,
 * rendered and mailed. One shape for all of them.
 */
import type { ActionId, MeetingId } from '#core/kernel/ids.ts';
import type { PaperKind } from '#core/agenda/papers.ts';
import type { Attendance, Role } from '#core/boards/people.ts';
import type { QuorumState } from '#core/roster/quorum.ts';
import type { CalendarDate, ClockTime } from '#core/kernel/time.ts';

export const LINE_KINDS = ['point', 'decision', 'action', 'heading', 'bullet', 'paragraph'] as const;
/**
 * What a line of an item is. `point` and `decision` carry a number; `action` stands under the point before it;
 * `heading` is a sub-heading, `bullet` a listed line, `paragraph` a line printed without a number.
 */
export type LineKind = (typeof LINE_KINDS)[number];

export const VERBS = ['noted', 'agreed', 'approved', 'signed off'] as const;
/** What the board did. A decision is a point with a verb. */
export type Verb = (typeof VERBS)[number];

/** An owner as written ("ID", "Anyone from the Board") and whom that means on this meeting's roster. */
export interface Owner {
	readonly written: string;
	readonly resolved: ResolvedOwner;
}

export type ResolvedOwner =
	/** Exactly one person fits, or somebody chose one of several. `person` is null for people without an entry. */
	| {
			readonly kind: 'person';
			readonly person: string | null;
			readonly name: string;
			readonly agency: string;
	  }
	/** "All", "Anyone from the Board": meant as a group, nobody in particular. */
	| { readonly kind: 'group' }
	/** A body or a person outside the board, confirmed as such by somebody. */
	| { readonly kind: 'outside' }
	/** Two or more fit. Never guessed: the names are listed for a person to choose from. */
	| {
			readonly kind: 'ambiguous';
			readonly candidates: readonly { person: string | null; name: string; agency: string }[];
	  }
	| { readonly kind: 'unknown' };

export const DUE_KINDS = ['date', 'next-meeting', 'meeting', 'words'] as const;
/**
 * When an action is due: the words as written, and what they came to. `date` is set for kind `date`, and for
 * `next-meeting` and `meeting` ("by the October meeting") once that date is known.
 */
export interface Due {
	readonly written: string;
	readonly kind: (typeof DUE_KINDS)[number];
	readonly date: CalendarDate | null;
	/** Of kind `words`: the days it may mean. Never guessed: somebody is asked to choose. */
	readonly options?: readonly CalendarDate[];
}

/** Which day somebody said is meant, and by which words: no answer to other words. */
export interface DueAnswer {
	readonly written: string;
	readonly date: CalendarDate;
}

export interface TextLine {
	readonly kind: 'point' | 'heading' | 'bullet' | 'paragraph';
	readonly id: string;
	/** "3.4" for a point, null for what carries no number. */
	readonly label: string | null;
	readonly text: string;
	/** Of a line that matters arising wrote: what it records. */
	readonly arising?: ReportsHeading | ActionReport;
}

export interface DecisionLine {
	readonly kind: 'decision';
	readonly id: string;
	readonly label: string | null;
	readonly verb: Verb;
	readonly text: string;
	/** Taken without a quorum, and what it lacked: "7 of 8 needed, health missing". */
	readonly withoutQuorum?: string;
	/** Of the line that agrees the notes of the last meeting. */
	readonly arising?: NotesConfirmed;
}

export const OUTCOMES = ['done', 'ongoing', 'closed', 'new-due'] as const;
/** What the board heard of an action of an earlier meeting. `done` is reported and not closed. */
export type Outcome = (typeof OUTCOMES)[number];

/** Stands over the reports. */
export interface ReportsHeading {
	readonly kind: 'reports';
}

export interface ActionReport {
	readonly kind: 'report';
	readonly action: ActionId;
	readonly reference: string;
	/** null: told in words only. */
	readonly outcome: Outcome | null;
	/** The new one; null when the outcome is another, or nobody said when. */
	readonly due: Due | null;
	readonly words: string;
}

export const CONFIRMATIONS = ['agreed', 'amended'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

export interface NotesConfirmed {
	readonly kind: 'confirms';
	/** Whose notes were agreed. */
	readonly meeting: MeetingId;
	readonly outcome: Confirmation;
	/** Label of the amended point as printed there; '' when the whole was agreed or none was named. */
	readonly point: string;
	readonly amendment: string;
}

export interface ActionLine {
	readonly kind: 'action';
	readonly id: ActionId;
	/** The label of the point it stands under ("1.2"), or of the item when no point precedes it. */
	readonly label: string | null;
	/** The words behind the owners: "to invite Sharon Flannery". The whole sentence is `actionSentence`. */
	readonly text: string;
	readonly owners: readonly Owner[];
	readonly due: Due | null;
}

export type Line = TextLine | DecisionLine | ActionLine;

export interface Item {
	readonly id: string;
	/** As printed ("3"), doubles and gaps included. */
	readonly label: string;
	readonly title: string;
	readonly lines: readonly Line[];
	/** What lay before the board; left out: nothing. */
	readonly papers?: readonly ItemPaper[];
}

/** A paper as the record names it. Its content is a file; the digest says which. */
export interface ItemPaper {
	/** "Paper 2": counts under the item, with gaps where one was withdrawn. */
	readonly number: number;
	readonly name: string;
	readonly kind: PaperKind;
	/** It came after the day on which papers were due. */
	readonly late: boolean;
	readonly sha256: string;
}

export interface MinutesAttendee {
	readonly name: string;
	readonly agency: string;
	/** What the legend of the roster calls them, unique; before format 2 only what somebody had set, else ''. */
	readonly initials: string;
	readonly role: Role | 'guest';
	readonly attendance: Attendance;
	/** Name of the one they stood in for, or null. */
	readonly deputyFor: string | null;
	readonly note: string;
}

/** "Sheila Gentle joined at 14:20, item 3": `movementWords` in quorum.ts. */
export interface Movement {
	readonly name: string;
	readonly kind: 'joined' | 'left';
	readonly at: ClockTime;
	/** As printed; null: not known. */
	readonly item: string | null;
}

/** As the board defined it when the minutes were signed, and how it stood: `courseWords` in quorum.ts. */
export interface QuorumRecord {
	readonly opening: QuorumState;
	readonly turns: readonly {
		readonly at: ClockTime;
		readonly item: string | null;
		readonly state: QuorumState;
	}[];
}

export interface NextMeeting {
	readonly date: CalendarDate;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly place: string | null;
}

/** What is printed at the head and the foot of the minutes, beside roster and text. */
export interface MeetingFacts {
	readonly title: string;
	readonly date: CalendarDate;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly place: string;
	/** "Chaired by"; printed apart, because the chair is not always in the list of attendees. */
	readonly chair: { readonly name: string; readonly agency: string } | null;
	readonly next: NextMeeting | null;
}

/** The whole text of a meeting. `format` is raised whenever this shape changes, so that an old snapshot stays readable. */
export interface Minutes extends MeetingFacts {
	readonly format: 1 | 2;
	readonly board: string;
	readonly roster: readonly MinutesAttendee[];
	/** In the order of the clock. Format 1 had none, nor a quorum. */
	readonly movements?: readonly Movement[];
	/** null: the board has set none. */
	readonly quorum?: QuorumRecord | null;
	readonly items: readonly Item[];
	/** [D6] The board lets one person take the notes and sign them. Left out: notetaker and signer are two people, or it was not asked yet. */
	readonly oneMayDoBoth?: true;
}

/** "ID, MS to contact the police", "JT: indicator set", "circulate the map" (no owner). The one way an action is written out. */
export function actionSentence(owners: readonly { readonly written: string }[], text: string): string {
	const names = owners.map((owner) => owner.written);
	const phrase = names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
	if (phrase === '') return text;
	if (text === '') return phrase;
	return /^(to|will|would|should|shall|who|agreed|asked|undertook|is|are|was|were|has|have|and)\b/.test(text)
		? `${phrase} ${text}`
		: `${phrase}: ${text}`;
}

/**
 * What arises from the last meeting: the board agrees its notes, and hears what became of the actions. The notetaker picks,
 * the minutes are written from the picks, and the signature makes them happen. Rules:
 *
 * - [J1] The list holds every action of the board that is not closed, and those closed since the last signature; whoever may
 *   read the meeting sees it, as they would see the paper.
 * - [J2] What is picked or typed is printed, and nothing else, in the order of the list, as points of the item.
 * - [J3] An action of the last meeting is named by its label ("Action 1.2"), an older one with its date.
 * - [J4] The notes of a meeting are agreed once: as correct, or subject to an amendment at a named point. What is picked is said of
 *   that one meeting, and stands whatever other meeting is signed meanwhile.
 * - [J5] With the last signature each report becomes an event of the register, "agreed at <this meeting>, 2.1", and the agreed
 *   notes are recorded at the meeting they are of.
 */
import type { ActionId, MeetingId } from '#core/kernel/ids.ts';
import { readDue, type DueContext } from '#core/reading/due.ts';
import type {
	ActionReport,
	Confirmation,
	DecisionLine,
	Due,
	Outcome,
	TextLine
} from '#core/minutes/minutes.ts';
import type { Draft, DraftConfirmation, DraftReport } from '#core/minutes/draft.ts';
import { referenceDay } from './references.ts';
import { dueWords, type ActionHappening, type ActionNow, type ActionState } from './register.ts';
import { longDate, type CalendarDate } from '#core/kernel/time.ts';

/** An action of the register as matters arising lists it. */
export interface ArisingAction {
	readonly id: ActionId;
	readonly reference: string;
	/** As signed. */
	readonly sentence: string;
	/** Of today, in words. */
	readonly owners: string;
	readonly due: Due | null;
	readonly state: ActionState;
}

/** A signed meeting before this one. */
export interface EarlierMeeting {
	readonly id: MeetingId;
	readonly date: CalendarDate;
	/** Of its points, to name the one that is amended; none of one whose notes are agreed. */
	readonly labels: readonly string[];
	/** The day of the meeting that agreed its notes already; null: none did. */
	readonly confirmed: CalendarDate | null;
}

export interface ArisingFacts {
	/** The signed meetings before this one, the last of them first. */
	readonly earlier: readonly EarlierMeeting[];
	/** The day of the latest meeting between that one and this, whose minutes nobody signed yet; null: there is none. */
	readonly unsigned: CalendarDate | null;
	/** Oldest first. */
	readonly actions: readonly ArisingAction[];
}

export const NOTHING_ARISING: ArisingFacts = { earlier: [], unsigned: null, actions: [] };

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
	done: 'COMPLETED',
	ongoing: 'ONGOING',
	closed: 'CLOSED',
	'new-due': 'NEW DUE DATE'
};

type Written = TextLine | DecisionLine;

/** The lines that the picks come to in one item: first the notes of the last meeting, then the actions. Labels are still open. */
export function arisingLines(draft: Draft, item: string, facts: ArisingFacts, days: DueContext): Written[] {
	const { arising } = draft;
	if (arising === undefined) return [];
	const notes = arising.notesAt === item ? notesLines(arising, item, facts) : [];
	const reports = arising.actionsAt === item ? reportLines(arising.reports, item, facts, days) : [];
	return [...notes, ...reports];
}

/** [J2] How many open actions are listed and not spoken about; none where nobody lists them. */
export function unreported(draft: Draft, { actions }: ArisingFacts): number {
	const { arising } = draft;
	if (arising === undefined || !draft.items.some(({ id }) => id === arising.actionsAt)) return 0;
	const told = new Set(
		arising.reports
			.filter(({ outcome, words }) => outcome !== null || words !== '')
			.map(({ action }) => action)
	);
	return actions.filter(({ id, state }) => state !== 'closed' && !told.has(id)).length;
}

/**
 * [J4] Whose notes a meeting is asked about, oldest first: what was not agreed since the last time anything was, and whatever somebody
 * picked something for, be it agreed elsewhere meanwhile; else the last, to say when it was agreed.
 */
export function notesToAgree(
	{ earlier }: Pick<ArisingFacts, 'earlier'>,
	confirmations: readonly DraftConfirmation[]
): readonly EarlierMeeting[] {
	const agreed = earlier.findIndex(({ confirmed }) => confirmed !== null);
	const waiting = earlier.slice(0, agreed < 0 ? MOST_WAITING : Math.min(agreed, MOST_WAITING));
	const picked = new Set(
		confirmations.filter(({ outcome }) => outcome !== null).map(({ meeting }) => meeting)
	);
	const asked = earlier.filter((meeting) => waiting.includes(meeting) || picked.has(meeting.id));
	return asked.length > 0 ? asked.toReversed() : earlier.slice(0, 1);
}

/** A board that took all its old minutes over agreed them long ago. */
const MOST_WAITING = 3;

export const notesLineId = (item: string, meeting: MeetingId): string => `${item}notes${meeting}`;

/** [J4] */
function notesLines(
	{ confirmations }: NonNullable<Draft['arising']>,
	item: string,
	facts: ArisingFacts
): DecisionLine[] {
	return notesToAgree(facts, confirmations).flatMap(({ id, date, confirmed }) => {
		const pick = confirmations.find(({ meeting }) => meeting === id);
		if (confirmed !== null || pick === undefined || pick.outcome === null) return [];
		const agreed = `The notes of the meeting of ${longDate(date)} were agreed as a correct record`;
		const amended = pick.outcome === 'amended';
		const point = amended ? pick.point : '';
		const amendment = amended ? pick.amendment : '';
		return {
			kind: 'decision' as const,
			id: notesLineId(item, id),
			label: null,
			verb: 'agreed' as const,
			text: amended ? `${agreed}, ${amendmentWords(point, amendment)}` : `${agreed}.`,
			arising: { kind: 'confirms' as const, meeting: id, outcome: pick.outcome, point, amendment }
		};
	});
}

/** "subject to an amendment at 3.6: “twelve” in place of “two”." */
export function amendmentWords(point: string, amendment: string): string {
	const where = `subject to an amendment${point === '' ? '' : ` at ${point}`}`;
	return amendment === '' ? `${where}.` : `${where}: ${sentence(amendment)}`;
}

/** "Confirmed at the meeting of 28 October 2009, 2.1, subject to an amendment at 3.6: …" */
export function confirmedWords(agreed: {
	readonly outcome: Confirmation;
	readonly point: string;
	readonly amendment: string;
	readonly by: { readonly date: CalendarDate; readonly label: string | null };
}): { readonly where: string; readonly how: string } {
	const { outcome, point, amendment, by } = agreed;
	return {
		where: `Confirmed at the meeting of ${longDate(by.date)}${by.label === null ? '' : `, ${by.label}`}`,
		how: outcome === 'agreed' ? '.' : `, ${amendmentWords(point, amendment)}`
	};
}

/** [J2] */
function reportLines(
	reports: readonly DraftReport[],
	item: string,
	facts: ArisingFacts,
	days: DueContext
): TextLine[] {
	const picked = new Map(reports.map((report) => [report.action, report]));
	const lines = facts.actions.flatMap((action): TextLine[] => {
		const report = picked.get(action.id);
		if (report === undefined || (report.outcome === null && report.words === '')) return [];
		const { outcome, words } = report;
		const due = outcome === 'new-due' && report.due !== '' ? readDue(report.due, days) : null;
		return [
			{
				kind: 'bullet',
				id: action.id,
				label: null,
				text: `${actionName(action, facts.earlier[0] ?? null)} – ${reportWords(action, { outcome, due, words })}`,
				arising: { kind: 'report', action: action.id, reference: action.reference, outcome, due, words }
			}
		];
	});
	if (lines.length === 0) return [];
	const text =
		lines.length === 1 ? 'The following action was reported:' : 'The following actions were reported:';
	return [{ kind: 'point', id: `${item}reports`, label: null, text, arising: { kind: 'reports' } }, ...lines];
}

/** [J3] "Action 1.2: ID to invite Sharon Flannery" */
export function actionName(
	action: Pick<ArisingAction, 'reference' | 'sentence'>,
	last: Pick<EarlierMeeting, 'date'> | null
): string {
	const words = action.sentence.replace(/[\s.]+$/, '');
	return `Action ${shortReference(action.reference, last)}: ${words}`;
}

function shortReference(reference: string, last: Pick<EarlierMeeting, 'date'> | null): string {
	const of = last === null ? '' : `${referenceDay(last.date)}, `;
	if (of !== '' && reference.startsWith(of)) return reference.slice(of.length);
	const [, day, label] = /^(\d+ \p{L}+ \d+), (.+)$/u.exec(reference) ?? [];
	return day === undefined || label === undefined ? reference : `${label} of ${day}`;
}

function reportWords(
	action: Pick<ArisingAction, 'due'>,
	{ outcome, due, words }: Pick<ActionReport, 'outcome' | 'due' | 'words'>
): string {
	if (outcome === null) return sentence(words);
	const said =
		outcome === 'new-due'
			? `${OUTCOME_WORDS[outcome]}: ${due === null ? 'to be confirmed' : dueInText(due)} (was: ${dueInText(action.due)})`
			: OUTCOME_WORDS[outcome];
	return words === '' ? said : `${said}. ${sentence(words)}`;
}

/** Behind a colon: "next meeting, 28 October 2009", "no date". */
const dueInText = (due: Due | null): string => dueWords(due).replace(/^N(?=ext meeting|o date$)/, 'n');

const sentence = (words: string): string => (/[.!?…]["”’)]?$/.test(words) ? words : `${words}.`);

/** What a title says that the item is for: where a new agenda places the notes of the last meeting and the actions. */
export function arisingIn(title: string): { readonly notes: boolean; readonly actions: boolean } {
	return {
		notes: /\b(notes|minutes|record)\b.*\b(last|previous)\b|\b(last|previous)\b.*\b(notes|minutes)\b/i.test(
			title
		),
		actions:
			/\bmatters arising\b|\bactions? (log|tracker|arising|outstanding|from)\b|\b(outstanding|review of|update on) (the )?actions\b/i.test(
				title
			)
	};
}

/**
 * Where they stand in an agenda: each in the first item that is named for it; where only one of the two has an item, both
 * stand there. @returns indexes, null for nowhere
 */
export function arisingPlaces(titles: readonly string[]): {
	readonly notes: number | null;
	readonly actions: number | null;
} {
	const first = (what: 'notes' | 'actions'): number | null => {
		const at = titles.findIndex((title) => arisingIn(title)[what]);
		return at < 0 ? null : at;
	};
	const [notes, actions] = [first('notes'), first('actions')];
	return { notes: notes ?? actions, actions: actions ?? notes };
}

/**
 * [J5] What a signed report does to an action, as it stands in the register at that moment: done is reported and not closed,
 * closed is agreed, ongoing takes a report back, a new due keeps the old one. Whatever changes nothing is told in a note, so
 * that the history names every meeting that spoke about it.
 */
export function reportSteps(
	{ outcome, due, words }: Pick<ActionReport, 'outcome' | 'due' | 'words'>,
	now: Pick<ActionNow, 'state' | 'due'>
): { readonly happening: ActionHappening; readonly note: string }[] {
	const told = (what: string) => [
		{ happening: { kind: 'note' as const }, note: words === '' ? `${what}.` : `${what}. ${words}` }
	];
	switch (outcome) {
		case null:
			return [{ happening: { kind: 'note' }, note: words }];
		case 'done':
			return now.state === 'open'
				? [{ happening: { kind: 'reported-done' }, note: words }]
				: told('Completed');
		case 'closed':
			return now.state === 'closed'
				? told('Closed already')
				: [{ happening: { kind: 'closure-agreed' }, note: words }];
		case 'ongoing':
			return now.state === 'open' ? told('Ongoing') : [{ happening: { kind: 'reopened' }, note: words }];
		case 'new-due':
			return due === null
				? told('New due date to be confirmed')
				: [
						...(now.state === 'open' ? [] : [{ happening: { kind: 'reopened' as const }, note: '' }]),
						{ happening: { kind: 'due-changed', from: now.due, to: due }, note: words }
					];
	}
}

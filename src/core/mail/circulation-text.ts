/** The letter that carries signed notes: the reader's own actions first, then the notes. */
import { actionText, minutesText, timesOf } from '#core/record/canonical.ts';
import { wordsBehind } from '#core/reading/due-words.ts';
import type { ActionLine, Minutes, NextMeeting } from '#core/minutes/minutes.ts';
import { longDate, weekdayName, type CalendarDate } from '#core/kernel/time.ts';

/** The actions of one person, and those meant for a group that nobody in particular stands behind. */
export interface OwnActions {
	readonly own: readonly ActionLine[];
	readonly group: readonly ActionLine[];
}

/** @param person null for an address nobody is known at: then nothing is theirs */
export function actionsFor(minutes: Minutes, person: string | null): OwnActions {
	const actions = minutes.items.flatMap((item) => item.lines.filter((line) => line.kind === 'action'));
	const own = actions.filter((action) =>
		action.owners.some(
			({ resolved }) => resolved.kind === 'person' && person !== null && resolved.person === person
		)
	);
	const group = actions.filter(
		(action) => !own.includes(action) && action.owners.some(({ resolved }) => resolved.kind === 'group')
	);
	return { own, group };
}

/** One line, whatever the title holds: it becomes a header. */
export function circulationSubject(minutes: Minutes, own: number): string {
	const title = minutes.title
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim()
		.slice(0, 150);
	const yours = own === 0 ? '' : own === 1 ? ', and your action' : `, and your ${own} actions`;
	return `Notes of ${title}, ${longDate(minutes.date)}${yours}`;
}

export function circulationText(letter: {
	readonly minutes: Minutes;
	/** '' for an address nobody is known at. */
	readonly name: string;
	readonly actions: OwnActions;
	/** Of the meeting, and of the register where actions are reported on. */
	readonly link: string;
	readonly register: string;
	/** "Petra Lindqvist, chair, 24 July 2031, 10:12" for each signature. */
	readonly signed: readonly string[];
	readonly sha256: string;
}): string {
	const { minutes, name, actions, link, register, signed, sha256 } = letter;
	const out: string[] = [];
	if (name !== '') out.push(`Dear ${name},`, '');
	out.push(
		`The notes of ${minutes.title}, ${longDate(minutes.date)}, are signed. They are attached as a PDF and follow below as text.`,
		''
	);
	if (actions.own.length > 0) out.push(...listed('YOUR ACTIONS', actions.own));
	else if (name !== '') out.push('No action in these notes is yours.', '');
	if (actions.group.length > 0) out.push(...listed('ACTIONS FOR ANYONE ON THE BOARD', actions.group));
	out.push(
		...(actions.own.length > 0 ? [`Report on your actions: ${register}`] : []),
		`Read the notes online: ${link}`,
		'',
		'-'.repeat(60),
		'',
		minutesText(minutes),
		...signed.map((line) => `Signed by ${line}.`),
		`SHA-256 of this record: ${sha256}`
	);
	return `${out.join('\n')}\n`;
}

function listed(title: string, actions: readonly ActionLine[]): string[] {
	return [
		title,
		'',
		...actions.flatMap((action) => {
			const due = dueWords(action.due, action.text);
			return [
				`${(action.label ?? '').padEnd(6)}${actionText({ ...action, due: null })}`,
				...(due === '' ? [] : [`      Due: ${due}`]),
				''
			];
		})
	];
}

const withWords = (day: string, words: string): string => (words === '' ? day : `${day} (${words})`);

/**
 * "28 October 2009", "6 August 2026 (in two weeks)", "next meeting (28 October 2009)", "as soon as possible"; '' when there
 * is none.
 * @param sentence of the action; what stands there is not said again
 */
export function dueWords(due: ActionLine['due'], sentence: string): string {
	if (due === null) return '';
	const date = due.date === null ? '' : longDate(due.date);
	switch (due.kind) {
		case 'date':
			return withWords(date, wordsBehind(due, sentence)) || due.written;
		case 'next-meeting':
			return date === '' ? 'next meeting' : `next meeting (${date})`;
		case 'meeting':
			return date === '' ? due.written : `${due.written} (${date})`;
		case 'words':
			return due.written;
	}
}

/** "Wednesday 29 July 2009" */
export const dayWords = (date: CalendarDate): string => `${weekdayName(date)} ${longDate(date)}`;

/** "Wednesday 28 October 2009, 14:00 to 16:00, Guildhall" */
export function nextWords(next: NextMeeting): string {
	return [dayWords(next.date), timesOf(next.start, next.end), next.place ?? '']
		.filter((part) => part !== '')
		.join(', ');
}

/**
 * The minutes as they are hashed and as they are read. Both are made from the same `Minutes`; what is signed is the
 * SHA-256 of {@link canonicalJson}, what is mailed and compared by eye is {@link minutesText}.
 */
import { paperWords } from '#core/agenda/item-papers.ts';
import {
	actionSentence,
	type ActionLine,
	type Line,
	type Minutes,
	type MinutesAttendee
} from '#core/minutes/minutes.ts';
import { courseWords, movementWords } from '#core/roster/quorum.ts';
import { longDate, weekdayName, type ClockTime } from '#core/kernel/time.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** RFC 8785: keys sorted by UTF-16 code units, no white space, ECMAScript's own way with strings and numbers. */
export function canonicalJson(value: Minutes): string {
	return serialise(value as unknown as Json);
}

function serialise(value: Json): string {
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(serialise).join(',')}]`;
	const fields = value as { readonly [key: string]: Json | undefined };
	return `{${Object.keys(fields)
		.sort()
		.flatMap((key) => {
			const field = fields[key];
			return field === undefined ? [] : [`${JSON.stringify(key)}:${serialise(field)}`];
		})
		.join(',')}}`;
}

/** "14:00 to 16:00", "14:00", or nothing. */
export function timesOf(start: ClockTime | null, end: ClockTime | null): string {
	return start === null ? '' : end === null ? start : `${start} to ${end}`;
}

const attendee = ({ name, agency, note, deputyFor }: MinutesAttendee): string =>
	[
		agency === '' ? name : `${name} (${agency})`,
		deputyFor === null ? '' : `for ${deputyFor}`,
		note === '' ? '' : `– ${note}`
	]
		.filter((part) => part !== '')
		.join(' ');

/** One line of an item as printed, without its label. */
export function lineText(line: Line, format: Minutes['format'] = 2): string {
	switch (line.kind) {
		case 'action':
			return `ACTION: ${actionText(line, format)}`;
		case 'decision': {
			const said = line.text.toLowerCase().includes(line.verb) ? line.text : `${line.text} [${line.verb}]`;
			return line.withoutQuorum === undefined
				? said
				: `${said} [taken without a quorum: ${line.withoutQuorum}]`;
		}
		case 'bullet':
			return `• ${line.text}`;
		case 'point':
		case 'heading':
		case 'paragraph':
			return line.text;
	}
}

/**
 * "ID to invite Sharon Flannery [due 28 October 2009]", "ID to invite her by Friday [due 31 July 2009]": the due is added where
 * the words do not say it themselves, since format 2 with the day it came to.
 */
export function actionText(line: ActionLine, format: Minutes['format'] = 2): string {
	const sentence = actionSentence(line.owners, line.text);
	if (line.due === null) return sentence;
	const { written, date } = line.due;
	const said = (words: string) => sentence.toLowerCase().includes(words.toLowerCase());
	const day = format === 1 || date === null ? '' : longDate(date);
	const due = [said(written) ? '' : written, said(day) || written.includes(day) ? '' : day].filter(
		(part) => part !== ''
	);
	return due.length === 0 ? sentence : `${sentence} [due ${due.join(', ')}]`;
}

/** [D6] */
export const ONE_MAY_DO_BOTH = 'This board lets one person take the notes of a meeting and sign them.';

/** The whole minutes as plain text, in the order in which boards print them. */
export function minutesText(minutes: Minutes): string {
	const out: string[] = [minutes.board, minutes.title, ''];
	out.push(`Date: ${weekdayName(minutes.date)} ${longDate(minutes.date)}`);
	const times = timesOf(minutes.start, minutes.end);
	if (times !== '') out.push(`Time: ${times}`);
	if (minutes.place !== '') out.push(`Place: ${minutes.place}`);
	if (minutes.chair)
		out.push(
			`Chaired by: ${minutes.chair.name}${minutes.chair.agency === '' ? '' : ` (${minutes.chair.agency})`}`
		);
	const longest = Math.max(0, ...minutes.roster.map(({ initials }) => initials.length));
	const listed = (entry: MinutesAttendee) =>
		minutes.format === 1 ? attendee(entry) : `${entry.initials.padEnd(longest)}  ${attendee(entry)}`;
	for (const [heading, attendance] of [
		['Present', 'present'],
		['Apologies', 'apologies'],
		['Absent', 'absent'],
		['Called', 'expected']
	] as const) {
		const people = minutes.roster.filter((entry) => entry.attendance === attendance);
		if (people.length > 0) out.push('', `${heading}:`, ...people.map((entry) => `  ${listed(entry)}`));
	}
	if (minutes.movements && minutes.movements.length > 0)
		out.push(
			'',
			'Arrivals and departures:',
			...minutes.movements.map((movement) => `  ${movementWords(movement)}`)
		);
	if (minutes.quorum) out.push('', ...courseWords(minutes.quorum).map((words) => `${words}.`));
	for (const item of minutes.items) {
		out.push('', `${item.label}. ${item.title}`);
		for (const paper of item.papers ?? []) out.push(`      ${paperWords(paper)}`);
		for (const line of item.lines) {
			const label = line.kind === 'point' || line.kind === 'decision' ? (line.label ?? '') : '';
			if (line.kind === 'heading') out.push('');
			out.push(`${label.padEnd(6)}${lineText(line, minutes.format)}`.trimEnd());
		}
	}
	if (minutes.oneMayDoBoth) out.push('', ONE_MAY_DO_BOTH);
	if (minutes.next) {
		const { date, start, end, place } = minutes.next;
		out.push(
			'',
			`Next meeting: ${[`${weekdayName(date)} ${longDate(date)}`, timesOf(start, end), place ?? ''].filter((part) => part !== '').join(', ')}`
		);
	}
	return `${out.join('\n')}\n`;
}

/** What stands before the first item: title, date, time, place, chair, who was there, who sent apologies. */
import { findDate, findTimes } from '#core/reading/read-date.ts';
import { weekday, type CalendarDate, type ClockTime } from '#core/kernel/time.ts';
import type { Doubt, ParsedPerson } from './parsed.ts';
import { peopleIn, peopleOn } from './people-lines.ts';
import { plainWords, type SourceLine } from './source-lines.ts';

type Field =
	'title' | 'date' | 'time' | 'location' | 'chair' | 'attendees' | 'apologies' | 'notes' | 'next' | 'body';

const LABELS: readonly (readonly [Field, RegExp])[] = [
	['title', /^(?:meeting\stitle|title|meeting|committee|subject)$/],
	['date', /^(?:date|meeting\sdate|date\sof\s(?:the\s)?meeting|date\s(?:and|&)\stime|held\son)$/],
	['time', /^(?:times?|start\stime)$/],
	['location', /^(?:location|venue|place|held\sat|where)$/],
	['chair', /^(?:chaired\sby|chair|chairman|chairperson|presiding|in\sthe\schair|meeting\schaired\sby)$/],
	[
		'attendees',
		/^(?:attendees|attendance|attended|present|those\spresent|members\spresent|also\spresent|in\sattendance|members|officials|officers|guests?|observers?|participants)$/
	],
	['apologies', /^(?:apologies|apologies\s(?:for\sabsence|received|from)|regrets|absent|not\spresent)$/],
	[
		'notes',
		/^(?:notes\sby|minutes\sby|minutes\staken\sby|notes\staken\sby|notetaker|note[\s-]taker|minute[\s-]taker|scribe|secretary|minutes)$/
	],
	['next', /^(?:(?:date|dates|time\sand\sdate|date\sand\stime)\sof\s(?:the\s)?next\smeeting|next\smeeting)$/],
	[
		'body',
		/^(?:points\s(?:of|for)\sdiscussion|discussion(?:\spoints)?|agenda|items?|notes|minutes\sof\s(?:the\s)?meeting)$/
	]
];

export interface Head {
	readonly title: string | null;
	readonly date: CalendarDate | null;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly location: string | null;
	readonly chair: { readonly name: string; readonly agency: string | null; readonly line: number } | null;
	readonly attendees: readonly ParsedPerson[];
	readonly apologies: readonly ParsedPerson[];
	/** A labelled line about the next meeting in the head. */
	readonly next: string | null;
	/** How many labelled facts were found: none, and the text is hardly minutes. */
	readonly labels: number;
	/** Index of the first line of the body. */
	readonly bodyFrom: number;
}

/** "Date: 3 May", "Date:" or "Present" alone. A label is followed by a colon, a wide gap, or nothing. */
export function labelOf(
	text: string
): { field: Field; rest: string; written: string; colon: boolean } | null {
	const words = plainWords(text);
	const cut = /[:\t]|\s{3}/.exec(words.slice(0, 40));
	if (!cut && words.length > 36) return null;
	const written = (cut ? words.slice(0, cut.index) : words).trim();
	const key = written
		.toLowerCase()
		.replace(/\s{1,8}/g, ' ')
		.replace(/[^a-z &-]/g, '');
	const field = LABELS.find(([, pattern]) => pattern.test(key))?.[0];
	if (!field) return null;
	const rest = cut
		? words
				.slice(cut.index + cut[0].length)
				.replace(/^\*\*/, '')
				.trim()
		: '';
	return { field, rest, written, colon: cut !== null };
}

/** More are no meeting. */
const MOST_PEOPLE = 500;

const GUESTS = /^(?:in attendance|officials|officers|guests?|observers?|also present)$/i;

/** @param until index of the first line that is certainly an item, or the number of lines */
export function readHead(lines: readonly SourceLine[], until: number, doubts: Doubt[]): Head {
	const head = {
		title: null as string | null,
		date: null as CalendarDate | null,
		start: null as ClockTime | null,
		end: null as ClockTime | null,
		location: null as string | null,
		chair: null as Head['chair'],
		attendees: [] as ParsedPerson[],
		apologies: [] as ParsedPerson[],
		next: null as string | null,
		labels: 0
	};
	let crowded = false;
	let open: Field | null = null;
	let section: string | null = null;
	let index = 0;

	const take = (field: Field, text: string, line: SourceLine, inline: boolean): boolean => {
		switch (field) {
			case 'title':
				head.title ??= text;
				return true;
			case 'date':
			case 'time':
				readWhen(text, line);
				return true;
			case 'location':
				head.location = head.location === null ? text : head.location;
				return true;
			case 'chair': {
				const [person] = peopleIn(text, line.number, false) ?? [];
				head.chair ??= person
					? { name: person.name, agency: person.agency, line: line.number }
					: { name: text, agency: null, line: line.number };
				return true;
			}
			case 'notes': {
				const [person] = peopleIn(text, line.number, false) ?? [];
				if (person) head.attendees.push({ ...person, role: person.role ?? 'notes' });
				return true;
			}
			case 'attendees':
			case 'apologies': {
				const people = inline ? peopleIn(text, line.number, true) : peopleOn(line, false);
				if (!people) return false;
				const role = section !== null && GUESTS.test(section) ? section.toLowerCase() : null;
				if (head.attendees.length + head.apologies.length + people.length > MOST_PEOPLE) {
					if (!crowded)
						doubts.push({
							kind: 'unread-line',
							line: line.number,
							text: `More than ${MOST_PEOPLE} people are listed; from here on they were left out.`
						});
					crowded = true;
					return true;
				}
				head[field].push(
					...people.map((person) =>
						field === 'attendees' ? { ...person, role: person.role ?? role } : person
					)
				);
				return true;
			}
			case 'next':
				head.next ??= text;
				return true;
			case 'body':
				return true;
		}
	};
	const readWhen = (text: string, line: SourceLine) => {
		const day = findDate(text, null);
		if (day && head.date === null) {
			head.date = day.date;
			if (day.weekday !== null && day.weekday !== weekday(day.date))
				doubts.push({
					kind: 'weekday',
					line: line.number,
					text: `“${text}”: that date falls on another day of the week.`
				});
		}
		const times = findTimes(
			day ? text.slice(0, day.start) + ' '.repeat(day.end - day.start) + text.slice(day.end) : text
		);
		if (times && head.start === null) [head.start, head.end] = [times.start, times.end];
	};

	for (; index < until; index++) {
		const line = lines[index];
		if (!line) break;
		const label = labelOf(line.text);
		if (label && (label.colon || index > 0)) {
			if (label.field === 'body') {
				if (head.labels > 0) {
					index++;
					break;
				}
				continue;
			}
			head.labels++;
			open = label.field;
			section = label.written;
			if (label.rest === '') continue;
			if (!take(open, label.rest, line, true)) unread(line, open, doubts);
			if (open !== 'attendees' && open !== 'apologies') open = null;
			continue;
		}
		const text = plainWords(line.text);
		if (open === 'attendees' || open === 'apologies') {
			if (take(open, text, line, false)) continue;
			if (until === lines.length && text.length > 70) break;
			unread(line, open, doubts);
			continue;
		}
		if (open !== null) {
			take(open, text, line, true);
			open = null;
			continue;
		}
		const dated = text.length <= 120 && findDate(text, null) !== null && head.date === null;
		if (head.title === null && !(dated && /^\W{0,3}\d/.test(text))) {
			head.title = text.slice(0, 300);
			if (dated) readWhen(text, line);
		} else if (dated) readWhen(text, line);
		else if (head.labels > 0 && head.attendees.length > 0 && until === lines.length) break;
		else if (head.labels === 0 && index > 3 && until === lines.length) break;
		else if (until < lines.length && text.length <= 60 && head.start === null && findTimes(text))
			readWhen(text, line);
	}
	// Without one labelled fact and without items, the whole text is body; only its first line is the title.
	const bodyFrom = head.labels === 0 && until === lines.length ? Math.min(1, lines.length) : index;
	return { ...head, bodyFrom };
}

function unread(line: SourceLine, field: Field, doubts: Doubt[]): void {
	doubts.push({
		kind: 'unread-line',
		line: line.number,
		text: `“${short(line.text)}” stands among the ${field} but does not read like a name; it was left out.`
	});
}

export const short = (text: string, most = 160): string =>
	text.length <= most ? text : `${text.slice(0, most - 1)}…`;

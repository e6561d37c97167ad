/** What dues in words come to in the minutes: composed, printed, reviewed, sent. */
import { expect, test } from 'vitest';
import { actionText } from '#core/record/canonical.ts';
import { actionsFor, circulationText } from '#core/mail/circulation-text.ts';
import { composeMinutes, type Head } from '#core/minutes/compose.ts';
import { emptyLine, type DraftLine } from '#core/minutes/draft.ts';
import { NO_CALENDAR, type BoardCalendar } from './due.ts';
import { wordsBehind } from './due-words.ts';
import { openPoints } from '#core/record/review.ts';
import type { ActionLine } from '#core/minutes/minutes.ts';
import type { CalendarDate } from '#core/kernel/time.ts';

const day = (date: string) => date as CalendarDate;
/** A Wednesday; the board meets next, as far as is known, on 28 October. */
const FACTS: Head = {
	board: 'Harbour Board',
	title: 'July meeting',
	date: day('2026-07-22'),
	start: null,
	end: null,
	place: '',
	chair: null,
	next: null
};
const calendar: BoardCalendar = { region: 'england-and-wales', meetings: [day('2026-10-28')] };

let count = 0;
const line = (text: string, more: Partial<DraftLine> = {}): DraftLine => ({
	...emptyLine('action', `action${String(++count).padStart(6, '0')}`, text),
	owners: [{ written: 'All', chosen: null, outside: false }],
	...more
});
const minutesOf = (lines: readonly DraftLine[], days: BoardCalendar = calendar, facts: Head = FACTS) =>
	composeMinutes(
		facts,
		[],
		{ items: [{ id: 'item000001', printed: null, title: 'Quay', lines }], oddities: [] },
		null,
		undefined,
		days
	);
const composed = (...[one, days, facts]: [DraftLine, BoardCalendar?, Head?]): ActionLine =>
	minutesOf([one], days, facts).items[0]?.lines[0] as ActionLine;

test('[A3] “next meeting” is the one the facts name, else the board’s next planned one, and follows it', () => {
	const one = line('to report at the next meeting');
	expect(composed(one).due?.date).toBe('2026-10-28');
	expect(composed(one, { ...calendar, meetings: [day('2026-11-04')] }).due?.date).toBe('2026-11-04');
	expect(composed(one, NO_CALENDAR).due).toMatchObject({ kind: 'next-meeting', date: null });
	const next = { date: day('2026-09-30'), start: null, end: null, place: null };
	expect(composed(one, calendar, { ...FACTS, next }).due?.date).toBe('2026-09-30');
	const set = line('to report', { due: { written: 'next meeting', kind: 'next-meeting', date: null } });
	expect(composed(set).due?.date).toBe('2026-10-28');
});

test('[A3] a due that was set is calculated with the board’s holidays and the day of the meeting', () => {
	const set = line('to report', { due: { written: '10 working days', kind: 'words', date: null } });
	const late = { ...FACTS, date: day('2026-08-26') };
	expect(composed(set, calendar, late).due?.date).toBe('2026-09-10');
	expect(composed(set, { ...calendar, region: 'scotland' }, late).due?.date).toBe('2026-09-09');
});

test('[A3] two days that fit are asked about, and the answer holds while the words do', () => {
	const asked = line('to write by next Friday');
	expect(composed(asked).due).toEqual({
		written: 'by next Friday',
		kind: 'words',
		date: null,
		options: ['2026-07-24', '2026-07-31']
	});
	const dueAnswer = { written: 'by next Friday', date: day('2026-07-31') };
	expect(composed({ ...asked, dueAnswer }).due).toEqual({ ...dueAnswer, kind: 'date' });
	expect(composed({ ...asked, text: 'to write by 3 August', dueAnswer }).due?.date).toBe('2026-08-03');
});

test('[V1] Review lists what is still asked, what has no day yet and what is to be confirmed', () => {
	const minutes = minutesOf(
		[
			line('to write by next Friday'),
			line('to report by the March meeting'),
			line('to ring, date TBC'),
			line('to report at the next meeting'),
			line('to sweep when the tide allows', { due: { written: 'low tide', kind: 'words', date: null } })
		],
		calendar
	);
	expect(openPoints(minutes, []).map(({ kind, message }) => [kind, message])).toEqual([
		['asked-due', '“by next Friday” may be Friday 24 or 31 July: “All to write by next Friday”.'],
		[
			'undated-due',
			'Due “by the March meeting”, a meeting that has no date yet: “All to report by the March meeting”. It gets that date once there is one.'
		],
		['undated-due', 'The due date is still to be confirmed: “All to ring, date TBC”.']
	]);
});

test('[C3] the words are kept and the day stands beside; what was signed before that is printed as it was', () => {
	const spoken = composed(line('to write by Friday'));
	expect(actionText(spoken)).toBe('All to write by Friday [due 24 July 2026]');
	expect(actionText(spoken, 1)).toBe('All to write by Friday');
	const set = composed(line('to write', { due: { written: 'in two weeks', kind: 'words', date: null } }));
	expect(actionText(set)).toBe('All to write [due in two weeks, 5 August 2026]');
	expect(actionText(composed(line('to write by 5 August 2026')))).toBe('All to write by 5 August 2026');
	expect(actionText(composed(line('to write by next Friday')))).toBe('All to write by next Friday');
});

test('a letter says the words behind a day where the sentence does not', () => {
	const minutes = minutesOf([
		line('to write', { due: { written: 'in two weeks', kind: 'words', date: null } }),
		line('to ring by Friday'),
		line('to report by the October meeting')
	]);
	const text = circulationText({
		minutes,
		name: '',
		actions: actionsFor(minutes, null),
		link: '',
		register: '',
		signed: [],
		sha256: ''
	});
	expect(text.match(/Due: .*/g)).toEqual([
		'Due: 5 August 2026 (in two weeks)',
		'Due: 24 July 2026',
		'Due: by the October meeting (28 October 2026)'
	]);
});

test.each([
	['in two weeks', 'in two weeks'],
	['by 5/8/2026', ''],
	['5 August', ''],
	['Wednesday 5 August 2026', ''],
	['by the end of the holidays', 'by the end of the holidays']
])('the words behind a day: %s', (written, words) =>
	expect(wordsBehind({ written, kind: 'date', date: day('2026-08-05') }, 'to write')).toBe(words)
);

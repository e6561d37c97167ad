import { describe, expect, test } from 'vitest';
import { answered, findDue, readAgain, readDue, type DueContext } from './due.ts';
import { dueQuestion } from './due-words.ts';
import type { CalendarDate } from '#core/kernel/time.ts';

// A Wednesday.
const context: DueContext = { meeting: '2026-09-16' as CalendarDate, next: '2026-11-25' as CalendarDate };

describe('[E1] the due in an action’s words', () => {
	test.each<[string, string, string | null]>([
		['send it by 28 February 2027.', 'by 28 February 2027', '2027-02-28'],
		['send it by Friday', 'by Friday', '2026-09-18'],
		['send it by Thursday.', 'by Thursday', '2026-09-17'],
		['send it by this Friday', 'by this Friday', '2026-09-18'],
		['send it by Friday week', 'by Friday week', '2026-09-25'],
		['send it by next Tuesday', 'by next Tuesday', '2026-09-22'],
		['send it by Friday 18 September', 'by Friday 18 September', '2026-09-18'],
		['send it by tomorrow', 'by tomorrow', '2026-09-17'],
		['send it by noon tomorrow', 'by noon tomorrow', '2026-09-17'],
		['send it by 3 April', 'by 3 April', '2027-04-03'],
		['report by end of next month', 'by end of next month', '2026-10-31'],
		['report by the end of next week', 'by the end of next week', '2026-09-25'],
		['report by end of March', 'by end of March', '2027-03-31'],
		['publish by February 2027', 'by February 2027', '2027-02-28'],
		['publish by statutory deadline of June 2027', 'by statutory deadline of June 2027', '2027-06-30'],
		['reply by the end of the month, or say why', 'by the end of the month', '2026-09-30'],
		['reply by close of play on Friday', 'by close of play on Friday', '2026-09-18'],
		['reply no later than 1st December', 'no later than 1st December', '2026-12-01'],
		['reply by 3/4/2027', 'by 3/4/2027', '2027-04-03'],
		['reply within 10 days', 'within 10 days', '2026-09-26'],
		['reply within the next two weeks', 'within the next two weeks', '2026-09-30'],
		['reply in two weeks', 'in two weeks', '2026-09-30'],
		['reply in a fortnight’s time', 'in a fortnight’s time', '2026-09-30'],
		['reply in three months', 'in three months', '2026-12-16'],
		['reply within ten (10) working days of the meeting', 'within ten (10) working days', '2026-09-30'],
		['reply within 5 working days', 'within 5 working days', '2026-09-23'],
		['report within 20 business days', 'within 20 business days', '2026-10-14']
	])('%s', (text, written, date) => expect(findDue(text, context)).toEqual({ written, kind: 'date', date }));

	test.each([
		['at the next Harrowmere Board meeting.', 'at the next Harrowmere Board meeting'],
		['bring it to the next meeting', 'to the next meeting'],
		['ready prior to next meeting', 'prior to next meeting'],
		['in advance of next Panel meeting', 'in advance of next Panel meeting']
	])('next meeting: %s', (text, written) =>
		expect(findDue(text, context)).toEqual({ written, kind: 'next-meeting', date: context.next })
	);

	test.each([
		['chase asap', 'asap'],
		['agree dates (TBC)', 'TBC'],
		['ready by the AGM', 'by the AGM'],
		['present at the next Training Sub-group meeting', 'at the next Training Sub-group meeting'],
		['reply within 5 working days of receipt', 'within 5 working days'],
		['publish within two weeks of the hearing', 'within two weeks'],
		['fix a day, date to be confirmed', 'date to be confirmed'],
		['present at the October Training Sub-group meeting', 'at the October Training Sub-group meeting']
	])('words: %s', (text, written) =>
		expect(findDue(text, context)).toEqual({ written, kind: 'words', date: null })
	);

	test.each<[string, string, readonly string[]]>([
		['send it by next Friday', 'by next Friday', ['2026-09-18', '2026-09-25']],
		['send it by Friday next', 'by Friday next', ['2026-09-18', '2026-09-25']],
		['send it by Wednesday', 'by Wednesday', ['2026-09-16', '2026-09-23']],
		['send it by Friday 2 October 2026', 'by Friday 2 October 2026', []],
		['send it by Thursday 2 October 2026', 'by Thursday 2 October 2026', ['2026-10-01', '2026-10-02']],
		['send it by 4 September', 'by 4 September', ['2026-09-04', '2027-09-04']],
		['send it by next week', 'by next week', ['2026-09-21', '2026-09-25']],
		['send it by next month', 'by next month', ['2026-10-01', '2026-10-31']],
		['send it by w/c 12 October', 'by w/c 12 October', ['2026-10-12', '2026-10-16']],
		['report by the October meeting', 'by the October meeting', ['2026-10-07', '2026-10-28']]
	])('asked: %s', (text, written, options) => {
		const meetings = ['2026-10-28', '2026-10-07'] as CalendarDate[];
		const due = findDue(text, { ...context, meetings });
		expect(due).toMatchObject({ written });
		expect(due?.options ?? []).toEqual(options);
		if (options.length > 0) expect(due).toMatchObject({ kind: 'words', date: null });
	});

	test('“next Friday” is one day from the weekend before it on, and from that very weekday', () => {
		for (const meeting of ['2026-09-18', '2026-09-19', '2026-09-20'] as CalendarDate[])
			expect(findDue('by next Friday', { ...context, meeting })?.date).toBe('2026-09-25');
	});

	test.each<[string, string, string | null]>([
		['report by the November meeting', 'by the November meeting', '2026-11-25'],
		['report at the November Board meeting', 'at the November Board meeting', '2026-11-25'],
		['report to the meeting in November', 'to the meeting in November', '2026-11-25'],
		['report by November’s meeting', 'by November’s meeting', '2026-11-25'],
		['report at the January 2027 meeting', 'at the January 2027 meeting', null],
		['report by the March meeting', 'by the March meeting', null]
	])('a meeting: %s', (text, written, date) =>
		expect(findDue(text, context)).toEqual({ written, kind: 'meeting', date })
	);

	test.each([
		'starting in January 2027',
		'Deadline two weeks after Christmas',
		'figures for 2025/26 and 2026/27',
		'agreed by 20 June 20922',
		'see minute by 98/2122',
		'seen by 11-01',
		'in 3/12 (three months)',
		'object to application by 23/02605/FULL',
		'reviewed by May Jones',
		'attend the event on 3 May',
		'read by members',
		'open in two days a week',
		'seen in the last two weeks',
		'say what is still to be agreed',
		'bring it to the next meeting but one'
	])('no due in “%s”', (text) => expect(findDue(text, context)).toBeNull());
});

describe('[E2] a due field', () => {
	test.each<[string, string, string | null]>([
		['3/4/2027', 'date', '2027-04-03'],
		['3 April', 'date', '2027-04-03'],
		['2027-04-03', 'date', '2027-04-03'],
		['Friday', 'date', '2026-09-18'],
		['by Friday', 'date', '2026-09-18'],
		['Due: March 2027', 'date', '2027-03-31'],
		['end of March', 'date', '2027-03-31'],
		['next meeting', 'next-meeting', '2026-11-25'],
		['the next Board meeting', 'next-meeting', '2026-11-25'],
		['asap', 'words', null],
		['3/12', 'words', null],
		['when the road is open', 'words', null],
		['31 June', 'words', null],
		['TBC', 'words', null],
		['in two weeks', 'date', '2026-09-30'],
		['two weeks', 'date', '2026-09-30'],
		['10 working days', 'date', '2026-09-30'],
		['within 10 working days', 'date', '2026-09-30'],
		['at the next meeting', 'next-meeting', '2026-11-25'],
		['the November meeting', 'meeting', '2026-11-25'],
		['by the March meeting', 'meeting', null]
	])('%s', (words, kind, date) => expect(readDue(words, context)).toEqual({ written: words, kind, date }));

	test('the next meeting may be unknown', () => {
		expect(readDue('next meeting', { ...context, next: null })).toMatchObject({
			kind: 'next-meeting',
			date: null
		});
	});
});

describe('[E3] a due that was set follows its words', () => {
	const set = (written: string) => readDue(written, context);
	const moved: DueContext = { meeting: '2026-09-23' as CalendarDate, next: '2026-12-02' as CalendarDate };

	test('when the next meeting moves, it moves', () => {
		expect(readAgain(set('next meeting'), moved).date).toBe('2026-12-02');
		expect(readAgain({ written: 'next mtg', kind: 'next-meeting', date: null }, moved).date).toBe(
			'2026-12-02'
		);
		expect(readAgain(set('by the December meeting'), moved).date).toBe('2026-12-02');
	});
	test('when this meeting moves, “in two weeks” moves', () =>
		expect(readAgain(set('in two weeks'), moved).date).toBe('2026-10-07'));
	test('another region has other holidays', () => {
		const november = '2026-11-25' as CalendarDate;
		const due = (region: 'scotland' | 'england-and-wales') =>
			readAgain(set('within 10 working days'), { ...context, meeting: november, region }).date;
		expect([due('england-and-wales'), due('scotland')]).toEqual(['2026-12-09', '2026-12-10']);
	});
	test('a day that its words do not say stays', () => {
		const due = { written: 'when agreed', kind: 'date', date: '2026-10-01' as CalendarDate } as const;
		expect(readAgain(due, moved)).toEqual(due);
	});

	const question = set('by next Friday');
	const second = '2026-09-25' as CalendarDate;
	test('an answer settles the question, its words are kept', () =>
		expect(answered(question, { written: 'by next Friday', date: second })).toEqual({
			written: 'by next Friday',
			kind: 'date',
			date: second
		}));
	test('an answer to other words, or with a day that is no longer possible, is none', () => {
		expect(answered(question, { written: 'by Wednesday', date: second })).toEqual(question);
		expect(answered(question, { written: 'by next Friday', date: context.meeting })).toEqual(question);
	});
});

test.each<[readonly string[], string]>([
	[['2026-07-24', '2026-07-31'], 'Friday 24 or 31 July?'],
	[['2026-07-23', '2026-07-24'], 'Thursday 23 or Friday 24 July?'],
	[['2026-07-31', '2026-08-07'], 'Friday 31 July or 7 August?'],
	[['2026-10-01', '2026-10-31'], 'Thursday 1 or Saturday 31 October?'],
	[['2026-09-04', '2027-09-04'], 'Friday 4 September 2026 or Saturday 4 September 2027?'],
	[['2026-10-07', '2026-10-14', '2026-10-28'], 'Wednesday 7, 14 or 28 October?']
])('[E3] %j is asked as “%s”', (options, words) =>
	expect(dueQuestion(options as readonly CalendarDate[])).toBe(words)
);

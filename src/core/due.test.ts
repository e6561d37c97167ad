import { describe, expect, test } from 'vitest';
import { findDue, readDue, type DueContext } from './due.ts';
import type { CalendarDate } from './time.ts';

// A Wednesday.
const context: DueContext = { meeting: '2026-09-16' as CalendarDate, next: '2026-11-25' as CalendarDate };

describe('[E1] the due in an action’s words', () => {
	test.each<[string, string, string | null]>([
		['send it by 28 February 2027.', 'by 28 February 2027', '2027-02-28'],
		['send it by Friday', 'by Friday', '2026-09-18'],
		['send it by Wednesday', 'by Wednesday', '2026-09-23'],
		['report by end of March', 'by end of March', '2027-03-31'],
		['publish by February 2027', 'by February 2027', '2027-02-28'],
		['publish by statutory deadline of June 2027', 'by statutory deadline of June 2027', '2027-06-30'],
		['reply by the end of the month, or say why', 'by the end of the month', '2026-09-30'],
		['reply by close of play on Friday', 'by close of play on Friday', '2026-09-18'],
		['reply no later than 1st December', 'no later than 1st December', '2026-12-01'],
		['reply by 3/4/2027', 'by 3/4/2027', '2027-04-03'],
		['reply within 10 days', 'within 10 days', '2026-09-26'],
		['reply within the next two weeks', 'within the next two weeks', '2026-09-30']
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
		['ready by next Friday', 'by next Friday'],
		['present at the next Training Sub-group meeting', 'at the next Training Sub-group meeting'],
		['reply within 5 working days', 'within 5 working days']
	])('words: %s', (text, written) =>
		expect(findDue(text, context)).toEqual({ written, kind: 'words', date: null })
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
		'read by members'
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
		['31 June', 'words', null]
	])('%s', (words, kind, date) => expect(readDue(words, context)).toEqual({ written: words, kind, date }));

	test('the next meeting may be unknown', () => {
		expect(readDue('next meeting', { ...context, next: null })).toMatchObject({
			kind: 'next-meeting',
			date: null
		});
	});
});

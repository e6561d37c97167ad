import { expect, test } from 'vitest';
import { composeMinutes } from '#core/minutes/compose.ts';
import { emptyLine, type DraftItem } from '#core/minutes/draft.ts';
import { compareMinutes, differenceWords } from './line-differences.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { must } from '#core/kernel/result.ts';

type Words = readonly (readonly [id: string, text: string])[];

function minutesOf(...items: readonly Words[]) {
	const draft: DraftItem[] = items.map((lines, index) => ({
		id: `item${index}`,
		printed: null,
		title: `Title ${index}`,
		lines: lines.map(([id, text]) => emptyLine('point', id, text))
	}));
	return composeMinutes(
		{
			board: 'Harbour Board',
			title: 'Meeting',
			date: must(calendarDate('2009-07-29'), 'a day'),
			start: null,
			end: null,
			place: '',
			chair: null,
			next: null
		},
		[],
		{ items: draft, oddities: [] }
	);
}

const fates = (before: ReturnType<typeof minutesOf>, after: ReturnType<typeof minutesOf>) =>
	compareMinutes(before, after).map((item) =>
		item.lines.map(({ id, fate, was }) => [id, fate, ...(was === null ? [] : [was])].join(' '))
	);

test('[Y5] lines are found again by their ids; what went stands where it stood', () => {
	const before = minutesOf([
		['a', 'First.'],
		['b', 'Second.'],
		['c', 'Third.']
	]);
	const after = minutesOf([
		['a', 'First.'],
		['c', 'Third, changed.'],
		['d', 'Fourth.']
	]);
	expect(fates(before, after)).toEqual([['a same', 'b removed', 'c changed 1.3', 'd added']]);
	expect(differenceWords(compareMinutes(before, after))).toBe('1 line added, 1 changed, 1 taken out');
});

test('[Y5] a line that went to another item is told there, once', () => {
	const before = minutesOf(
		[
			['a', 'Moved.'],
			['b', 'Stays.']
		],
		[['c', 'Other.']]
	);
	const after = minutesOf(
		[['b', 'Stays.']],
		[
			['c', 'Other.'],
			['a', 'Moved.']
		]
	);
	expect(fates(before, after)).toEqual([['b same 1.2'], ['c same', 'a changed item 1']]);
});

test('[Y5] two moments that read the same have no differences', () => {
	const minutes = minutesOf([['a', 'First.']]);
	expect(differenceWords(compareMinutes(minutes, minutes))).toBeNull();
});

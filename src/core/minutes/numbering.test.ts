import { expect, test } from 'vitest';
import type { LineKind } from './minutes.ts';
import { itemLabels, lineLabels } from './numbering.ts';

const items = (...printed: (string | null)[]) => itemLabels(printed.map((label) => ({ printed: label })));
const lines = (item: string, ...given: (LineKind | [LineKind, string])[]) =>
	lineLabels(
		item,
		given.map((line) =>
			typeof line === 'string' ? { kind: line, printed: null } : { kind: line[0], printed: line[1] }
		)
	);

test('[N1] items count from 1', () => {
	expect(items(null, null, null)).toEqual(['1', '2', '3']);
});

test('[N1] a printed number stands, gaps and doubles included, and the next unprinted one counts on', () => {
	expect(items('1', '2', '3', '5', '5', null)).toEqual(['1', '2', '3', '5', '5', '6']);
	expect(items('A', null)).toEqual(['A', '2']);
});

test('[N2] points and decisions share one count; headings, bullets and paragraphs carry no number', () => {
	expect(lines('3', 'point', 'heading', 'decision', 'bullet', 'paragraph', 'point')).toEqual([
		'3.1',
		null,
		'3.2',
		null,
		null,
		'3.3'
	]);
});

test('[N2] 3.1 printed twice stays twice, and what is added counts on from the last', () => {
	expect(lines('3', ['point', '3.1'], ['point', '3.1'], ['point', '3.10'], 'point')).toEqual([
		'3.1',
		'3.1',
		'3.10',
		'3.11'
	]);
});

test('[N3] an action carries the label of the point above it, or of the item', () => {
	expect(lines('8', 'action', 'point', 'action', 'bullet', 'action', 'point', 'action')).toEqual([
		'8',
		'8.1',
		'8.1',
		null,
		'8.1',
		'8.2',
		'8.2'
	]);
});

import { expect, test } from 'vitest';
import { emptyLine, type Draft, type DraftLine } from '#core/minutes/draft.ts';
import { wordsSince } from './late-words.ts';

const draft = (title: string, ...lines: readonly DraftLine[]): Draft => ({
	items: [{ id: 'item0001', printed: null, title, lines }],
	oddities: []
});
const point = (id: string, text: string) => emptyLine('point', id, text);

test('[R91] what is new in a text is told with where it stands, and what stood there is not', () => {
	const before = draft('Welcome', point('line0001', 'As it was.'), point('line0002', 'Half a'));
	const after = draft(
		'Welcome, all',
		point('line0001', 'As it was.'),
		point('line0002', 'Half a sentence.'),
		point('line0003', ''),
		{
			...point('line0004', 'to write'),
			kind: 'action',
			owners: [{ written: 'ID', chosen: null, outside: false }]
		}
	);
	expect(wordsSince(before, after)).toEqual([
		{ where: 'Welcome, all', text: 'Welcome, all' },
		{ where: 'Welcome, all', text: 'Half a sentence.' },
		{ where: 'Welcome, all', text: 'ID to write' }
	]);
	expect(wordsSince(after, after)).toEqual([]);
});

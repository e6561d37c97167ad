import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionAt, mentionsFor, mentionsIn } from './mentions.ts';
import { parseAnchor } from './remark-anchor.ts';
import { headWords, openWords, outcomeWords, REMARK_ANSWERS, REMARK_KINDS, stateAfter } from './remarks.ts';
import { wordChanges } from '#core/minutes/word-changes.ts';

const NAMES = ['Ann Lee', 'Ann Lee Smith', 'Mabel Birch'];

test('[X3] each kind has its answers; only a resolved comment is opened again', () => {
	const open = REMARK_KINDS.map((kind) =>
		REMARK_ANSWERS.filter((answer) => stateAfter({ kind, state: 'open' }, answer) !== null)
	);
	expect(open).toEqual([['resolve'], ['accept', 'decline', 'withdraw'], ['decline', 'take', 'withdraw']]);
	expect(
		REMARK_ANSWERS.filter((answer) => stateAfter({ kind: 'suggestion', state: 'declined' }, answer))
	).toEqual([]);
	expect(stateAfter({ kind: 'comment', state: 'resolved' }, 'reopen')).toBe('open');
});

test('what is open and what became of the rest is said in words', () => {
	const comment = { kind: 'comment', state: 'open', mentionsMe: false } as const;
	expect(openWords([comment, comment, { kind: 'suggestion', state: 'open' }])).toBe(
		'2 comments, 1 suggestion'
	);
	expect(openWords([{ kind: 'comment', state: 'resolved' }])).toBe('');
	expect(openWords([{ kind: 'request', state: 'open' }])).toBe('1 request to the notetaker');
	expect(headWords([])).toBe('none yet');
	expect(headWords([comment, { ...comment, mentionsMe: true }])).toBe('2 open, 1 mentions you');
	expect(headWords([{ state: 'resolved', mentionsMe: true }])).toBe('none open');
	expect(outcomeWords({ state: 'declined', settledBy: 'Nora Quill' })).toBe('Declined by Nora Quill');
});

test('[X6] a mention is the whole name of somebody, the longest that stands there', () => {
	expect(mentionsIn('@Mabel Birch, and @ann lee smith.', NAMES)).toEqual(['Mabel Birch', 'Ann Lee Smith']);
	expect(mentionsIn('@Ann Lees and me@Mabel Birch', NAMES)).toEqual([]);
	expect(mentionsIn('(@Ann Lee)', NAMES)).toEqual(['Ann Lee']);
	expect(mentionsIn('@', ['', 'X'])).toEqual([]);
});

test('[X6] names are offered from the first letter behind the sign until one stands there whole', () => {
	expect(mentionAt('Ask @ma', 7)).toEqual({ from: 4, typed: 'ma' });
	expect(mentionAt('Ask @', 5)).toEqual({ from: 4, typed: '' });
	expect(mentionAt('nora@example', 12)).toBeNull();
	expect(mentionsFor('bir', NAMES)).toEqual(['Mabel Birch']);
	expect(mentionsFor('ann l', NAMES)).toEqual(['Ann Lee', 'Ann Lee Smith']);
	expect(mentionsFor('Mabel Birch', NAMES)).toEqual([]);
});

test('[X4] the changes read as both texts, whatever they are', () => {
	const words = fc.array(fc.constantFrom('the', 'board', ' ', 'noted', '.', 'é', '👍'), { maxLength: 30 });
	fc.assert(
		fc.property(words, words, (before, after) => {
			const changes = wordChanges(before.join(''), after.join(''));
			const read = (but: string) =>
				changes.flatMap(({ kind, text }) => (kind === but ? [] : [text])).join('');
			expect([read('added'), read('removed')]).toEqual([before.join(''), after.join('')]);
		})
	);
});

test('[X4] a changed phrase reads as one change, words are never cut', () => {
	expect(wordChanges('The board noted the report.', 'The group has approved the report.')).toEqual([
		{ kind: 'same', text: 'The ' },
		{ kind: 'removed', text: 'board noted' },
		{ kind: 'added', text: 'group has approved' },
		{ kind: 'same', text: ' the report.' }
	]);
	expect(wordChanges('Same.', 'Same.')).toEqual([{ kind: 'same', text: 'Same.' }]);
	const long = 'a b '.repeat(500);
	expect(wordChanges(long, `x${long.replaceAll('a', 'c')}`).map(({ kind }) => kind)).toEqual([
		'removed',
		'added',
		'same'
	]);
});

test('[X5] an anchor is read field by field, and nothing else comes through', () => {
	const at = { type: { client: 1, clock: 2 }, item: { client: 3, clock: 4 }, assoc: -1, tname: 'x' };
	expect(parseAnchor({ from: at, to: { item: at.item }, more: 1 })).toEqual({
		from: { type: at.type, item: at.item, assoc: -1 },
		to: { item: at.item, assoc: 0 }
	});
	const wrong = [
		null,
		{},
		{ from: at },
		{ from: at, to: {} },
		{ from: at, to: { item: { client: -1, clock: 0 } } }
	];
	expect(wrong.map(parseAnchor)).toEqual(wrong.map(() => null));
});

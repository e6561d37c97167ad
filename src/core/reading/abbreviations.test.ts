import { describe, expect, test } from 'vitest';
import {
	abbreviationBefore,
	aroundDoubt,
	doubtsIn,
	phraseBook,
	stampBefore,
	stampOf,
	wrongShort,
	wrongWords
} from './abbreviations.ts';

const NOTED = 'The group noted the report.';
const book = phraseBook(
	[
		{ short: 'tgn', words: NOTED },
		{ short: 'LADO', words: 'local authority designated officer' }
	],
	[
		{ short: 'TGN', words: 'The board’s own' },
		{ short: 'sg', words: 'safeguarding' }
	]
);
const typed = (before: string, after = '') => abbreviationBefore(before, after, book)?.words ?? null;

describe('[B1] an abbreviation expands when a space ends it', () => {
	test.each([
		['tgn ', NOTED],
		['It went so. tgn ', NOTED],
		['(sg ', 'safeguarding'],
		['“sg ', 'safeguarding'],
		['LADO ', 'local authority designated officer']
	])('%j', (before, words) => expect(typed(before)).toBe(words));

	test('where it begins, and how it was written', () =>
		expect(abbreviationBefore('Then tgn ', '', book)).toEqual({ from: 5, written: 'tgn', words: NOTED }));

	test('own ones beat those of the board', () => expect(typed('tgn ')).toBe(NOTED));

	test('before a full stop or another blank that stands there', () => {
		expect(typed('tgn ', '.')).toBe(NOTED);
		expect(typed('tgn ', ' and')).toBe(NOTED);
	});
});

describe('[B2] never inside a word, and never for initials', () => {
	test.each([
		['xtgn ', ''],
		['tgnx ', ''],
		['tgn', ''],
		['tgn  ', ''],
		['MS/sg ', ''],
		['post-sg ', ''],
		['it’sg ', ''],
		['mail.sg ', ''],
		['tgn ', 'foo'],
		['tgn ', '1']
	])('%j before %j', (before, after) => expect(typed(before, after)).toBeNull());

	test('a capital at the start is the phone’s; all in capitals are initials, unless kept so', () => {
		expect(typed('Sg ')).toBe('safeguarding');
		expect(typed('SG ')).toBeNull();
		expect(typed('lado ')).toBeNull();
	});
});

describe('[B3] what may be an abbreviation', () => {
	test.each(['tgn', 'ab', 'w2', 'élu', 'LADO', 'abcdefghijkl'])('%s', (short) =>
		expect(wrongShort(short)).toBeNull()
	);
	test.each(['', 't', 'two words', '2nd', 'abcdefghijklm', 't.g', 'Action', 'to'])('not %j', (short) =>
		expect(wrongShort(short)).not.toBeNull()
	);
	test('its words say something else, in 500 characters', () => {
		expect(wrongWords('tgn', NOTED)).toBeNull();
		expect(wrongWords('tgn', 'x'.repeat(500))).toBeNull();
		for (const words of ['', 'TGN', 'x'.repeat(501)]) expect(wrongWords('tgn', words)).not.toBeNull();
	});
});

describe('[B4] two semicolons that stand alone are the time in London', () => {
	test.each([
		[';;', 0],
		['MS joined ;;', 10],
		['(;;', 1]
	])('%j', (before, from) => expect(stampBefore(before)).toBe(from));
	test.each(['end;;', ';;;', ';', ';; '])('not %j', (before) => expect(stampBefore(before)).toBeNull());
	test('summer and winter', () => {
		expect(stampOf(Date.parse('2026-07-22T13:03:59Z'))).toBe('14:03');
		expect(stampOf(Date.parse('2026-11-22T14:03:00Z'))).toBe('14:03');
	});
});

describe('[B5] "??" is to be confirmed', () => {
	test('each of them is found', () => {
		expect(doubtsIn('£40,000?? by ??? May?')).toEqual([
			{ from: 7, to: 9 },
			{ from: 13, to: 16 }
		]);
		expect(doubtsIn('Was it so? It was.')).toEqual([]);
	});
	test('a list shows the words around it', () => {
		const text = `${'before '.repeat(20)}£40?? ${'after '.repeat(20)}`.trim();
		const [doubt] = doubtsIn(text);
		const words = doubt ? aroundDoubt(text, doubt) : '';
		expect(words).toMatch(/^… (before )+£40\?\? (after )*after …$/);
		expect(words.length).toBeLessThan(85);
		expect(aroundDoubt('Costs ??', { from: 6, to: 8 })).toBe('Costs ??');
		const long = 'x'.repeat(80);
		expect(aroundDoubt(`${long}??${long}`, { from: 80, to: 82 })).toContain('??');
	});
});

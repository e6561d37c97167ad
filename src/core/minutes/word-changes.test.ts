import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordChanges } from './word-changes.ts';

const told = (before: string, after: string) =>
	wordChanges(before, after)
		.map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `[+${text}+]`))
		.join('');

test('[Y5] what changed in a line is told word by word', () => {
	expect(told('The report was noted.', 'The harbour report was agreed.')).toBe(
		'The [+harbour +]report was [-noted-][+agreed+].'
	);
	expect(told('', 'New.')).toBe('[+New.+]');
	expect(told('Gone.', '')).toBe('[-Gone.-]');
	expect(told('Same words.', 'Same words.')).toBe('Same words.');
});

test('[Y5] several changes between two words read as removed, then added', () => {
	expect(told('a b c d', 'a x y d')).toBe('a [-b c-][+x y+] d');
});

test('[Y5] the parts of either side put together are that side, whatever was written', () => {
	const text = fc.array(fc.constantFrom('a', 'b', 'to', 'the', '  ', 'the plan', '\u{1f980}'), {
		maxLength: 30
	});
	fc.assert(
		fc.property(text, text, (left, right) => {
			const [before, after] = [left.join(' '), right.join(' ')];
			const parts = wordChanges(before, after);
			const of = (without: string) =>
				parts
					.filter(({ kind }) => kind !== without)
					.map((part) => part.text)
					.join('');
			expect([of('added'), of('removed')]).toEqual([before, after]);
		})
	);
});

test('[Y5] two long lines that have nothing in common are not compared for ever', () => {
	const words = (mark: string) => Array.from({ length: 3000 }, (_, n) => `${mark}${n}`).join(' ');
	expect(wordChanges(words('a'), words('b')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
});

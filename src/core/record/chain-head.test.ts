import { expect, test } from 'vitest';
import { HEAD_LABEL, headLines, headsIn, headWords } from './chain-head.ts';

const HEAD = '0123456789abcdef'.repeat(4);

test('[L9] a head is found in a letter, however its lines were broken or quoted', () => {
	const words = headWords(HEAD);
	expect(words.split(' ')).toHaveLength(16);
	for (const text of [
		HEAD,
		HEAD.toUpperCase(),
		words,
		`  ${words}\n`,
		`Dear Petra,\n\n${headLines(HEAD)}`,
		`SHA-256 of this record: ${'ab'.repeat(32)}\n${HEAD_LABEL}: ${words}\n`,
		`> ${HEAD_LABEL}:\n> ${words.slice(0, 39)}\n> ${words.slice(40)}\n`
	])
		expect(headsIn(text)).toEqual([HEAD]);
});

test('[L9] what is no head is none', () => {
	for (const text of ['', 'Dear Petra', HEAD.slice(1), `${headWords(HEAD)}0`, `x ${'ab'.repeat(32)} y`])
		expect(headsIn(text)).toEqual([]);
});

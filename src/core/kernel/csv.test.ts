import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('[G11] quotes what needs it', () => {
	expect(csvLine(['1.2', 'say "no", twice', 'two\nlines', ''])).toBe(
		'1.2,"say ""no"", twice","two\nlines",\r\n'
	);
});

test('[G11] ordinary words stay as they are', () => {
	expect(csvLine(['ID to invite the pilots', 'a - b = c'])).toBe('ID to invite the pilots,a - b = c\r\n');
});

import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('[G11] quotes what needs it', () => {
	expect(csvLine(['1.2', 'say "no", twice', 'two\nlines', ''])).toBe(
		'1.2,"say ""no"", twice","two\nlines",\r\n'
	);
});

test.each(['=1+1', '+44 20', '-2', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1'])(
	'[G11] %j is no formula to a spreadsheet',
	(text) => {
		expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true);
	}
);

test('[G11] ordinary words stay as they are', () => {
	expect(csvLine(['ID to invite the pilots', 'a - b = c'])).toBe('ID to invite the pilots,a - b = c\r\n');
});

/** Threat 21: words of the minutes that a spreadsheet takes for a formula. The file is read again as a spreadsheet reads it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '#core/kernel/csv.ts';
import { WHOLE_REGISTER } from '#core/register/register-filter.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { registerSheet } from '#server/views/register/register-sheet.ts';
import { action, ownedBy, world } from '../register/builders.ts';

/** RFC 4180, by its grammar. */
function readCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	let cell = '';
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const letter = text[at] ?? '';
		if (quoted) {
			if (letter !== '"') cell += letter;
			else if (text[at + 1] === '"') cell += text[++at];
			else quoted = false;
		} else if (letter === '"' && cell === '') quoted = true;
		else if (letter === ',') [row, cell] = [[...row, cell], ''];
		else if (letter === '\r' && text[at + 1] === '\n') {
			rows.push([...row, cell]);
			[row, cell] = [[], ''];
			at++;
		} else cell += letter;
	}
	return rows;
}

/** What Excel, LibreOffice and Sheets begin a formula with, after what they leave out at the front. */
const isFormula = (cell: string): boolean =>
	/^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell.replace(/^[\s\p{C}]+/u, ''));

const evil = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.tuple(
			fc.constantFrom('', ' ', '\t', '\r', '\n', '\u00a0', '\0', '\u200b', '"', ',', "'"),
			fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠'),
			fc.string()
		)
		.map((parts) => parts.join(''))
);

test('[G11] threat 21: whatever stands in a cell, it is read back as words and is no formula', () => {
	fc.assert(
		fc.property(fc.array(evil, { minLength: 1, maxLength: 5 }), (cells) => {
			const rows = readCsv(csvLine(cells));
			expect(rows).toHaveLength(1);
			for (const [at, read] of rows[0]!.entries()) {
				expect(isFormula(read)).toBe(false);
				expect([cells[at], `'${cells[at]}`]).toContain(read);
			}
			expect(rows[0]).toHaveLength(cells.length);
		}),
		{ numRuns: 5000 }
	);
});

test.each(['=1+1', '+44 20', '-2', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1'])(
	'[G11] threat 21: %j is no formula to a spreadsheet',
	(text) => {
		expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true);
	}
);

test('[G11] threat 21: the register that is downloaded has none, whoever wrote what', async () => {
	const there = await world();
	const chair = await there.person('=cmd|calc', 'chair');
	await there.signed('2009-07-29', '@SUM(A1:A9)', [
		action('1.1', '=HYPERLINK("https://evil.example","Click")', {
			owners: [ownedBy(chair, '+1')],
			id: 'formulas'
		})
	]);
	const sheet = await registerSheet(there.db, {
		slug: 'harbour',
		person: chair.person,
		today: '2009-10-01' as CalendarDate,
		filter: WHOLE_REGISTER
	});
	let text = '';
	for await (const lines of sheet ?? []) text += lines;
	const rows = readCsv(text.replace('\uFEFF', ''));
	expect(rows).toHaveLength(2);
	expect(rows.flat().filter(isFormula)).toEqual([]);
	expect(rows[1]?.filter((cell) => cell.includes('HYPERLINK("https://evil.example","Click")'))).toHaveLength(
		1
	);
	await there.close();
});

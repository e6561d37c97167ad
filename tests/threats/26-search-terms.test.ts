/** Threat 26: words to search for that are a query to the one who searches. The register's is the only search so far. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFilter } from '#core/register/register-filter.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { registerPage } from '#server/views/register/register-page.ts';
import { registerSheet } from '#server/views/register/register-sheet.ts';
import { action, ownedBy, world, type World } from '../register/builders.ts';
import { seeded } from '../support/chance.ts';

let w: World;
let chair: Actor;

beforeEach(async () => {
	w = await world();
	chair = await w.person('Ros Tamar', 'chair');
	await w.signed('2009-07-29', 'Summer session', [
		action('1.1', 'to mend the crane', { owners: [ownedBy(chair, 'RT')], id: 'mendthecrane' }),
		action('1.2', 'to paint the bollards', { owners: [ownedBy(chair, 'RT')], id: 'paintbollards' })
	]);
});
afterEach(() => w.close());

const asked = (text: string) => ({
	slug: 'harbour',
	person: chair.person,
	today: '2009-10-01' as CalendarDate,
	filter: readFilter(new URLSearchParams({ text, state: 'all' }))
});
const found = async (text: string): Promise<string[]> =>
	((await registerPage(w.db, asked(text)))?.rows ?? []).map(({ id }) => String(id));

test('threat 26 what is meant for the index is looked for as words: nothing is found, nothing fails', async () => {
	expect(await found('crane')).toEqual(['mendthecrane']);
	for (const text of [
		'crane OR bollards',
		'crane NOT paint',
		'NEAR(crane paint)',
		'sentence:crane',
		'{reference sentence}:crane',
		'cra*',
		'^crane',
		'"crane" OR "bollards"',
		'crane" OR "bollards',
		"crane' OR 1=1 --",
		"') UNION SELECT name FROM person --",
		'%%%',
		'___',
		'((((((((((',
		'"""""""""""'
	])
		expect([text, await found(text)]).toEqual([text, []]);
});

test('threat 26 signs that end a string elsewhere are blanks', async () => {
	expect(await found('\u0000mend\u0000crane\u001f')).toEqual(['mendthecrane']);
});

test('threat 26 the same for the sheet, and for words without end', async () => {
	for (const text of ['x'.repeat(100_000), 'crane '.repeat(20_000), '" OR "'.repeat(10_000)])
		expect(await registerSheet(w.db, asked(text))).not.toBeNull();
});

test('threat 26 five hundred heaps of signs: an answer each time', async () => {
	const seed = Number(process.env['SEED'] ?? 26);
	const chance = seeded(seed);
	const signs = [...'crane"\'*^:(){}-+OR AND NOT NEAR,;%_\\\u0000\ud800é'];
	for (let n = 0; n < 500; n++) {
		const text = Array.from({ length: 1 + chance.below(30) }, () => signs[chance.below(signs.length)]).join(
			''
		);
		await expect(found(text), `seed ${seed}, ${JSON.stringify(text)}`).resolves.toBeInstanceOf(Array);
	}
});

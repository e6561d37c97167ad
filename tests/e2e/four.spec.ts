/**
 * Four browsers in one meeting, each on a line of its own, with random programs and random faults: lines that stall, cut
 * and end, tabs that are closed and opened again, a pause of others' changes, a server that is killed. In the end every
 * character that somebody typed stands there once, in the order in which it was typed, on every page.
 */
import type { Browser, Page } from '@playwright/test';
import { seeded, type Chance } from '../support/chance.ts';
import type { Way } from '../support/line.ts';
import { editor, expect, expectSaved, lamp, openAs, openMeeting } from './fixtures.ts';
import { test, type Far } from './far.ts';

// What fails with one seed must not be hidden by another.
test.describe.configure({ retries: 0 });
test.setTimeout(240_000);

const SEEDS = ['1', 'another'];
const STEPS = Number(process.env['STEPS'] ?? 60);
const PEOPLE = ['nora', 'mabel', 'chidi', 'colm'] as const;
/** Everybody writes here, a word at once; … */
const SHARED = [0, 5] as const;
/** … and letter by letter in an item of their own, whatever others put there. */
const OWN = 1;
/** Milliseconds in which what was typed is locked up on the device. */
const LOCKED_MS = 600;

interface Person {
	page: Page;
	readonly number: number;
	readonly session: string;
	way: Way | undefined;
	/** Words typed at once, each unlike any other. */
	readonly words: string[];
	/** Typed letter by letter. */
	letters: string;
}

for (const name of SEEDS)
	test(`four browsers with random programs and faults lose and double nothing (seed ${name})`, async ({
		browser,
		far
	}) => {
		const seed = name === 'another' ? Math.trunc(Math.random() * 2 ** 31) : Number(name);
		console.log(`seed ${seed}`);
		const chance = seeded(seed);
		const meeting = await far.server.meeting('far', `Four browsers ${seed}`);
		const people: Person[] = [];
		for (const [number, who] of PEOPLE.entries()) people.push(await join(browser, far, meeting, number, who));
		for (let step = 0; step < STEPS; step++) {
			const person = people[chance.below(people.length)]!;
			if (chance.below(3) > 0) await write(person, chance);
			else await fault(person, chance, far, meeting);
		}
		for (const person of people) {
			setWay(person, far, undefined);
			const pause = pauseOf(person.page);
			if (await pause.isChecked()) await pause.click();
		}
		for (const { page } of people) await expect(lamp(page)).toHaveText(/^Saved/, { timeout: 30_000 });
		const [first, ...others] = people;
		await expect(async () => {
			const text = await textOf(first!.page);
			for (const { page } of others) expect(await textOf(page)).toEqual(text);
		}).toPass({ timeout: 20_000 });
		const text = await textOf(first!.page);
		for (const { number, words, letters } of people) {
			for (const word of words) expect(text.join('\n').split(word), `${word}, seed ${seed}`).toHaveLength(2);
			// What others put between is theirs; the rest is what was typed, letter for letter.
			const own = (text[OWN + number] ?? '').replaceAll(/\[[^\]]*\]/g, '');
			expect(own, `seed ${seed}`).toBe(letters);
		}
	});

async function join(
	browser: Browser,
	{ server }: Far,
	meeting: string,
	number: number,
	who: string
): Promise<Person> {
	const page = await openAs(browser, server, `${who}@example.org`, { width: 1100, height: 700 });
	await openMeeting(page, meeting);
	const session = (await page.context().cookies()).find(({ name }) => name === 'session')?.value ?? '';
	return { page, number, session, way: undefined, words: [], letters: '' };
}

async function write(person: Person, chance: Chance): Promise<void> {
	const { page, number, words } = person;
	if (chance.below(2) === 0) {
		const word = `[${PEOPLE[number]} ${words.length}]`;
		const places = [...SHARED, OWN + chance.below(PEOPLE.length)];
		await toEndOf(page, places[chance.below(places.length)]!);
		await page.keyboard.insertText(word);
		words.push(word);
	} else {
		const sentence = `${['about', 'before', 'through', 'beyond'][chance.below(4)]} ${chance.below(1000)}; `;
		await toEndOf(page, OWN + number);
		await page.keyboard.type(sentence);
		person.letters += sentence;
	}
}

/** End goes to the end of a row, and Ctrl and End to the end of all the minutes. */
async function toEndOf(page: Page, item: number): Promise<void> {
	await editor(page, item).focus();
	await editor(page, item)
		.locator('.words')
		.last()
		.evaluate((words) => {
			getSelection()?.selectAllChildren(words);
			getSelection()?.collapseToEnd();
		});
}

async function fault(person: Person, chance: Chance, far: Far, meeting: string): Promise<void> {
	switch (chance.below(8)) {
		case 0:
			return setWay(person, far, 'stalled');
		case 1:
			return setWay(person, far, 'gone');
		case 2:
		case 3:
			return setWay(person, far, undefined);
		case 4:
			return far.line.cut(person.session);
		case 5:
			return pauseOf(person.page).click();
		case 6:
			return reopen(person, far, meeting);
		default:
			await far.server.stop('SIGKILL');
			await far.server.start();
	}
}

function setWay(person: Person, { line }: Far, way: Way | undefined): void {
	person.way = way;
	line.setWayOf(person.session, way);
	// A connection that stalled has lost what was under way; it is not continued.
	if (way === undefined) line.cut(person.session);
}

/** The tab is closed in the middle of whatever it is doing, and opened again where there is a network. */
async function reopen(person: Person, far: Far, meeting: string): Promise<void> {
	await person.page.waitForTimeout(LOCKED_MS);
	const context = person.page.context();
	await person.page.close({ runBeforeUnload: false });
	setWay(person, far, undefined);
	person.page = await context.newPage();
	await openMeeting(person.page, meeting);
	await expectSaved(person.page);
}

const pauseOf = (page: Page) => page.getByRole('switch', { name: /^Pause others/ });

const textOf = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('.item-editor .ProseMirror')].map((item) =>
			[...item.querySelectorAll('.words')].map((words) => words.textContent).join('\n')
		)
	);

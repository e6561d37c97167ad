/** Random programs of three people in three browsers, with the editors of the meeting page, on the real relay, lines that break included. */
import type { JSHandle, Page } from '@playwright/test';
import fc from 'fast-check';
import { emptyLine } from '#core/minutes/draft.ts';
import type { BoardId, MembershipId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { documentName } from '#core/wire/wire.ts';
import { readDraft } from '#document/read.ts';
import { seedUpdate } from '#document/seed.ts';
import { insertMembership } from '#server/store/boards/boards.ts';
import { openDatabase, type Database } from '#server/store/database/database.ts';
import { personByEmail } from '#server/store/boards/people.ts';
import { newId } from '#server/usecases/kernel/deps.ts';
import { makeBoard, makeMeeting, storedDoc } from '../support/relay.ts';
import type { TestServer } from '../support/server.ts';
import { COMMANDS, type Step } from './editors/on-relay.ts';
import { addWorld, type World } from './editors/open-world.ts';
import { ITEMS } from './editors/writer.ts';
import { expect, openAs, PEOPLE, test } from './fixtures.ts';

// What fails with one seed must not be hidden by another.
test.describe.configure({ retries: 0 });

const WRITERS = PEOPLE.slice(0, 3);
const RUNS = Number(process.env['RUNS'] ?? 12);
/** The last of them never takes anything back. */
const UNDOING = WRITERS.length - 1;

const LINES = [
	['point', '(a)(b)(c)'],
	['action', '(d)(e)'],
	['bullet', '(f)'],
	['heading', '(g)(h)'],
	['point', '']
] as const;

interface Person {
	readonly page: Page;
	readonly world: JSHandle<World>;
}

async function enter(
	browser: Parameters<typeof openAs>[0],
	server: TestServer,
	email: string
): Promise<Person> {
	// A page of the server's own that has no script and would let none in.
	const page = await openAs(browser, server, email, { bypassCSP: true });
	await page.goto('/health');
	return { page, world: await addWorld(page) };
}

const step = fc.record({
	command: fc.constantFrom(...COMMANDS),
	item: fc.nat(ITEMS.length - 1),
	line: fc.nat(9),
	place: fc.nat(6)
});
/** What all do at the same time, again and again. */
const program = fc.array(fc.tuple(...WRITERS.map(() => fc.array(step, { maxLength: 5 }))), {
	minLength: 1,
	maxLength: 5
});

test.beforeAll(async ({ world: { server } }) => {
	const db = openDatabase(server.dataDir);
	await makeBoard(db);
	for (const [email] of WRITERS) await join(db, email);
	await db.destroy();
});

for (const calm of [true, false])
	test(`random programs of three people on the real relay converge, ${calm ? 'each word once' : 'with undo'}`, async ({
		browser,
		world: { server }
	}) => {
		const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
		console.log(`seed ${seed}`);
		const db = openDatabase(server.dataDir);
		const people = await Promise.all(WRITERS.map(([email]) => enter(browser, server, email)));
		await fc.assert(
			fc.asyncProperty(program, (rounds) => run(db, people, rounds, calm)),
			{ seed, numRuns: RUNS, endOnFailure: true }
		);
		await db.destroy();
		for (const { page } of people) await page.context().close();
	});

async function join(db: Database, email: string): Promise<void> {
	const person = must((await personByEmail(db, email)) ?? undefined, 'the person').id;
	await insertMembership(db, {
		id: newId<MembershipId>(),
		board: 'testboard1' as BoardId,
		person,
		role: 'member',
		agency: '',
		initials: '',
		from: must(calendarDate('2020-01-01'), 'date'),
		to: null
	});
}

async function run(
	db: Database,
	people: readonly Person[],
	rounds: readonly (readonly (readonly Omit<Step, 'token'>[])[])[],
	/** Nobody undoes anything: then nothing may be lost at all. */
	calm: boolean
): Promise<void> {
	const meeting = newId<string>();
	const firstUpdate = seedUpdate(
		ITEMS.map((id, item) => ({
			id,
			printed: null,
			title: id,
			lines: item > 0 ? [] : LINES.map(([kind, text], index) => emptyLine(kind, `line${1000 + index}`, text))
		}))
	);
	await makeMeeting(db, meeting, firstUpdate);
	await Promise.all(
		people.map(({ page, world }) =>
			page.evaluate(([{ enter }, id, first]) => enter(id, first), [world, meeting, [...firstUpdate]] as const)
		)
	);
	// What stood there before belongs to nobody, and nobody may lose it.
	const typed = [...'abcdefgh'].map((letter) => ({ token: `(${letter})`, own: true, by: UNDOING }));
	for (const [number, round] of rounds.entries())
		await Promise.all(
			people.map(async ({ page, world }, me) => {
				const steps = (round[me] ?? []).map((what, index) => ({
					...what,
					token: `(${me}.${number}.${index})`
				}));
				const done = await page.evaluate(([{ perform }, list, who, count]) => perform(list, who, count), [
					world,
					steps.filter(({ command }) => !/undo|redo/.test(command) || (!calm && me !== UNDOING)),
					me,
					people.length
				] as const);
				typed.push(...done.map((one) => ({ ...one, by: me })));
			})
		);
	for (const { page, world } of people) await page.evaluate(({ online }) => online(), world);
	const states = () =>
		Promise.all(people.map(({ page, world }) => page.evaluate(({ state }) => state(), world)));
	await expect(async () => {
		const [first, ...others] = await states();
		for (const other of others) expect(other).toEqual(first);
		expect(JSON.stringify(readDraft(await storedDoc(db, documentName(meeting))))).toBe(first?.draft);
	}).toPass({ timeout: 15_000, intervals: [5, 20, 50] });
	const [{ ids, text, shown, held }] = (await states()) as [Awaited<ReturnType<typeof states>>[number]];
	expect(shown, 'the page shows what the document holds').toEqual(held);
	expect(new Set(ids).size, `ids ${ids.join(' ')}`).toBe(ids.length);
	const found = tokensIn(text);
	for (const { token, own, by } of typed) {
		const count = found.filter((other) => other === token).length;
		expect(count, `${token} is there ${count} times:\n${text}`).toBeLessThanOrEqual(1);
		if (calm || (own && by === UNDOING)) expect(count, `${token} is lost:\n${text}`).toBe(1);
	}
}

/** Somebody may have typed theirs into the middle of another's: both are there. */
function tokensIn(text: string): readonly string[] {
	const found: string[] = [];
	for (let rest = text, before = ''; rest !== before;) {
		before = rest;
		rest = rest.replace(/\((?:[a-h]|\d+\.\d+\.\d+)\)/g, (token) => {
			found.push(token);
			return '';
		});
	}
	return found;
}

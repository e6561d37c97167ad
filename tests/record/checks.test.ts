/** The server checks the records by itself: when, by whom, what is kept, who is told, and how it stops. */
import { sql } from 'kysely';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { headWords } from '#core/record/chain-head.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { startRecordChecks, type RecordChecks } from '#server/record/checks.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { chainEnd } from '#server/store/record/chain.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { lastChecks, requestedCheck } from '#server/store/record/record-checks.ts';
import { askCheck } from '#server/usecases/record/ask-check.ts';
import { compareHead } from '#server/usecases/record/compare-head.ts';
import { recordPage } from '#server/views/record/record-page.ts';
import { newWorld, personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

const CHAIR = 'Petra Lindqvist';
let world: World;
let board: BoardId;
let checks: RecordChecks | null = null;

beforeEach(async () => {
	world = await newWorld();
	await signedMeetingOf(world);
	board = must(await boardBySlug(world.db, 'harbour'), 'board').id;
});
afterEach(async () => {
	await checks?.stop();
	checks = null;
	await world.close();
});

function start(): void {
	checks = startRecordChecks({
		deps: world.deps,
		dataDir: world.dataDir,
		log: () => undefined,
		pollMs: 20,
		soonMs: 0
	});
}
const kept = (count: number) =>
	vi.waitFor(
		async () => {
			const found = await lastChecks(world.db, 10);
			expect(found).toHaveLength(count);
			return found;
		},
		{ timeout: 60_000, interval: 50 }
	);
const ask = (name: string) => askCheck(world.deps, world.actor(name), { board });
const compare = (name: string, text: string) => compareHead(world.deps, world.actor(name), { board, text });
const page = async (name: string) => recordPage(world.db, 'harbour', world.actor(name), world.deps.now());
const letters = async () =>
	(
		await world.db
			.selectFrom('letter')
			.select(['to_name', 'subject', 'text'])
			.where('subject', 'like', '%check of the records%')
			.orderBy('to_name')
			.execute()
	).map(({ to_name, subject, text }) => ({ to: to_name, subject, text }));

/** As somebody would who has the file, and knows our laws. */
async function tamper(): Promise<void> {
	const law = 'decision_never_changes';
	const { rows } = await sql<{ sql: string }>`SELECT sql FROM sqlite_schema WHERE name = ${law}`.execute(
		world.db
	);
	await sql.raw(`DROP TRIGGER ${law}`).execute(world.db);
	await sql`UPDATE decision SET verb = 'noted'`.execute(world.db);
	await sql.raw(must(rows[0], 'the law').sql).execute(world.db);
}

test('[L10] soon after a start that slept through a night the server checks, in its own name, once', async () => {
	start();
	const [first] = await kept(1);
	expect(first).toMatchObject({ name: 'Minutebook', records: 1, count: 0, at: world.deps.now() });
	expect(first?.heads.map(({ chain }) => chain)).toEqual([board, 'installation']);
	expect(await letters()).toEqual([]);
	world.passes(3_600_000);
	await vi.waitFor(async () => expect((await ask(CHAIR)).ok).toBe(true));
	// Had the hour made another one due, it would be the server's.
	expect((await kept(2)).map(({ name }) => name)).toEqual([CHAIR, 'Minutebook']);
	world.passes(86_400_000);
	expect((await kept(3)).map(({ name }) => name)).toEqual(['Minutebook', CHAIR, 'Minutebook']);
}, 120_000);

test('[L10] what is found is told to chairs and administrators once, and stands on the page of the chair', async () => {
	await insertPerson(
		world.db,
		{
			id: personOf('Ada Moss'),
			name: 'Ada Moss',
			email: 'ada@harbour.example',
			initials: 'AM',
			agency: '',
			admin: true
		},
		world.deps.now()
	);
	await tamper();
	expect(await ask('Ines Dahl')).toMatchObject({ error: { code: 'not-allowed' } });
	expect(await ask(CHAIR)).toEqual({ ok: true, value: 'begun' });
	expect(await ask(CHAIR)).toEqual({ ok: true, value: 'under-way' });
	start();
	const [first] = await kept(1);
	expect(first).toMatchObject({ name: CHAIR });
	expect(first?.problems.map(({ kind, board: of }) => [kind, of])).toEqual([
		['record', 'harbour'],
		['chain', 'harbour']
	]);
	expect(await requestedCheck(world.db)).toBeNull();
	const told = await letters();
	expect(told.map(({ to }) => to)).toEqual(['Ada Moss', CHAIR]);
	expect(told[1]?.text).toContain(
		'- 23 July 2031, Harbour Safeguarding Board meeting: the decisions in the table are not those of the record.'
	);
	// An administrator reads nothing of a board by that alone.
	expect(told[0]?.text).toContain(
		'- Harbour Safeguarding Board: the decisions in the table are not those of the record.'
	);
	expect(told[0]?.text).not.toContain('23 July');

	world.passes(60_000);
	expect(await ask(CHAIR)).toEqual({ ok: true, value: 'begun' });
	expect((await kept(2))[0]).toMatchObject({ count: 2 });
	expect(await letters()).toHaveLength(2);

	const audits = await world.db
		.selectFrom('audit')
		.select(['person_id', 'subject'])
		.where('verb', '=', 'check-record')
		.execute();
	expect(audits).toEqual(Array.from({ length: 2 }, () => ({ person_id: personOf(CHAIR), subject: board })));
	expect(await page(CHAIR)).toMatchObject({
		value: {
			last: { by: CHAIR, count: 2, records: 1, isLate: false, isCut: false },
			history: [{ count: 2 }, { count: 2 }]
		}
	});
	expect(await page('Marek Sobel')).toMatchObject({ error: { code: 'not-allowed' } });
	expect(await page('Ada Moss')).toMatchObject({ error: { code: 'not-found' } });
}, 120_000);

test('[L10] a stop during a check is clean: nothing of it is kept, and the next start does it', async () => {
	await ask(CHAIR);
	const begun = new Promise<Worker>((resolve) => process.once('worker', resolve));
	start();
	let ended = false;
	(await begun).once('exit', () => (ended = true));
	await checks?.stop();
	await vi.waitFor(() => expect(ended).toBe(true));
	expect(await lastChecks(world.db, 1)).toEqual([]);
	expect(await requestedCheck(world.db)).toMatchObject({ name: CHAIR });
	start();
	expect(await kept(1)).toMatchObject([{ name: CHAIR, count: 0 }]);
}, 120_000);

test('[L9] a chair compares a head: found, lost, none, or of a chain that is broken', async () => {
	const { head, sequence } = must(await chainEnd(world.db, board), 'the end of the chain');
	const here = must(await chainEnd(world.db, 'installation'), 'the end of the other chain');
	await signedMeetingOf(world);
	const of = must(await chainEnd(world.db, board), 'the end of the chain').sequence;
	const letter = `Dear Petra,\n> Record chain: ${headWords(head).slice(0, 39)}\n>               ${headWords(head).slice(40)}\n`;
	expect(await compare(CHAIR, letter)).toMatchObject({
		value: [{ kind: 'found', head, chain: board, sequence, of, whole: true }]
	});
	expect(await compare(CHAIR, here.head)).toMatchObject({
		value: [{ kind: 'found', chain: 'installation' }]
	});
	expect(await compare(CHAIR, 'ab'.repeat(32))).toEqual({
		ok: true,
		value: [{ kind: 'lost', head: 'ab'.repeat(32) }]
	});
	expect(await compare(CHAIR, 'Dear Petra')).toEqual({ ok: true, value: [{ kind: 'none' }] });
	expect(await compare(CHAIR, '  ')).toMatchObject({ error: { code: 'invalid', field: 'head' } });
	expect(await compare(CHAIR, 'a'.repeat(20_001))).toMatchObject({ error: { code: 'invalid' } });
	expect(await compare('Ines Dahl', head)).toMatchObject({ error: { code: 'not-allowed' } });

	await sql`DROP TRIGGER chain_entry_never_changes`.execute(world.db);
	await sql`UPDATE chain_entry SET at = at + 1 WHERE chain = ${board} AND sequence = 2`.execute(world.db);
	expect(await compare(CHAIR, head)).toMatchObject({ value: [{ kind: 'found', whole: false }] });
});

test('[L10] before the first check the page says so, and where the chain ends', async () => {
	const end = must(await chainEnd(world.db, board), 'the end of the chain');
	expect(await page(CHAIR)).toMatchObject({
		value: { last: null, history: [], requested: null, head: { words: headWords(end.head) } }
	});
});

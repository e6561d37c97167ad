/** Minutes pasted as text, from the words to the meeting in the database. Long, for the expected minutes stand in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { dryRunJson, type DryRun } from '#core/import/dry-run.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import type { BoardId, MembershipId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate, type CalendarDate } from '#core/kernel/time.ts';
import { DEMO_BOARD } from '#server/demo/people.ts';
import { PAST_MEETING, pastMinutes } from '#server/demo/past-minutes.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { insertBoard, insertMembership } from '#server/store/boards/boards.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { importMinutes } from '#server/usecases/minutes/import-minutes.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { newWorld, personOf, type World } from './support/signed-meeting.ts';

const NEXT = '2026-11-25' as CalendarDate;
const read = (text: string): DryRun => dryRunJson(parseMinutes(text));
const kinds = (run: DryRun) => run.doubts.map(({ kind }) => kind);
const owners = (run: DryRun) => run.actions.flatMap((action) => action.owners.map(({ written }) => written));

describe('[T3] minutes with every trap, invented', () => {
	const run = read(pastMinutes(NEXT));

	test('facts', () => {
		expect(run).toMatchObject({
			title: DEMO_BOARD.name,
			date: PAST_MEETING,
			start: '10:00',
			end: '12:30',
			location: 'Harrowmere Town Hall',
			chair: { name: 'Rosalind Achebe', agency: 'Brackwater District Council' },
			next: { date: NEXT, start: '10:00', end: '12:30', location: 'Harrowmere Town Hall' }
		});
	});
	test('people as listed: the double is kept and reported, so are shared initials and the unlisted chair', () => {
		expect(run.attendees).toHaveLength(15);
		expect(new Set(run.attendees.map(({ name }) => name)).size).toBe(14);
		expect(run.attendees.at(-1)).toEqual({
			name: 'Ottilie Grange',
			agency: 'Partnership Office',
			role: 'notes'
		});
		expect(run.apologies).toHaveLength(5);
		expect(kinds(run)).toEqual(
			expect.arrayContaining(['duplicate-person', 'same-initials', 'chair-not-listed'])
		);
	});
	test('items and labels as printed', () => {
		expect(run.items.map(({ label }) => label)).toEqual(['1', '2', '3', '5', '6', '7', '8', '9', '10']);
		expect(run.items[1]?.points.map(({ label }) => label)).toEqual(['2.1']);
		expect(run.items[2]?.points.map(({ label }) => label)).toEqual(
			'3.1 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11'.split(' ')
		);
		expect(run.items[2]?.points.map(({ heading }) => heading)).toEqual([
			null,
			...Array(4).fill('Neglect toolkit'),
			...Array(2).fill('Reducing repeat missing episodes'),
			...Array(2).fill('Guidance for sub-group chairs'),
			...Array(2).fill('Learning and practice'),
			'Information sharing charter'
		]);
		expect(kinds(run)).toEqual(expect.arrayContaining(['duplicate-label', 'missing-item', 'stray-label']));
	});
	test('bullets and paragraphs without a number', () => {
		expect(run.items[6]?.points.map(({ label }) => label)).toEqual([null, null, null, null, null]);
		expect(run.items[3]?.points.map(({ label }) => label)).toEqual(['5.1', null, null, '5.2', '5.3']);
	});
	test('actions, owners as written and as resolved', () => {
		expect(owners(run)).toEqual([
			'OW',
			'DM',
			'MZ',
			'Anyone from the Board',
			'WA',
			'PS',
			'FOM',
			'Hanna Birch',
			'LB',
			'OW',
			'KT'
		]);
		expect(run.actions.flatMap((action) => action.owners.map(({ person }) => person))).toEqual([
			'Oren Whitlock',
			'Dilys Marchetti',
			'Marek Zieliński',
			null,
			'Winifred Aske',
			'Priya Sandhu',
			'Fintan O’Malley',
			'Hanna Birch',
			'Leonie Brandt',
			'Oren Whitlock',
			null
		]);
		expect(run.actions.map(({ item, point }) => point ?? `item ${item}`)).toEqual([
			'1.2',
			'3.4',
			'3.8',
			'3.10',
			'3.10',
			'3.11',
			'5.2',
			'5.3',
			'item 8',
			'9.1',
			'9.1'
		]);
		expect(run.actions.at(-1)?.text).toBe('KT to put the visit dates on the partnership calendar');
		expect(kinds(run)).toEqual(expect.arrayContaining(['unknown-owner', 'group-owner', 'unmarked-action']));
	});
	test('dues', () => {
		expect(run.actions.flatMap(({ due }) => (due ? [[due.kind, due.date]] : []))).toEqual([
			['next-meeting', NEXT],
			['next-meeting', NEXT],
			['date', '2026-10-30']
		]);
	});
	test('decisions in running text', () => {
		expect(run.decisions.map(({ point, verb }) => [point, verb])).toEqual([
			['1.2', 'approved'],
			['2.1', 'agreed'],
			['3.1', 'noted'],
			['3.4', 'signed off'],
			['3.8', 'signed off']
		]);
	});
	test('promises that are not marked are doubts, not actions', () => {
		const promises = run.doubts.filter(({ kind }) => kind === 'commitment');
		expect(promises.map(({ text }) => text.split(':')[0])).toEqual(['3.3', '3.6', '3.10', '8', '8']);
	});
	test('every doubt names the line it stands on', () => {
		const lines = pastMinutes(NEXT).split('\n');
		for (const doubt of run.doubts.filter(({ kind }) => kind === 'commitment'))
			expect(doubt.text).toContain((lines[doubt.line - 1] ?? '').trim().slice(-30));
	});
});

describe('[T4] other hands, other notations', () => {
	const page = (
		body: string,
		people = 'Present: Wren Okafor (Estates), Ivy Dow (Health), Ian Dart (Police)'
	) => read(`Harbour Board\nDate: 3 March 2027\n${people}\n\n${body}`);

	test('several people on a line, times and place on another', () => {
		const run = read(
			'Harbour Board\n14:00-15:30, 3 March 2027\nVenue: Guildhall\nChair: Ivy Dow\nPresent: Wren Okafor (Estates), Ivy Dow (Health) and Ian Dart (Police)\nApologies: none\n\n1. Welcome\n1.1 Hello.'
		);
		expect(run).toMatchObject({
			date: '2027-03-03',
			start: '14:00',
			end: '15:30',
			location: 'Guildhall',
			apologies: []
		});
		expect(run.attendees.map(({ name }) => name)).toEqual(['Wren Okafor', 'Ivy Dow', 'Ian Dart']);
	});
	test('[D13] two who fit are both named, nobody is chosen', () => {
		const run = page('1. Roof\n1.1 It leaks.\nACTION: ID to mend it');
		expect(run.actions[0]?.owners).toEqual([{ written: 'ID', person: null }]);
		expect(run.doubts.find(({ kind }) => kind === 'ambiguous-owner')?.text).toContain('Ivy Dow or Ian Dart');
	});
	test('initials defined in the text settle a tie', () => {
		const run = page('1. Roof\n1.1 Ian Dart (ID) reported.\nACTION: ID to mend it');
		expect(run.actions[0]?.owners[0]?.person).toBe('Ian Dart');
	});
	test('titles on the line of their number, a nested list, a decision and several actions under one marker', () => {
		const run = page(
			'1. Roof\n1.1 Two things were said:\n1. it leaks\n2. it is old\nDECISION: a new roof\n\n2) Doors\nActions:\n- WO to paint them by 1 May 2027\n- WO/Ivy Dow to oil them\n\n3. Any other business\nNone.'
		);
		expect(run.items.map(({ label, title }) => `${label} ${title}`)).toEqual([
			'1 Roof',
			'2 Doors',
			'3 Any other business'
		]);
		expect(run.items[0]?.points.map(({ text }) => text)).toEqual([
			'Two things were said:',
			'1. it leaks',
			'2. it is old',
			'a new roof'
		]);
		expect(run.decisions).toEqual([{ item: '1', point: '1.1', verb: 'agreed', text: 'a new roof' }]);
		expect(run.actions.map(({ owners: found }) => found.map(({ person }) => person))).toEqual([
			['Wren Okafor'],
			['Wren Okafor', 'Ivy Dow']
		]);
		expect(run.actions[0]?.due?.date).toBe('2027-05-01');
	});
	test('headings of Markdown, lines cut at a length', () => {
		const run = read(
			'## Harbour call\n##### 3 March 2027\n\nPresent: Wren, Ivy\n\n## Roof\n\nWren said that the roof over the east wing had been leaking for some\ntime and that buckets were no longer enough, which nobody could deny, and the\nwater was getting into the archive, where it did what water does to old\npaper and to older shelves.\n\n**Action:** Wren to call a roofer and to ask for a price that the\nboard can pay\n\n### Gutters\n\nIvy would look.'
		);
		expect(run.title).toBe('Harbour call');
		expect(run.items.map(({ title }) => title)).toEqual(['Roof']);
		expect(run.actions[0]).toMatchObject({
			text: 'Wren to call a roofer and to ask for a price that the board can pay',
			owners: [{ written: 'Wren', person: 'Wren' }]
		});
		expect(run.items[0]?.points[0]?.text).toContain('leaking for some time and');
	});
	test('a due on a line of its own, a year that is not written', () => {
		const run = page(
			'1. Roof\nAction: WO to mend it\nDue: 1 April\n\n2. Next meeting\n2 May, 2-4.30pm, Guildhall'
		);
		expect(run.actions[0]?.due).toEqual({ written: '1 April', kind: 'date', date: '2027-04-01' });
		expect(run.next).toEqual({ date: '2027-05-02', start: '14:00', end: '16:30', location: 'Guildhall' });
	});
	test('a date that falls on another weekday is asked about', () => {
		expect(kinds(read('Board\nDate: Monday 3 March 2027\nPresent: Wren Okafor'))).toContain('weekday');
	});
});

describe('[T5] nothing is refused', () => {
	test.each(['', '   \n\t\n', '\ufeff'])('an empty text (%j) gives an empty result and a doubt', (text) => {
		const run = read(text);
		expect(run).toMatchObject({ title: null, date: null, attendees: [], items: [], actions: [], next: null });
		expect(kinds(run)).toEqual(['empty']);
	});
	test('a text that is no minutes keeps its words and says so', () => {
		const run = read('A letter\n\nDear all,\n\nthe roof leaks. Please come.\n\nYours');
		expect(kinds(run)).toContain('not-minutes');
		expect(run.items.flatMap(({ points }) => points.map(({ text }) => text)).join(' ')).toContain(
			'the roof leaks'
		);
	});
	test.each([
		['open brackets', '('.repeat(100_000)],
		['asterisks', '*'.repeat(100_000)],
		['one word', 'a'.repeat(100_000)],
		['capitals', 'Aa '.repeat(33_000)],
		['points', '1.1\n'.repeat(25_000)],
		['items', Array.from({ length: 9000 }, (_, n) => `${n}. Aa`).join('\n')],
		['actions', `Present: Al Bo\n1. A\n${'ACTION: AB to AB\n'.repeat(6000)}`],
		[
			'one roster',
			`Attendees:\n${Array.from({ length: 5000 }, (_, n) => `Al Bo${'c'.repeat(n % 9)} (X)`).join('\n')}`
		],
		['owners', `1. A\nACTION: ${'AB, '.repeat(30_000)}to go`],
		['dates', 'by 1 May '.repeat(11_000)],
		['sentences', 'The board agreed. AB will go. '.repeat(3400)]
	])('hostile: %s', (_, text) => {
		expect(() => read(text)).not.toThrow();
	});
});

describe('[T1] a meeting in draft', () => {
	let world: World | null = null;
	afterEach(async () => {
		await world?.close();
		world = null;
	});
	const board = 'harrowmere0000000000' as BoardId;

	async function demoWorld(): Promise<World> {
		world = await newWorld();
		const { db, deps } = world;
		await insertBoard(
			db,
			{
				id: board,
				slug: DEMO_BOARD.slug,
				name: DEMO_BOARD.name,
				parent: null,
				signingRule: 'any',
				place: '',
				standingItems: []
			},
			deps.now()
		);
		for (const { name, agency, email, initials, role } of DEMO_BOARD.members) {
			const person = personOf(name);
			await insertPerson(db, { id: person, name, agency, email, initials, admin: false }, deps.now());
			await insertMembership(db, {
				id: deps.newId<MembershipId>(),
				board,
				person,
				role,
				agency,
				initials,
				from: must(calendarDate('2020-01-01'), 'date'),
				to: null
			});
		}
		return world;
	}
	const made = async (there: World, text: string) => {
		const result = await importMinutes(there.deps, there.actor('Ottilie Grange'), { board, text });
		if (!result.ok) throw new Error(result.error.code);
		return result.value.meeting;
	};

	test('facts, roster, labels, decisions and actions arrive in the minutes as they were printed', async () => {
		const there = await demoWorld();
		const meeting = await made(there, pastMinutes(NEXT));
		const { minutes, meeting: row } = must(await loadMinutes(there.db, meeting), 'minutes');
		expect(row).toMatchObject({ origin: 'imported', state: 'draft', date: PAST_MEETING });
		expect(minutes.chair?.name).toBe('Rosalind Achebe');
		expect(minutes.next?.date).toBe(NEXT);
		expect(minutes.items.map(({ label }) => label)).toEqual(['1', '2', '3', '5', '6', '7', '8', '9', '10']);
		const lines = minutes.items.flatMap((item) => item.lines);
		const actions = lines.flatMap((line) => (line.kind === 'action' ? [line] : []));
		expect(actions.map(({ label }) => label)).toEqual([
			'1.2',
			'3.4',
			'3.8',
			'3.10',
			'3.10',
			'3.11',
			'5.2',
			'5.3',
			'8',
			'9.1',
			'9.1'
		]);
		expect(actions[4]).toMatchObject({
			text: 'to bring the sub-group’s work plan to the next Harrowmere Board meeting.',
			owners: [
				{
					written: 'WA',
					resolved: { kind: 'person', person: personOf('Winifred Aske'), name: 'Winifred Aske' }
				}
			],
			due: { kind: 'next-meeting', date: NEXT }
		});
		expect(actions.at(-1)?.owners[0]?.resolved).toEqual({ kind: 'unknown' });
		const decisions = lines.flatMap((line) =>
			line.kind === 'decision' ? [`${line.label} ${line.verb}`] : []
		);
		expect(decisions).toEqual([
			'1.2 approved',
			'2.1 agreed',
			'3.1 noted',
			'3.4 signed off',
			'3.8 signed off'
		]);
	});
	test('[T2] printed names become people of the board where exactly one is called so', async () => {
		const there = await demoWorld();
		const meeting = await made(there, pastMinutes(NEXT).replace('Priya Sandhu', 'Pryia Sandhu'));
		const roster = await rosterOf(there.db, meeting);
		expect(roster[0]).toMatchObject({
			name: 'Rosalind Achebe',
			role: 'chair',
			person: personOf('Rosalind Achebe')
		});
		expect(roster.filter(({ person }) => person === null).map(({ name }) => name)).toEqual(['Pryia Sandhu']);
		expect(roster.filter(({ attendance }) => attendance === 'apologies')).toHaveLength(5);
	});
	test('[T2] who is printed as standing in for somebody on the list stands in for them; of others the words are kept', async () => {
		const there = await demoWorld();
		const text = pastMinutes(NEXT);
		const [first = '', second = ''] = parseMinutes(text)
			.roster.filter(({ role }) => role === 'member')
			.map(({ name }) => name);
		const away = parseMinutes(text).roster.find(({ attendance }) => attendance === 'apologies')?.name ?? '';
		const printed = (name: string, words: string) => (line: string) =>
			line.includes(name) && !line.includes('ACTION') ? `${name} (Tern House) - ${words}` : line;
		const meeting = await made(
			there,
			text
				.split('\n')
				.map(printed(first, `deputising for ${away}`))
				.map(printed(second, 'deputising for Nobody Known'))
				.join('\n')
		);
		const roster = await rosterOf(there.db, meeting);
		const holder = roster.find(({ name }) => name === away);
		expect(roster.find(({ name }) => name === first)).toMatchObject({ deputyFor: holder?.id, note: '' });
		expect(roster.find(({ name }) => name === second)).toMatchObject({
			deputyFor: null,
			note: 'deputising for Nobody Known'
		});
	});
	test('members and strangers may not, and nothing is written', async () => {
		const there = await demoWorld();
		const text = pastMinutes(NEXT);
		const asked = async (name: string) => {
			const result = await importMinutes(there.deps, there.actor(name), { board, text });
			return result.ok ? 'made' : result.error.code;
		};
		expect(await asked('Fintan O’Malley')).toBe('not-allowed');
		expect(await asked('Nobody Known')).toBe('not-found');
		expect(await meetingsOf(there.db, board)).toEqual([]);
	});
	test('without a date it is asked for, and taken when given', async () => {
		const there = await demoWorld();
		const text = 'Harbour Board\n\n1. Roof\nAction: WO to mend it';
		const actor = there.actor('Ottilie Grange');
		const refused = await importMinutes(there.deps, actor, { board, text });
		expect(refused).toMatchObject({ ok: false, error: { code: 'invalid', field: 'date' } });
		expect(await importMinutes(there.deps, actor, { board, text, date: '2027-03-03' })).toMatchObject({
			ok: true
		});
	});
});

const shared = path.resolve('../shared');

describe.skipIf(!existsSync(path.join(shared, 'seeds')))(
	'real minutes (skipped where ../shared is absent)',
	() => {
		const text = (file: string) => readFileSync(path.join(shared, file), 'utf8');
		const gold = (file: string) => JSON.parse(text(file)) as Gold;

		test('seed 003 as issue 2 lists it', () => {
			const run = read(text('seeds/seed-003.txt'));
			const answer = gold('corpus/seed-003.gold.json');
			expect(run.title).toBe(answer.title);
			expect([run.date, run.start, run.end, run.location]).toEqual([
				answer.date,
				answer.start,
				answer.end,
				answer.location
			]);
			expect(run.chair).toEqual({ name: answer.chair?.name, agency: answer.chair?.org });
			expect(run.attendees.map(({ name, agency }) => [name, agency])).toEqual(
				answer.attendees.map(({ name, org }) => [name, org])
			);
			expect(run.apologies.map(({ name, agency }) => [name, agency])).toEqual(
				answer.apologies.map(({ name, org }) => [name, org])
			);
			expect(run.items.map(({ label, title }) => [label, title])).toEqual(
				answer.items.map(({ number, title }) => [number, title])
			);
			expect(run.items.flatMap(({ points }) => points.map(({ label, heading }) => [label, heading]))).toEqual(
				answer.items.flatMap(({ points }) =>
					(points ?? []).map(({ number, heading }) => [number, heading ?? null])
				)
			);
			expect(run.items.flatMap(({ points }) => points.map((point) => point.text.slice(0, 50)))).toEqual(
				answer.items.flatMap(({ points }) =>
					(points ?? []).map((point) => point.text.replaceAll('\u00a0', ' ').slice(0, 50))
				)
			);
			expect(run.actions.map((action) => action.text)).toEqual(answer.actions.map((action) => action.text));
			expect(run.actions.flatMap((action) => action.owners.map(({ person }) => person))).toEqual(
				answer.actions.flatMap((action) => action.resolvedOwners)
			);
			expect(run.actions.map(({ due }) => [due?.written ?? null, due?.date ?? null])).toEqual(
				answer.actions.map(({ dueText, dueDate }) => [dueText, dueDate])
			);
			expect(run.actions.map(({ item, point }) => [item, point])).toEqual(
				answer.actions.map(({ itemNumber, followsPoint }) => [itemNumber, followsPoint])
			);
			expect(new Set(run.decisions.map(({ point, verb }) => `${point} ${verb}`))).toEqual(
				new Set(answer.decisions.map(({ pointNumber, kind }) => `${pointNumber} ${kind}`))
			);
			expect(run.next).toEqual({
				date: '2009-10-28',
				start: '14:00',
				end: '16:00',
				location: 'London Councils'
			});
			const promised = run.doubts
				.filter(({ kind }) => kind === 'commitment')
				.map(({ text: words }) => words.split(':')[0]);
			expect(promised).toEqual(expect.arrayContaining(['3.3', '3.6', '3.10', '8']));
			expect(kinds(run)).toEqual(
				expect.arrayContaining([
					'duplicate-person',
					'duplicate-label',
					'missing-item',
					'unknown-owner',
					'group-owner',
					'stray-label'
				])
			);
		});
		test.each(existsSync(path.join(shared, 'seeds')) ? readdirSync(path.join(shared, 'seeds')) : [])(
			'%s can be read',
			(file) => {
				const run = read(text(`seeds/${file}`));
				if (file !== 'seed-003.txt')
					expect([run.actions, kinds(run).includes('not-minutes')]).toEqual([[], true]);
			}
		);
		test('minutes in Markdown can be read', () => {
			const run = read(text('corpus/dev/w3c-tag-2018-03-20.md'));
			expect([run.date, run.attendees.length, run.actions.length]).toEqual(['2018-03-20', 6, 16]);
		});
	}
);

interface Gold {
	readonly title: string;
	readonly date: string;
	readonly start: string;
	readonly end: string;
	readonly location: string;
	readonly chair: { name: string; org: string } | null;
	readonly attendees: { name: string; org: string }[];
	readonly apologies: { name: string; org: string }[];
	readonly items: {
		number: string;
		title: string;
		points?: { number: string | null; text: string; heading?: string }[];
	}[];
	readonly actions: {
		text: string;
		resolvedOwners: (string | null)[];
		itemNumber: string;
		followsPoint: string | null;
		dueText: string | null;
		dueDate: string | null;
	}[];
	readonly decisions: { pointNumber: string; kind: string }[];
}

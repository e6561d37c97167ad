import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActionId, AttendanceId, MeetingId } from '#core/kernel/ids.ts';
import { WHOLE_REGISTER, type RegisterFilter } from '#core/register/register-filter.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { reportActionDone } from '#server/usecases/register/report-action.ts';
import { agreeClosure, changeActionOwners } from '#server/usecases/register/settle-action.ts';
import { actionPage } from '#server/views/register/action-page.ts';
import { decisionsPage } from '#server/views/register/decisions-page.ts';
import { myOpenActions } from '#server/views/register/my-actions.ts';
import { registerPage } from '#server/views/register/register-page.ts';
import { registerSheet } from '#server/views/register/register-sheet.ts';
import { action, dueOn, NOON, ownedBy, world, type World } from './builders.ts';

let w: World;
let chair: Actor;
let ida: Actor;
let summer: MeetingId;
const today = '2009-10-01' as CalendarDate;

beforeEach(async () => {
	w = await world();
	chair = await w.person('Ros Tamar', 'chair');
	ida = await w.person('Ida Dunn', 'member');
	summer = await w.signed('2009-07-29', 'Summer session', [
		action('1.1', 'to mend the crane', {
			owners: [ownedBy(ida, 'ID')],
			due: dueOn('2009-09-30'),
			id: 'mendthecrane'
		}),
		action('1.2', 'to paint 100% of the bollards', {
			owners: [ownedBy(ida, 'ID'), ownedBy(chair, 'RT')],
			due: dueOn('2009-12-01'),
			id: 'paintbollards'
		}),
		action('1.2', 'to ask the Harbour Trust', {
			owners: [{ written: 'LC', resolved: { kind: 'unknown' } }],
			id: 'asktrust'
		}),
		action('1.3', 'count the buoys', {
			id: 'countbuoys',
			due: { written: 'next meeting', kind: 'next-meeting', date: null }
		})
	]);
	await w.signed('2009-09-02', 'Autumn session', [
		action('2.1', 'to write to the pilots', {
			owners: [ownedBy(chair, 'RT')],
			due: dueOn('2009-09-15'),
			id: 'writepilots'
		})
	]);
});
afterEach(() => w.close());

const page = async (actor: Actor, part: Partial<RegisterFilter> = {}) =>
	registerPage(w.db, {
		slug: 'harbour',
		person: actor.person,
		today,
		filter: { ...WHOLE_REGISTER, ...part }
	});
const ids = async (part: Partial<RegisterFilter> = {}, actor = chair) =>
	((await page(actor, part))?.rows ?? []).map(({ id }) => String(id));

test('[G10] a row says it all: reference, sentence, owners, due and state in words, meeting, history', async () => {
	w.at(NOON + 60_000);
	await reportActionDone(w.deps, ida, { action: 'mendthecrane' as ActionId, note: 'Oiled.' });
	const row = (await page(chair))?.rows.find(({ id }) => id === 'mendthecrane');
	expect(row).toMatchObject({
		reference: '29 July 2009, 1.1',
		sentence: 'ID to mend the crane',
		owners: [{ key: ida.person, words: 'Ida Dunn', me: false }],
		due: '30 September 2009',
		overdue: false,
		stateWords: 'Reported done',
		meeting: { id: summer, title: 'Summer session', date: '29 July 2009' },
		history: [
			{ what: 'Signed with the minutes', who: 'Ros Tamar', when: '1 September 2009, 12:00', why: '' },
			{ what: 'Reported done', who: 'Ida Dunn', when: '1 September 2009, 12:01', why: 'Oiled.' }
		]
	});
});

test('every order', async () => {
	expect(await ids({ sort: 'due' })).toEqual([
		'writepilots',
		'mendthecrane',
		'paintbollards',
		'asktrust',
		'countbuoys'
	]);
	expect(await ids({ sort: 'newest' })).toEqual([
		'writepilots',
		'mendthecrane',
		'paintbollards',
		'asktrust',
		'countbuoys'
	]);
	expect(await ids({ sort: 'oldest' })).toEqual([
		'mendthecrane',
		'paintbollards',
		'asktrust',
		'countbuoys',
		'writepilots'
	]);
	expect(await ids({ sort: 'owner' })).toEqual([
		'countbuoys',
		'mendthecrane',
		'paintbollards',
		'asktrust',
		'writepilots'
	]);
	w.at(NOON + 60_000);
	await reportActionDone(w.deps, ida, { action: 'paintbollards' as ActionId, note: '' });
	expect((await ids({ sort: 'changed' }))[0]).toBe('paintbollards');
});

test('every filter, with how many there are of each state', async () => {
	await reportActionDone(w.deps, ida, { action: 'paintbollards' as ActionId, note: '' });
	await agreeClosure(w.deps, chair, { action: 'asktrust' as ActionId, note: '' });
	expect((await page(chair))?.counts).toEqual({
		running: 4,
		open: 3,
		overdue: 2,
		'reported-done': 1,
		closed: 1,
		all: 5
	});
	expect(await ids({ state: 'overdue' })).toEqual(['writepilots', 'mendthecrane']);
	expect(await ids({ state: 'closed' })).toEqual(['asktrust']);
	expect(await ids({ owner: 'me' }, ida)).toEqual(['mendthecrane', 'paintbollards']);
	expect(await ids({ owner: chair.person })).toEqual(['writepilots', 'paintbollards']);
	expect(await ids({ owner: ':lc', state: 'all' })).toEqual(['asktrust']);
	expect(await ids({ owner: 'nobody' })).toEqual(['countbuoys']);
	expect(await ids({ meeting: summer, state: 'open' })).toEqual(['mendthecrane', 'countbuoys']);
	expect(await ids({ owner: 'me', state: 'overdue' }, ida)).toEqual(['mendthecrane']);
});

test('words are found anywhere in reference or sentence, whatever signs they hold', async () => {
	expect(await ids({ text: 'BOLLARD' })).toEqual(['paintbollards']);
	expect(await ids({ text: '100%' })).toEqual(['paintbollards']);
	expect(await ids({ text: 'trust harbour' })).toEqual(['asktrust']);
	expect(await ids({ text: '2 September' })).toEqual(['writepilots']);
	expect(await ids({ text: '" OR "crane' })).toEqual([]);
	expect(await ids({ text: 'to' })).toHaveLength(5);
});

test('the filter offers who owns something and which meetings made something', async () => {
	const shown = await page(chair);
	expect(shown?.owners.map(({ words }) => words)).toEqual(['Ida Dunn', 'Ros Tamar', 'LC (not known)']);
	expect(shown?.meetings.map(({ words }) => words)).toEqual([
		'2 September 2009, Autumn session',
		'29 July 2009, Summer session'
	]);
});

test('new owners are found at once, the old ones no longer', async () => {
	await changeActionOwners(w.deps, chair, {
		action: 'mendthecrane' as ActionId,
		note: '',
		words: 'Ros Tamar',
		seen: 1_000,
		outside: false
	});
	expect(await ids({ owner: ida.person })).toEqual(['paintbollards']);
	expect(await ids({ owner: 'me', sort: 'oldest' })).toEqual([
		'mendthecrane',
		'paintbollards',
		'writepilots'
	]);
});

test('a page that does not exist is the last one', async () => {
	await w.signed(
		'2009-08-05',
		'Long session',
		Array.from({ length: 70 }, () => action('3.1', 'tar a plank'))
	);
	const last = await page(chair, { page: 99 });
	expect({ page: last?.filter.page, pages: last?.pages, rows: last?.rows.length }).toEqual({
		page: 2,
		pages: 2,
		rows: 25
	});
});

test('who may read: members all, strangers nothing, a called guest their own actions', async () => {
	const observer = await w.person('Olu Bray', 'observer');
	const guest = await w.person('Gil Reed', null);
	const stranger = await w.person('Sam Vane', null);
	expect((await page(observer))?.rows).toHaveLength(5);
	expect((await page(observer))?.rows.every(({ offered }) => offered.length === 0)).toBe(true);
	expect(await page(stranger)).toBeNull();
	const spring = await w.meeting('2009-09-20', 'Guest session');
	await w.db
		.insertInto('attendance')
		.values({
			id: 'guestguest01' as AttendanceId,
			meeting_id: spring,
			person_id: guest.person,
			position: 1,
			name: guest.name,
			agency: '',
			initials: '',
			role: 'guest',
			attendance: 'present',
			deputy_for: null,
			note: ''
		})
		.execute();
	await w.sign(spring, '2009-09-20', 'Guest session', [
		action('1.1', 'to survey the pier', { owners: [ownedBy(guest, 'GR')], id: 'surveypier' }),
		action('1.2', 'to pay for it', { owners: [ownedBy(chair, 'RT')], id: 'payforit' })
	]);
	const seen = await page(guest);
	expect(seen).toMatchObject({ ownOnly: true, owners: [], meetings: [], counts: { all: 1 } });
	expect(seen?.rows.map(({ id, offered }) => [id, offered])).toEqual([
		['surveypier', ['reported-done', 'note']]
	]);
	const one = (actor: Actor, id: string) =>
		actionPage(w.db, { slug: 'harbour', person: actor.person, today, action: id as ActionId });
	expect((await one(guest, 'surveypier'))?.row.reference).toBe('20 September 2009, 1.1');
	expect(await one(guest, 'payforit')).toBeNull();
	expect(await one(stranger, 'surveypier')).toBeNull();
	expect((await one(observer, 'payforit'))?.row.reference).toBe('20 September 2009, 1.2');
	expect(await reportActionDone(w.deps, guest, { action: 'surveypier' as ActionId, note: '' })).toMatchObject(
		{ ok: true }
	);
});

test('a board without actions says so', async () => {
	const empty = await world();
	const someone = await empty.person('Ros Tamar', 'chair');
	const shown = await registerPage(empty.db, {
		slug: 'harbour',
		person: someone.person,
		today,
		filter: WHOLE_REGISTER
	});
	expect(shown).toMatchObject({ any: false, rows: [], pages: 1, counts: { all: 0 } });
	await empty.close();
});

test('[G11] the table to save holds every page of the list, and no formula', async () => {
	await w.signed('2009-08-05', 'Long session', [
		action('3.1', '=HYPERLINK("x")', { id: 'formulaline' }),
		...Array.from({ length: 600 }, () => action('3.2', 'tar a plank'))
	]);
	const sheet = await registerSheet(w.db, {
		slug: 'harbour',
		person: chair.person,
		today,
		filter: WHOLE_REGISTER
	});
	let text = '';
	for await (const part of sheet ?? []) text += part;
	const lines = text.split('\r\n');
	expect(lines[0]).toBe('\uFEFFReference,Action,Owners,Due,Overdue,State,Meeting,Meeting date,Last change');
	expect(lines).toHaveLength(1 + 606 + 1);
	expect(text).toContain(
		`"5 August 2009, 3.1","'=HYPERLINK(""x"")",,No date,,Open,Long session,5 August 2009,`
	);
	const stranger = await w.person('Sam Vane', null);
	expect(
		await registerSheet(w.db, { slug: 'harbour', person: stranger.person, today, filter: WHOLE_REGISTER })
	).toBeNull();
});

test('decisions stand newest meeting first, each as printed; a stranger finds none', async () => {
	for (const [date, title] of [
		['2009-03-04', 'Winter session'],
		['2009-10-07', 'Late session']
	] as const)
		await w.signed(date, title, [
			{
				kind: 'decision',
				id: `first${date.replaceAll('-', '')}`,
				label: '2.1',
				verb: 'signed off',
				text: `Of ${title}.`
			},
			{
				kind: 'decision',
				id: `other${date.replaceAll('-', '')}`,
				label: '2.2',
				verb: 'noted',
				text: 'The tide.'
			}
		]);
	const shown = await decisionsPage(w.db, { slug: 'harbour', person: ida.person, today, page: 7 });
	expect(shown).toMatchObject({ total: 4, page: 1, pages: 1 });
	expect(
		shown?.meetings.map(({ title, decisions }) => [
			title,
			decisions.map(({ label, verb }) => `${label} ${verb}`)
		])
	).toEqual([
		['Late session', ['2.1 Signed off', '2.2 Noted']],
		['Winter session', ['2.1 Signed off', '2.2 Noted']]
	]);
	const stranger = await w.person('Sam Vane', null);
	expect(await decisionsPage(w.db, { slug: 'harbour', person: stranger.person, today, page: 1 })).toBeNull();
});

test('what waits for somebody is counted by board, each action once', async () => {
	await w.signed('2009-08-05', 'Long session', [
		action('3.1', 'to tar a plank', {
			owners: [ownedBy(ida, 'ID'), ownedBy(ida, 'Ida Dunn')],
			due: dueOn('2009-08-31')
		})
	]);
	expect(await myOpenActions(w.db, ida.person, today)).toEqual(new Map([[w.board, { open: 3, overdue: 2 }]]));
	await agreeClosure(w.deps, chair, { action: 'mendthecrane' as ActionId, note: '' });
	expect(await myOpenActions(w.db, ida.person, today)).toEqual(new Map([[w.board, { open: 2, overdue: 1 }]]));
});

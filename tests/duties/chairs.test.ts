/** Who signs: given by a chair, or by two who gain nothing; told, taken back, and never the last one quietly. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LONG_STANDING_MS } from '#core/boards/chairs.ts';
import type { ChairChangeId, MembershipId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import { chairChangesOf } from '#server/store/boards/chair-changes.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { confirmChair } from '#server/usecases/boards/confirm-chair.ts';
import { proposeChair, withdrawChair } from '#server/usecases/boards/propose-chair.ts';
import { takeBackChair } from '#server/usecases/boards/take-back-chair.ts';
import { disablePerson } from '#server/usecases/accounts/disable-person.ts';
import { addMember, changeRole, endMembership } from '#server/usecases/boards/keep-members.ts';
import { CONSOLE, duty, dutiesWorld, value, type DutiesWorld } from './world.ts';

const DAY = 24 * 60 * 60_000;
let world: DutiesWorld;

beforeEach(async () => {
	world = await dutiesWorld();
});
afterEach(() => world.close());

const idOf = async (name: string) =>
	must((await world.membership(name)) ?? undefined, name).id as MembershipId;
const role = async (name: string) => (await world.membership(name))?.role ?? null;
const change = async (as: string, name: string, to: string) =>
	changeRole(world.deps, await world.as(as), { membership: await idOf(name), role: to });
const end = async (as: string, name: string) =>
	endMembership(world.deps, await world.as(as), { membership: await idOf(name) });
const propose = async (as: string, name: string, to: string) =>
	proposeChair(world.deps, await world.as(as), { board: world.board, membership: await idOf(name), to });
const confirm = async (as: string, change: ChairChangeId) =>
	confirmChair(world.deps, await world.as(as), { change });
const takeBack = async (as: string, change: ChairChangeId) =>
	takeBackChair(world.deps, await world.as(as), { change });
const latest = async () => must((await chairChangesOf(world.db, world.board))[0], 'a change').id;

test.each(['chair', 'co-chair'])('[D1] a notetaker does not make herself %s', async (to) => {
	expect(await change('Nell', 'Nell', to)).toMatchObject(duty('own-role'));
	expect(
		await addMember(world.deps, await world.as('Nell'), {
			board: world.board,
			email: 'nell@example.org',
			role: to
		})
	).toMatchObject(duty('own-role'));
	expect(await role('Nell')).toBe('notetaker');
});

test('[D1] a co-chair does not make herself chair; a chair may step down to co-chair', async () => {
	value(await change('Cora', 'Mo', 'co-chair'));
	expect(await change('Mo', 'Mo', 'chair')).toMatchObject(duty('own-role'));
	value(await change('Cora', 'Cora', 'co-chair'));
});

test('[D2] a notetaker neither makes somebody chair nor removes one, and leaves nobody behind in trying', async () => {
	expect(await change('Nell', 'Mo', 'chair')).toMatchObject(duty('chairs-only'));
	expect(await change('Nell', 'Cora', 'member')).toMatchObject(duty('chairs-only'));
	expect(await end('Nell', 'Cora')).toMatchObject(duty('chairs-only'));
	expect(
		await addMember(world.deps, await world.as('Nell'), {
			board: world.board,
			name: 'Pal',
			email: 'pal@example.org',
			role: 'co-chair'
		})
	).toMatchObject(duty('chairs-only'));
	expect(await world.db.selectFrom('person').select('id').where('name', '=', 'Pal').execute()).toEqual([]);
	expect([await world.letters(), await world.audit()]).toEqual([[], []]);
});

test('[D2] a board begins with its chair, who is not the one who makes it', async () => {
	const make = async (email: string, as = CONSOLE) =>
		addBoard(world.deps, as, { slug: 'other', name: 'Other', chair: { email } });
	expect(await make('')).toMatchObject({ error: { field: 'chairEmail' } });
	expect(await make('nobody@example.org')).toMatchObject({ error: { field: 'chairName' } });
	expect(await make('ada@example.org', await world.as('Ada'))).toMatchObject(duty('own-role'));
	expect(await world.db.selectFrom('board').select('slug').execute()).toEqual([{ slug: 'quay' }]);
	value(await make('mo@example.org', await world.as('Ada')));
	expect(await world.letters()).toEqual(['Mo: Other: Mo becomes chair']);
});

test('[D2] [D3] a chair makes somebody co-chair: in the audit, and told to every chair at once', async () => {
	value(await change('Cora', 'Mo', 'co-chair'));
	expect(await world.letters()).toEqual([
		'Cora: Quay Board: Mo becomes co-chair, before that member',
		'Mo: Quay Board: Mo becomes co-chair, before that member'
	]);
	expect(await world.audit()).toEqual(['change-role', 'change-chair']);
});

test('[D2] two people neither of whom gains: one proposes, another confirms', async () => {
	const proposed = value(await propose('Nell', 'Mo', 'co-chair'));
	expect(await role('Mo')).toBe('member');
	expect(await confirm('Nell', proposed)).toMatchObject(duty('second-person'));
	expect(await confirm('Mo', proposed)).toMatchObject(duty('no-gain'));
	expect(await confirm('Olive', proposed)).toMatchObject({ error: { code: 'not-allowed' } });
	expect(await confirm('Ada', proposed)).toMatchObject({ ok: false });
	expect(value(await confirm('Ines', proposed))).toBe('done');
	expect(await role('Mo')).toBe('co-chair');
	expect(await confirm('Ines', proposed)).toMatchObject(duty('too-late'));
	expect(await world.audit()).toEqual(['propose-chair', 'confirm-chair']);
	expect(await world.letters()).toEqual([
		'Cora: Quay Board, proposed: Mo becomes co-chair, before that member',
		'Mo: Quay Board, proposed: Mo becomes co-chair, before that member',
		'Cora: Quay Board: Mo becomes co-chair, before that member',
		'Mo: Quay Board: Mo becomes co-chair, before that member'
	]);
});

test('[D2] nobody proposes themselves; nor does an observer, an administrator or a stranger propose', async () => {
	expect(await propose('Mo', 'Mo', 'chair')).toMatchObject(duty('own-role'));
	expect(await propose('Olive', 'Mo', 'chair')).toMatchObject({ error: { code: 'not-allowed' } });
	expect(await propose('Ada', 'Mo', 'chair')).toMatchObject({ error: { code: 'not-found' } });
});

test('[D2] a notetaker who adds two accounts of her own invention changes no chair by them, whatever first day she gives them', async () => {
	const invent = async (name: string, from: string) =>
		value(
			await addMember(world.deps, await world.as('Nell'), {
				board: world.board,
				name,
				email: `${name.toLowerCase()}@example.org`,
				role: 'member',
				from
			})
		);
	await invent('Pal', '2031-01-01');
	await invent('Pam', '');
	expect(await propose('Pal', 'Mo', 'co-chair')).toMatchObject(duty('newcomer'));
	expect(await propose('Pam', 'Mo', 'co-chair')).toMatchObject(duty('newcomer'));
	const proposed = value(await propose('Nell', 'Mo', 'co-chair'));
	expect(await confirm('Pal', proposed)).toMatchObject(duty('newcomer'));
	expect(await confirm('Pam', proposed)).toMatchObject(duty('newcomer'));
	// Nor after she has ended it and begun another.
	value(await end('Nell', 'Pal'));
	await invent('Pal', '');
	expect(await confirm('Pal', proposed)).toMatchObject(duty('newcomer'));
	expect(await role('Mo')).toBe('member');
	expect(await world.letters()).toEqual([
		'Cora: Quay Board, proposed: Mo becomes co-chair, before that member',
		'Mo: Quay Board, proposed: Mo becomes co-chair, before that member'
	]);
	// The chair's way is open meanwhile; after thirty days so is theirs.
	value(await withdrawChair(world.deps, await world.as('Nell'), { change: proposed }));
	world.passes(LONG_STANDING_MS);
	value(await confirm('Pam', value(await propose('Pal', 'Mo', 'co-chair'))));
});

test('[D2] who was a member for long counts as one also in another role from today', async () => {
	value(await change('Nell', 'Mo', 'observer'));
	value(await change('Nell', 'Mo', 'member'));
	value(await confirm('Mo', value(await propose('Nell', 'Ines', 'co-chair'))));
});

test('[D2] what was withdrawn, and what nobody confirmed for a fortnight, is confirmed no more', async () => {
	const first = value(await propose('Nell', 'Mo', 'co-chair'));
	value(await withdrawChair(world.deps, await world.as('Nell'), { change: first }));
	expect(await confirm('Ines', first)).toMatchObject(duty('too-late'));
	const second = value(await propose('Nell', 'Mo', 'co-chair'));
	world.passes(14 * DAY);
	expect(await confirm('Ines', second)).toMatchObject(duty('too-late'));
});

test('[D3] a chair takes it back within a day: both rows stay, and a new one begins', async () => {
	value(await confirm('Ines', value(await propose('Nell', 'Mo', 'co-chair'))));
	const made = await latest();
	expect(await takeBack('Nell', made)).toMatchObject({ error: { code: 'not-found' } });
	world.passes(DAY - 1);
	await world.letters();
	value(await takeBack('Cora', made));
	expect(await role('Mo')).toBe('member');
	const rows = (await membershipsOf(world.db, world.board)).filter(({ name }) => name === 'Mo');
	expect(rows.map((one) => one.role)).toEqual(['member', 'co-chair', 'member']);
	expect(await world.letters()).toEqual([
		'Cora: Quay Board, taken back: Mo becomes co-chair, before that member',
		'Mo: Quay Board, taken back: Mo becomes co-chair, before that member'
	]);
	expect((await world.audit()).at(-1)).toBe('take-back-chair');
	expect(await takeBack('Cora', made)).toMatchObject(duty('too-late'));
});

test('[D3] after a day it stands', async () => {
	value(await confirm('Ines', value(await propose('Nell', 'Mo', 'co-chair'))));
	world.passes(DAY);
	expect(await takeBack('Cora', await latest())).toMatchObject(duty('too-late'));
	expect(await role('Mo')).toBe('co-chair');
});

test('[D3] a chair whom a co-chair removed takes that back, though she is on the board no more', async () => {
	value(await change('Cora', 'Mo', 'co-chair'));
	value(await end('Mo', 'Cora'));
	expect(await role('Cora')).toBeNull();
	value(await takeBack('Cora', await latest()));
	expect(await role('Cora')).toBe('chair');
});

test('[D3] what was signed meanwhile stays on the record, and the letter says so', async () => {
	value(await change('Cora', 'Mo', 'co-chair'));
	const meeting = await world.meeting();
	value(await world.sign('Mo', meeting));
	await world.letters();
	value(await takeBack('Cora', await latest()));
	const { text } = await world.db
		.selectFrom('letter')
		.select('text')
		.where('subject', 'like', '%taken back%')
		.executeTakeFirstOrThrow();
	expect(text).toContain('Mo signed meanwhile, and that stays on the record: Quarterly, 24 July 2031.');
	expect(await world.db.selectFrom('signature').select('name').execute()).toEqual([{ name: 'Mo' }]);
});

test('[D4] the last chair goes only when two members and an administrator say so, and does not take that back alone', async () => {
	const proposed = value(await propose('Nell', 'Cora', 'member'));
	expect(await confirm('Ada', proposed)).toMatchObject({ ok: false });
	expect(value(await confirm('Mo', proposed))).toBe('waits for an administrator');
	expect(await role('Cora')).toBe('chair');
	expect(await confirm('Ines', proposed)).toMatchObject({ ok: false });
	expect(await world.letters()).toContain(
		'Ada: Quay Board, an administrator is asked: Cora is no longer chair, but member'
	);
	expect(value(await confirm('Ada', proposed))).toBe('done');
	expect(await role('Cora')).toBe('member');
	expect(await world.audit()).toEqual(['propose-chair', 'second-chair', 'confirm-chair']);
	expect(await takeBack('Cora', proposed)).toMatchObject(duty('own-removal'));
	// Now nobody signs: two people name the next chair.
	value(await confirm('Ines', value(await propose('Nell', 'Mo', 'chair'))));
	expect(await role('Mo')).toBe('chair');
});

test('[D4] nor by first making another: whom two people made chair today does not count yet', async () => {
	value(await confirm('Ines', value(await propose('Nell', 'Mo', 'co-chair'))));
	const removal = value(await propose('Nell', 'Cora', ''));
	expect(value(await confirm('Ines', removal))).toBe('waits for an administrator');
	value(await withdrawChair(world.deps, await world.as('Nell'), { change: removal }));
	world.passes(DAY);
	expect(value(await confirm('Ines', value(await propose('Nell', 'Cora', ''))))).toBe('done');
	expect(await role('Cora')).toBeNull();
});

test('[D4] a chair may leave the office herself, though she is the last', async () => {
	value(await change('Cora', 'Cora', 'member'));
	expect(
		(await standingOn(world.db, world.board, (await world.as('Cora')).person, world.today())).roles
	).toEqual(['member']);
});

test('[D7] an administrator does not put herself on a board, and makes nobody chair of one', async () => {
	const add = async (email: string, as: string) =>
		addMember(world.deps, await world.as('Ada'), { board: world.board, email, role: as });
	for (const as of ['chair', 'notetaker', 'member', 'observer'])
		expect(await add('ada@example.org', as)).toMatchObject(duty('own-entry'));
	expect(await change('Ada', 'Mo', 'chair')).toMatchObject(duty('chairs-only'));
	expect(await end('Ada', 'Cora')).toMatchObject(duty('chairs-only'));
});

test('[D7] a chair puts the administrator on it, and at the console she may, which is told', async () => {
	const add = async (as: typeof CONSOLE, email: string, role: string) =>
		addMember(world.deps, as, { board: world.board, email, role });
	value(await add(await world.as('Cora'), 'ada@example.org', 'notetaker'));
	expect(await world.letters()).toEqual([]);
	value(await add(CONSOLE, 'ada@example.org', 'co-chair'));
	expect(await world.letters()).toEqual([
		'Cora: Quay Board: Ada becomes co-chair',
		'Ada: Quay Board: Ada becomes co-chair'
	]);
	value(await takeBack('Cora', await latest()));
});

test('[D9] what an administrator does to members is told to the chairs', async () => {
	const ada = await world.as('Ada');
	const pal = { board: world.board, name: 'Pal', email: 'pal@example.org', role: 'member' };
	value(await addMember(world.deps, ada, pal));
	value(await changeRole(world.deps, ada, { membership: await idOf('Pal'), role: 'observer' }));
	value(await endMembership(world.deps, ada, { membership: await idOf('Pal') }));
	expect(await world.letters()).toEqual(
		Array(3).fill('Cora: Quay Board: an administrator changed who is on it')
	);
});

test('[D10] nobody who is disabled becomes chair', async () => {
	value(await disablePerson(world.deps, CONSOLE, { person: (await world.as('Mo')).person }));
	expect(await change('Cora', 'Mo', 'co-chair')).toMatchObject({ error: { code: 'invalid' } });
	expect(await propose('Nell', 'Mo', 'co-chair')).toMatchObject({ error: { code: 'invalid' } });
});

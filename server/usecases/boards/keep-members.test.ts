import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BoardId, MembershipId } from '#core/kernel/ids.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { addDays, londonDate } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { newWorld, type World } from '../../../tests/support/signed-meeting.ts';
import { addBoard, STANDING_ITEMS } from './add-board.ts';
import { addPerson } from '#server/usecases/accounts/add-person.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { addMember, changeRole, endMembership } from './keep-members.ts';
import { keepRoster } from '#server/usecases/roster/keep-roster.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';

const ADMIN: Actor = { person: 'console' as PersonId, name: 'Console', admin: true };
let world: World;
let board: BoardId;
let chair: Actor;

const value = <T>(result: Result<T, unknown>): T => {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
};
const join = async (name: string, role: string, more: { from?: string; to?: string } = {}, as = ADMIN) =>
	addMember(world.deps, as, { board, name, email: `${name.toLowerCase()}@example.org`, role, ...more });
const memberOf = async (name: string) =>
	must((await membershipsOf(world.db, board)).filter((one) => one.name === name).at(-1), name);
const actor = async (name: string): Promise<Actor> => ({
	person: (await memberOf(name)).person,
	name,
	admin: false
});
const today = () => londonDate(world.deps.now());
const plan = async (days: number, as: Actor = chair) =>
	makeMeeting(world.deps, as, { board, title: 'Quarterly', date: addDays(today(), days) });

beforeEach(async () => {
	world = await newWorld();
	const cora = { email: 'cora@example.org', name: 'Cora' };
	board = value(await addBoard(world.deps, ADMIN, { slug: 'quay', name: 'Quay Board', chair: cora })).id;
	chair = await actor('Cora');
});
afterEach(() => world.close());

test('[P3] only administrators add people and boards', async () => {
	expect(await addPerson(world.deps, chair, { name: 'Ned', email: '' })).toMatchObject({
		ok: false,
		error: { code: 'not-allowed' }
	});
	expect(
		await addBoard(world.deps, chair, {
			slug: 'other',
			name: 'Other',
			chair: { email: 'mo@example.org', name: 'Mo' }
		})
	).toMatchObject({
		ok: false,
		error: { code: 'not-allowed' }
	});
	expect((await addPerson(world.deps, ADMIN, { name: 'Ned', email: 'ned@example.org' })).ok).toBe(true);
	expect(await addPerson(world.deps, ADMIN, { name: 'Ned', email: 'NED@example.org' })).toMatchObject({
		error: { code: 'taken', field: 'email' }
	});
});

test.each(['chair', 'co-chair', 'notetaker'])('[P4] a %s adds members', async (role) => {
	value(await join('Kit', role));
	expect((await join('Mo', 'member', {}, await actor('Kit'))).ok).toBe(true);
});

test.each(['member', 'observer'])('[P4] a %s does not, and is told so', async (role) => {
	value(await join('Kit', role));
	expect(await join('Mo', 'member', {}, await actor('Kit'))).toMatchObject({
		error: { code: 'not-allowed' }
	});
});

test('[P7] a stranger is told nothing, not even that there is a board', async () => {
	const stranger: Actor = { person: 'nobody00000000000000' as PersonId, name: 'No', admin: false };
	expect(await join('Mo', 'member', {}, stranger)).toEqual({ ok: false, error: { code: 'not-found' } });
	expect(await plan(3, stranger)).toEqual({ ok: false, error: { code: 'not-found' } });
});

test('[P4] the same person is one person, whatever the case of the e-mail', async () => {
	value(await join('Mo', 'member'));
	expect(
		await addMember(world.deps, chair, { board, email: 'MO@example.org', role: 'member' })
	).toMatchObject({
		error: { code: 'taken', message: expect.stringContaining('Mo holds that role') }
	});
	expect(
		await addMember(world.deps, chair, { board, email: 'new@example.org', role: 'member' })
	).toMatchObject({
		error: { code: 'invalid', field: 'name' }
	});
	expect(await join('Mo', 'member', { from: '2031-07-02', to: '2031-07-01' })).toMatchObject({
		error: { code: 'invalid', field: 'to' }
	});
});

test('[P4] ended means from today; changed means both roles stay on record', async () => {
	value(await join('Mo', 'member', { from: addDays(today(), -9) }));
	value(await changeRole(world.deps, chair, { membership: (await memberOf('Mo')).id, role: 'observer' }));
	const { person } = await memberOf('Mo');
	const roles = async () => (await standingOn(world.db, board, person, today())).roles;
	expect(await roles()).toEqual(['observer']);
	expect((await membershipsOf(world.db, board)).filter(({ name }) => name === 'Mo')).toHaveLength(2);
	value(await endMembership(world.deps, chair, { membership: (await memberOf('Mo')).id }));
	expect(await roles()).toEqual([]);
});

test('[P5] the last who can keep a board cannot be taken off it', async () => {
	const { id } = await memberOf('Cora');
	const refusal = { ok: false, error: { code: 'invalid', field: 'membership' } };
	expect(await endMembership(world.deps, chair, { membership: id })).toMatchObject(refusal);
	expect(await changeRole(world.deps, chair, { membership: id, role: 'member' })).toMatchObject(refusal);
	value(await join('Kit', 'notetaker'));
	expect((await endMembership(world.deps, chair, { membership: id })).ok).toBe(true);
});

test('[P4] a membership that is not there is not found', async () => {
	const membership = 'nosuchmembership0000' as MembershipId;
	expect(await endMembership(world.deps, ADMIN, { membership })).toMatchObject({
		error: { code: 'not-found' }
	});
});

test('[P6] a meeting starts with the standing items and whoever is a member that day', async () => {
	value(await join('Mo', 'member'));
	value(await join('Nell', 'notetaker'));
	value(await join('Late', 'member', { from: addDays(today(), 30) }));
	value(await join('Gone', 'member', { from: addDays(today(), -30), to: addDays(today(), 2) }));
	const id = value(await plan(7));
	const loaded = must(await loadMinutes(world.db, id), 'the minutes');
	expect(loaded.minutes.items.map(({ title }) => title)).toEqual(STANDING_ITEMS);
	expect(loaded.minutes.chair).toEqual({ name: 'Cora', agency: '' });
	expect(
		(await rosterOf(world.db, id)).map(({ name, role, attendance }) => [name, role, attendance])
	).toEqual([
		['Cora', 'chair', 'expected'],
		['Nell', 'notetaker', 'expected'],
		['Mo', 'member', 'expected']
	]);
});

test('[P6] members and observers make no meetings', async () => {
	value(await join('Mo', 'member'));
	expect(await plan(7, await actor('Mo'))).toMatchObject({ error: { code: 'not-allowed' } });
});

test('[P6] a meeting needs a title and a day, and ends after it starts', async () => {
	const make = (more: object) =>
		makeMeeting(world.deps, chair, { board, title: 'Quarterly', date: '2031-09-01', ...more });
	expect(await make({ title: ' ' })).toMatchObject({ error: { field: 'title' } });
	expect(await make({ date: '2031-02-30' })).toMatchObject({ error: { field: 'date' } });
	expect(await make({ start: '25:00' })).toMatchObject({ error: { field: 'start' } });
	expect(await make({ start: '14:00', end: '14:00' })).toMatchObject({ error: { field: 'end' } });
});

test('[P4] whoever joins is called to the meetings to come; whoever leaves is taken off, unless marked', async () => {
	const [soon, later] = [value(await plan(0)), value(await plan(7))];
	value(await join('Mo', 'member'));
	const names = async (id: typeof soon) => (await rosterOf(world.db, id)).map(({ name }) => name);
	expect(await names(soon)).toEqual(['Cora', 'Mo']);
	const line = must((await rosterOf(world.db, soon)).at(-1), 'the line of Mo');
	value(
		await keepRoster(world.deps, chair, {
			meeting: soon,
			change: { kind: 'mark', entry: line.id, attendance: 'present' }
		})
	);
	value(await endMembership(world.deps, chair, { membership: (await memberOf('Mo')).id }));
	expect(await names(soon)).toEqual(['Cora', 'Mo']);
	expect(await names(later)).toEqual(['Cora']);
});

test('[P9] the roster: deputy for, guest, initials; a marked line is not removed', async () => {
	value(await join('Mo', 'member'));
	const meeting = value(await plan(0));
	const [, mo] = await rosterOf(world.db, meeting);
	const entry = must(mo, 'Mo').id;
	const keep = (change: Parameters<typeof keepRoster>[2]['change'], as = chair) =>
		keepRoster(world.deps, as, { meeting, change });
	const roster = value(
		await keep({ kind: 'add-guest', name: 'Dee Puty', agency: 'Police', deputyFor: entry })
	);
	expect(roster.at(-1)).toMatchObject({
		name: 'Dee Puty',
		role: 'guest',
		attendance: 'present',
		deputyFor: entry
	});
	value(await keep({ kind: 'initials', entry, initials: 'MO2' }));
	value(await keep({ kind: 'mark', entry, attendance: 'apologies' }));
	expect(await keep({ kind: 'deputy', entry, for: entry })).toMatchObject({ error: { field: 'for' } });
	expect(await keep({ kind: 'remove', entry })).toMatchObject({ error: { code: 'invalid' } });
	value(await keep({ kind: 'remove', entry: must(roster.at(-1), 'the guest').id }));
	expect(await keep({ kind: 'note', entry, note: 'items 2 to 4' }, await actor('Mo'))).toMatchObject({
		error: { code: 'not-allowed' }
	});
	expect(value(await keep({ kind: 'note', entry, note: 'items 2 to 4' })).map(({ note }) => note)).toEqual([
		'',
		'items 2 to 4'
	]);
});

test('[P9] nobody makes themselves the chair of a meeting; the new chair is printed at its head', async () => {
	value(await join('Nell', 'notetaker'));
	value(await join('Mo', 'member'));
	const meeting = value(await plan(0));
	const roster = await rosterOf(world.db, meeting);
	const line = (name: string) =>
		must(
			roster.find((one) => one.name === name),
			name
		).id;
	const make = async (name: string, as: string) =>
		keepRoster(world.deps, await actor(as), {
			meeting,
			change: { kind: 'role', entry: line(name), role: 'chair' }
		});
	expect(await make('Nell', 'Nell')).toMatchObject({ error: { code: 'separate-duties', which: 'own-role' } });
	expect(await make('Mo', 'Nell')).toMatchObject({
		error: { code: 'separate-duties', which: 'chairs-only' }
	});
	value(await make('Mo', 'Cora'));
	value(
		await keepRoster(world.deps, await actor('Nell'), {
			meeting,
			change: { kind: 'role', entry: line('Cora'), role: 'member' }
		})
	);
	expect((await loadMinutes(world.db, meeting))?.minutes.chair?.name).toBe('Mo');
});

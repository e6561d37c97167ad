/** One meeting: who is called to it, who signs it, who took its notes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttendanceId, ChairChangeId, MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { addDays } from '#core/kernel/time.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { addPerson } from '#server/usecases/accounts/add-person.ts';
import { confirmChair } from '#server/usecases/boards/confirm-chair.ts';
import { proposeChair } from '#server/usecases/boards/propose-chair.ts';
import { addMember, changeRole } from '#server/usecases/boards/keep-members.ts';
import { keepRoster, type RosterChange } from '#server/usecases/roster/keep-roster.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { review } from '#server/usecases/record/review.ts';
import { setDuties } from '#server/usecases/boards/set-duties.ts';
import { CONSOLE, duty, dutiesWorld, value, type DutiesWorld } from './world.ts';

let world: DutiesWorld;
let meeting: MeetingId;

beforeEach(async () => {
	world = await dutiesWorld();
	meeting = await world.meeting();
	await world.audit();
});
afterEach(() => world.close());

const keep = async (as: string, change: RosterChange) =>
	keepRoster(world.deps, await world.as(as), { meeting, change });
const entry = async (name: string) => (await world.line(meeting, name)).id as AttendanceId;
const make = async (as: string, name: string, role: string) =>
	keep(as, { kind: 'role', entry: await entry(name), role });

test('[D2] a notetaker appoints no chair for one meeting, who would sign', async () => {
	expect(await make('Nell', 'Mo', 'chair')).toMatchObject(duty('chairs-only'));
	expect(await make('Nell', 'Mo', 'co-chair')).toMatchObject(duty('chairs-only'));
	expect(await world.sign('Mo', meeting)).toMatchObject({ error: { code: 'not-allowed' } });
	expect(await world.audit()).toEqual([]);
});

test('[D2] [D3] a chair does: in the audit, told to the chairs, and printed at the head', async () => {
	value(await make('Cora', 'Mo', 'chair'));
	expect(await world.audit()).toEqual(['set-meeting-role', 'change-chair']);
	expect(await world.letters()).toEqual([
		'Cora: Quay Board: Mo becomes chair of one meeting, before that member',
		'Mo: Quay Board: Mo becomes chair of one meeting, before that member'
	]);
	expect(await make('Nell', 'Mo', 'member')).toMatchObject(duty('chairs-only'));
	value(await world.sign('Mo', meeting));
});

test('[D2] for one meeting, too, two people can who gain nothing by it', async () => {
	const proposed = value(
		await proposeChair(world.deps, await world.as('Nell'), {
			board: world.board,
			meeting,
			entry: await entry('Mo'),
			to: 'chair'
		})
	);
	const confirm = async (as: string, change: ChairChangeId) =>
		confirmChair(world.deps, await world.as(as), { change });
	expect(await confirm('Mo', proposed)).toMatchObject(duty('no-gain'));
	value(await confirm('Ines', proposed));
	expect((await world.line(meeting, 'Mo')).role).toBe('chair');
});

test('[D5] every line of a roster that lets somebody in has its row in the audit', async () => {
	const guest = value(await addPerson(world.deps, CONSOLE, { name: 'Gus', email: 'gus@example.org' }));
	await world.audit();
	value(await keep('Nell', { kind: 'add-person', person: guest, agency: '' }));
	value(await keep('Nell', { kind: 'add-guest', name: 'Dee', agency: '', deputyFor: await entry('Mo') }));
	value(await keep('Nell', { kind: 'deputy', entry: await entry('Dee'), for: await entry('Ines') }));
	value(await keep('Nell', { kind: 'remove', entry: await entry('Dee') }));
	expect(await world.audit()).toEqual([
		'call-to-meeting',
		'call-to-meeting',
		'set-deputy',
		'uncall-from-meeting'
	]);
	const cora = await world.as('Cora');
	value(
		await addMember(world.deps, cora, {
			board: world.board,
			name: 'Pal',
			email: 'p@example.org',
			role: 'member'
		})
	);
	expect(await world.audit()).toEqual(['add-person', 'call-to-meeting', 'add-member']);
	value(
		await makeMeeting(world.deps, cora, {
			board: world.board,
			title: 'Next',
			date: addDays(world.today(), 9)
		})
	);
	const { detail } = await world.db
		.selectFrom('audit')
		.select('detail')
		.where('verb', '=', 'make-meeting')
		.orderBy('number', 'desc')
		.executeTakeFirstOrThrow();
	expect(
		(JSON.parse(detail) as { roster: { person: string }[] }).roster.map(({ person }) => person)
	).toContain(cora.person);
});

test('[D7] nobody adds themselves to a roster', async () => {
	const ada = await world.as('Ada');
	const add = { kind: 'add-person', person: ada.person, agency: '' } as const;
	expect(await keep('Ada', add)).toMatchObject({ error: { code: 'not-found' } });
	value(
		await addMember(world.deps, await world.as('Cora'), {
			board: world.board,
			email: 'ada@example.org',
			role: 'notetaker'
		})
	);
	value(await keep('Cora', { kind: 'remove', entry: await entry('Ada') }));
	expect(await keep('Ada', add)).toMatchObject(duty('own-entry'));
});

test('[D6] whoever took the notes does not sign them: neither by the roster nor by the board', async () => {
	const cora = await world.as('Cora');
	value(
		await addMember(world.deps, cora, { board: world.board, email: 'nell@example.org', role: 'co-chair' })
	);
	expect(await world.sign('Nell', meeting)).toMatchObject(duty('own-notes'));
	const seen = must(await review(world.deps, await world.as('Nell'), meeting), 'review');
	expect([seen.maySign, seen.tookNotes]).toEqual([false, true]);
	expect(await make('Nell', 'Nell', 'member')).toMatchObject(duty('own-notes'));
	value(await world.sign('Cora', meeting));
});

test('[D6] nor when she is made chair on the very day: who takes the notes today goes on taking them', async () => {
	const { id } = must((await world.membership('Nell')) ?? undefined, 'Nell');
	value(await changeRole(world.deps, await world.as('Cora'), { membership: id as never, role: 'co-chair' }));
	expect((await world.line(meeting, 'Nell')).role).toBe('notetaker');
	expect(await world.sign('Nell', meeting)).toMatchObject(duty('own-notes'));
});

test('[D6] a notetaker does not stop a chair from signing by calling her the notetaker', async () => {
	expect(await make('Nell', 'Cora', 'notetaker')).toMatchObject(duty('chairs-only'));
});

test('[D6] where the board lets one person do both, the record says so in its text and under its signature', async () => {
	const both = async (as: string, oneMayDoBoth: boolean) =>
		setDuties(world.deps, await world.as(as), { board: world.board, oneMayDoBoth });
	expect(await both('Nell', true)).toMatchObject({ error: { code: 'not-allowed' } });
	value(await both('Cora', true));
	expect(await world.audit()).toEqual(['set-duties']);
	expect(await world.letters()).toEqual(['Cora: Quay Board: who takes the notes and who signs']);
	const cora = await world.as('Cora');
	value(
		await addMember(world.deps, cora, { board: world.board, email: 'nell@example.org', role: 'co-chair' })
	);
	value(await world.sign('Nell', meeting));
	const record = must((await signedRecord(world.db, meeting)) ?? undefined, 'record');
	expect(record.minutes.oneMayDoBoth).toBe(true);
	expect(record.snapshot.text).toContain(
		'This board lets one person take the notes of a meeting and sign them.'
	);
	expect(record.signatures.map(({ role }) => role)).toEqual(['co-chair, who also took the notes']);
});

test('[D6] where nobody is called notetaker, whoever alone wrote the text took the notes', async () => {
	const { id } = must((await world.membership('Nell')) ?? undefined, 'Nell');
	value(await changeRole(world.deps, await world.as('Cora'), { membership: id as never, role: 'member' }));
	const { number } = await world.db.selectFrom('document').select('number').executeTakeFirstOrThrow();
	const wrote = async (name: string, client: number) =>
		world.db
			.insertInto('document_client')
			.values({ document: number, client, person_id: (await world.as(name)).person })
			.execute();
	await wrote('Cora', 1);
	expect(await world.sign('Cora', meeting)).toMatchObject(duty('own-notes'));
	await wrote('Mo', 2);
	value(await world.sign('Cora', meeting));
	expect(await rosterOf(world.db, meeting)).toHaveLength(5);
});

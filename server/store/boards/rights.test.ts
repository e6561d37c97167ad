import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardId, MeetingId, MembershipId, PersonId } from '#core/kernel/ids.ts';
import { ROLES, type Role } from '#core/boards/people.ts';
import { may, type BoardVerb, type MeetingVerb } from '#core/boards/policy.ts';
import { must } from '#core/kernel/result.ts';
import { addDays, londonDate } from '#core/kernel/time.ts';
import {
	EVERYBODY,
	meetingOf,
	newWorld,
	personOf,
	type World
} from '../../../tests/support/signed-meeting.ts';
import { insertRoster, rosterOf, updateRosterEntry } from '#server/store/roster/attendance.ts';
import { insertMembership } from './boards.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { insertPerson } from './people.ts';
import { openReader } from '#server/store/database/reader.ts';
import { mayListen, penFor, standingAt, standingOn } from './rights.ts';

const ALL = {
	'read-board': 'chair co-chair notetaker member observer',
	'keep-members': 'chair co-chair notetaker',
	'change-chair': 'chair co-chair',
	'propose-chair': 'chair co-chair notetaker member',
	'set-duties': 'chair co-chair',
	'check-record': 'chair co-chair',
	'make-meeting': 'chair co-chair notetaker',
	'set-quorum': 'chair co-chair notetaker',
	'import-minutes': 'chair co-chair notetaker',
	'read-register': 'chair co-chair notetaker member observer',
	'report-action': 'chair co-chair notetaker',
	'settle-action': 'chair co-chair notetaker',
	'set-bank-holidays': 'chair co-chair notetaker',
	'keep-phrases': 'chair co-chair notetaker',
	'read-meeting': 'chair co-chair notetaker member observer guest',
	'write-minutes': 'chair co-chair notetaker member guest',
	'keep-agenda': 'chair co-chair notetaker',
	'propose-item': 'chair co-chair notetaker member',
	'keep-roster': 'chair co-chair notetaker',
	'keep-private-notes': 'chair co-chair notetaker',
	remark: 'chair co-chair notetaker member observer guest',
	'answer-remarks': 'chair co-chair notetaker',
	sign: 'chair co-chair',
	circulate: 'chair co-chair notetaker'
} satisfies Record<BoardVerb | MeetingVerb, string>;

describe.each(Object.entries(ALL))('[P7] %s', (verb, allowed) => {
	test.each([...ROLES, 'guest' as const])('%s', (role) => {
		const standing = { roles: [role], admin: false };
		expect(may(standing, verb as BoardVerb)).toBe(allowed.split(' ').includes(role));
	});
	test('stranger and administrator', () => {
		expect(may({ roles: [], admin: false }, verb as BoardVerb)).toBe(false);
		expect(may({ roles: [], admin: true }, verb as BoardVerb)).toBe(verb === 'keep-members');
	});
});

let world: World;
let meeting: MeetingId;
let board: BoardId;
const STRANGER = 'stranger000000000000' as PersonId;

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
	board = must(await meetingById(world.db, meeting), 'meeting').board;
	await insertPerson(
		world.db,
		{ id: STRANGER, name: 'Stig Ranger', email: null, initials: '', agency: '', admin: false },
		world.deps.now()
	);
});
afterEach(() => world.close());

const today = () => londonDate(world.deps.now());
/** As the pages ask, and as the relay does. */
async function pen(person: PersonId) {
	const reader = openReader(world.dataDir);
	const atOnce = reader.pen(meeting, person, today());
	reader.close();
	expect(await penFor(world.db, meeting, person, today())).toBe(atOnce);
	return atOnce;
}
const nameOf = (role: Role) =>
	must(
		EVERYBODY.find((someone) => someone.role === role),
		role
	).name;
const join = (role: Role, from: number, to: number | null) =>
	insertMembership(world.db, {
		id: world.deps.newId<MembershipId>(),
		board,
		person: STRANGER,
		role,
		agency: '',
		initials: '',
		from: addDays(today(), from),
		to: to === null ? null : addDays(today(), to)
	});
const call = async (role: Role | 'guest') =>
	insertRoster(world.db, meeting, [
		{
			id: world.deps.newId(),
			person: STRANGER,
			name: 'Stig Ranger',
			agency: '',
			initials: '',
			role,
			attendance: 'expected',
			deputyFor: null,
			note: ''
		}
	]);

test('[P7] a membership holds from its first to its last day', async () => {
	const roles = async () => (await standingOn(world.db, board, STRANGER, today())).roles;
	await join('member', 1, null);
	expect(await roles()).toEqual([]);
	await join('observer', -9, -1);
	expect(await roles()).toEqual([]);
	await join('notetaker', -1, 0);
	expect(await roles()).toEqual(['notetaker']);
	await join('chair', 0, null);
	expect(await roles()).toEqual(['notetaker', 'chair']);
});

test('[P7] a draft is written by all but observers, and strangers are not told of it', async () => {
	expect(await pen(personOf(nameOf('notetaker')))).toBe('write');
	expect(await pen(personOf(nameOf('member')))).toBe('write');
	expect(await pen(personOf(nameOf('observer')))).toBe('read');
	expect(await pen(STRANGER)).toBeNull();
	expect(await penFor(world.db, 'nosuchmeeting0000000' as MeetingId, STRANGER, today())).toBeNull();
});

test('[P7] a signed meeting is read by everybody and written by nobody', async () => {
	await world.db.updateTable('meeting').set({ state: 'signed' }).where('id', '=', meeting).execute();
	for (const { name } of EVERYBODY) expect(await pen(personOf(name))).toBe('read');
	expect(await pen(STRANGER)).toBeNull();
});

test.each([
	['guest', 'write', ['guest']],
	['member', 'write', ['guest']],
	['observer', 'read', ['observer']],
	['notetaker', 'write', ['notetaker']],
	['chair', 'write', ['chair']]
] as const)('[P7] somebody called to one meeting as %s may %s there', async (role, expected, roles) => {
	await call(role);
	expect(await pen(STRANGER)).toBe(expected);
	expect((await standingAt(world.db, meeting, STRANGER, today())).roles).toEqual(roles);
	expect((await standingOn(world.db, board, STRANGER, today())).roles).toEqual([]);
});

test('[P7] an observer of the board who takes the notes for once may write for once', async () => {
	const olive = personOf(nameOf('observer'));
	const line = must(
		(await rosterOf(world.db, meeting)).find((entry) => entry.person === olive),
		'the observer on the roster'
	);
	await updateRosterEntry(world.db, { ...line, role: 'notetaker' });
	expect(await pen(olive)).toBe('write');
});

test('[P7] one listens only to what one may read', async () => {
	const member = personOf(nameOf('member'));
	const listen = (topic: string, person: PersonId) => mayListen(world.db, topic, person, today());
	expect(await listen(`meeting/${meeting}`, member)).toBe(true);
	expect(await listen(`board/${board}`, member)).toBe(true);
	expect(await listen(`meeting/${meeting}`, STRANGER)).toBe(false);
	expect(await listen(`board/${board}`, STRANGER)).toBe(false);
	await call('guest');
	expect(await listen(`meeting/${meeting}`, STRANGER)).toBe(true);
	expect(await listen(`board/${board}`, STRANGER)).toBe(false);
	for (const topic of ['', 'meeting', `meeting/${meeting}/open`, 'board/', 'people/x', `board/${meeting}`])
		expect(await listen(topic, member)).toBe(false);
});

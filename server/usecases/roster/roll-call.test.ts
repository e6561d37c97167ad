import { afterEach, beforeEach, expect, test } from 'vitest';
import { minutesText } from '#core/record/canonical.ts';
import type { AttendanceId, MeetingId } from '#core/kernel/ids.ts';
import type { Attendance } from '#core/boards/people.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { meetingTopic, topicVersion } from '#server/store/database/topics.ts';
import {
	EVERYBODY,
	meetingOf,
	newWorld,
	signedMeetingOf,
	type World
} from '../../../tests/support/signed-meeting.ts';
import { keepRoster, type RosterChange } from './keep-roster.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { markAll } from './mark-attendance.ts';
import { setQuorum } from './set-quorum.ts';
import { verifyRecords } from '#server/usecases/record/verify-records.ts';

let world: World;
let meeting: MeetingId;
const NOTETAKER = 'Marek Sobel';
const CHAIR = 'Petra Lindqvist';
const MEMBER = 'Ines Dahl';

beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world, {
		people: EVERYBODY.map((someone) => ({ ...someone, attendance: 'expected' as const }))
	});
});
afterEach(() => world.close());

const entry = async (name: string) =>
	must(
		(await rosterOf(world.db, meeting)).find((line) => line.name === name),
		name
	);
const marks = async (by: string, ...wanted: [name: string, attendance: Attendance, was: Attendance][]) =>
	markAll(world.deps, world.actor(by), {
		meeting,
		marks: await Promise.all(
			wanted.map(async ([name, attendance, was]) => ({ entry: (await entry(name)).id, attendance, was }))
		)
	});
const change = (change: RosterChange, by = NOTETAKER) =>
	keepRoster(world.deps, world.actor(by), { meeting, change });
const said = (result: Result<unknown, Refusal>) => (result.ok ? null : sentence(result.error));
const moved = async (name: string, move: 'joined' | 'left', at: string, item: string | null = null) =>
	change({ kind: 'moved', entry: (await entry(name)).id, move, at, item, after: null });

test('[R1] two who mark different people at once: both stand', async () => {
	await Promise.all([
		marks(NOTETAKER, [MEMBER, 'present', 'expected']),
		marks(CHAIR, ['Wilf Penhale', 'apologies', 'expected'])
	]);
	expect([(await entry(MEMBER)).attendance, (await entry('Wilf Penhale')).attendance]).toEqual([
		'present',
		'apologies'
	]);
});

test('[R1] a mark over one that its maker has not seen is refused in the name of the other, and the rest is set', async () => {
	await marks(CHAIR, [MEMBER, 'apologies', 'expected']);
	const before = await topicVersion(world.db, meetingTopic(meeting));
	const done = await marks(
		NOTETAKER,
		[MEMBER, 'present', 'expected'],
		['Tamsin Orrell', 'absent', 'expected']
	);
	expect(done.ok && done.value.map(({ message }) => message)).toEqual([
		'Ines Dahl was marked “apologies” by Petra Lindqvist meanwhile, so “present” was not set. Mark again if that is wrong.'
	]);
	expect([(await entry(MEMBER)).attendance, (await entry('Tamsin Orrell')).attendance]).toEqual([
		'apologies',
		'absent'
	]);
	expect(await topicVersion(world.db, meetingTopic(meeting))).toBeGreaterThan(before);
});

test('[R1] the same mark twice is one, and a second of one batch follows the first', async () => {
	await marks(CHAIR, [MEMBER, 'present', 'expected']);
	const again = await marks(NOTETAKER, [MEMBER, 'present', 'expected'], [MEMBER, 'absent', 'present']);
	expect(again.ok && again.value).toEqual([]);
	expect((await entry(MEMBER)).attendance).toBe('absent');
});

test('[R1] who may not keep the roster is refused, a stranger is told nothing', async () => {
	const one = await marks(MEMBER, [MEMBER, 'present', 'expected']);
	expect(one.ok ? null : one.error.code).toBe('not-allowed');
	const stranger = await markAll(
		world.deps,
		{ person: 'stranger000000000000' as never, name: 'Stig', admin: true },
		{ meeting, marks: [] }
	);
	expect(stranger.ok ? null : stranger.error.code).toBe('not-found');
});

test('[R2] who joins is present; an arrival or departure is written down once', async () => {
	expect(said(await moved(MEMBER, 'joined', '14:20'))).toBeNull();
	expect(await entry(MEMBER)).toMatchObject({
		attendance: 'present',
		moves: [{ kind: 'joined', at: '14:20' }]
	});
	expect(said(await moved(MEMBER, 'joined', '14:21'))).toBe('Ines Dahl joined at 14:20 already.');
	expect(said(await moved('Wilf Penhale', 'left', '14:30'))).toBe(
		'Wilf Penhale is not marked present, so they cannot leave.'
	);
	expect(said(await moved(MEMBER, 'left', '15:00'))).toBeNull();
	expect(said(await moved(MEMBER, 'left', '14:40'))).toBe('Ines Dahl left at 15:00 already.');
});

test('[R2] a time left out is now, on the day of the meeting only', async () => {
	expect(said(await moved(MEMBER, 'joined', ''))).toBe(
		'Enter the time: this is the meeting of 23 July 2031.'
	);
	world.passes(-86_400_000);
	expect(said(await moved(MEMBER, 'joined', ''))).toBeNull();
	expect((await entry(MEMBER)).moves?.[0]?.at).toBe('10:00');
});

test('[R2] time and item can be put right, and taken off', async () => {
	await moved(MEMBER, 'joined', '14:20', 'one');
	const { id, moves } = await entry(MEMBER);
	const number = must(moves?.[0], 'move').number;
	await change({ kind: 'move-moment', entry: id, number, at: '14:25', item: 'two' });
	expect((await entry(MEMBER)).moves).toMatchObject([{ at: '14:25', item: 'two', after: null }]);
	await change({ kind: 'move-off', entry: id, number });
	expect((await entry(MEMBER)).moves).toBeUndefined();
	expect(said(await change({ kind: 'move-off', entry: id, number }))).toBe(
		'Somebody else took that off. Ines Dahl is otherwise unchanged.'
	);
});

test('[R3] who came or went is not marked away', async () => {
	await moved(MEMBER, 'joined', '14:20');
	const done = await marks(CHAIR, [MEMBER, 'absent', 'present']);
	expect(done.ok && done.value[0]?.message).toBe(
		'Ines Dahl joined at 14:20. Take that off first, then mark “absent”.'
	);
});

test('[R3] a deputy is present for the one they stand in for; two do not stand in for one', async () => {
	const [away, deputy, other] = [
		await entry('Tamsin Orrell'),
		await entry(MEMBER),
		await entry('Wilf Penhale')
	];
	expect(said(await change({ kind: 'here-for', entry: deputy.id, for: away.id }))).toBeNull();
	expect(await entry(MEMBER)).toMatchObject({ attendance: 'present', deputyFor: away.id });
	expect(said(await change({ kind: 'here-for', entry: other.id, for: away.id }))).toBe(
		'Ines Dahl stands in for Tamsin Orrell already. Take that off first.'
	);
	expect(said(await change({ kind: 'here-for', entry: other.id, for: other.id }))).toBe(
		'Nobody stands in for themselves.'
	);
});

test('[R4] the quorum is set by those who run the board, raises the topics of its drafts and is in the minutes', async () => {
	const { board } = must(await meetingById(world.db, meeting), 'meeting');
	const rule = {
		board,
		number: '2',
		sectors: 'police, Police',
		agencies: [
			{ agency: 'Harbour', sector: 'police' },
			{ agency: 'Nowhere', sector: '' }
		]
	};
	const refused = await setQuorum(world.deps, world.actor(MEMBER), rule);
	expect(refused.ok ? null : refused.error.code).toBe('not-allowed');
	const before = await topicVersion(world.db, meetingTopic(meeting));
	const set = await setQuorum(world.deps, world.actor(NOTETAKER), rule);
	expect(set.ok && set.value).toEqual({
		number: 2,
		sectors: ['police'],
		agencies: [{ agency: 'Harbour', sector: 'police' }]
	});
	expect(await topicVersion(world.db, meetingTopic(meeting))).toBeGreaterThan(before);
	await marks(
		NOTETAKER,
		[MEMBER, 'present', 'expected'],
		['Tamsin Orrell', 'absent', 'expected'],
		['Wilf Penhale', 'absent', 'expected'],
		[CHAIR, 'apologies', 'expected']
	);
	const { minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	expect(minutesText(minutes)).toContain('Not quorate: 1 of 2 needed.');
	expect(minutesText(minutes)).toContain('[taken without a quorum: 1 of 2 needed]');
});

test('[R4] a sector that no agency is of could never be there, and is refused', async () => {
	const { board } = must(await meetingById(world.db, meeting), 'meeting');
	const set = await setQuorum(world.deps, world.actor(CHAIR), {
		board,
		number: '',
		sectors: 'health',
		agencies: []
	});
	expect(said(set)).toMatch(/^No agency is of the sector health below/);
});

test('[R4] a signed meeting keeps its quorum and its arrivals, whatever is set later', async () => {
	const { board } = must(await meetingById(world.db, meeting), 'meeting');
	const agencies = [{ agency: 'Harbour', sector: 'police' }];
	await setQuorum(world.deps, world.actor(CHAIR), { board, number: '5', sectors: '', agencies });
	const signed = await signedMeetingOf(world);
	await setQuorum(world.deps, world.actor(CHAIR), { board, number: '1', sectors: '', agencies });
	const row = await world.db
		.selectFrom('snapshot')
		.select('text')
		.where('meeting_id', '=', signed)
		.executeTakeFirstOrThrow();
	expect(row.text).toContain('Not quorate: 2 of 5 needed.');
	expect((await verifyRecords(world.db)).problems).toEqual([]);
	const [line] = await rosterOf(world.db, signed);
	await expect(
		world.db
			.insertInto('attendance_move')
			.values({
				attendance_id: must(line, 'line').id as AttendanceId,
				kind: 'left',
				at: '15:00' as never,
				item: null,
				after_line: null
			})
			.execute()
	).rejects.toThrow('meeting is signed');
});

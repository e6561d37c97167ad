/** [G13] What is due at a meeting follows that meeting, also after the minutes that said so are signed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActionId, MeetingId } from '#core/kernel/ids.ts';
import type { Due } from '#core/minutes/minutes.ts';
import { dueWords, happeningWords } from '#core/register/register.ts';
import { must } from '#core/kernel/result.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { registeredAction } from '#server/store/register/actions.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import { changeMeeting } from '#server/usecases/minutes/change-meeting.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { changeActionDue, agreeClosure } from '#server/usecases/register/settle-action.ts';
import { action, world, type World } from './builders.ts';

let w: World;
let nora: Actor;
beforeEach(async () => {
	w = await world();
	nora = await w.person('Nora Quill', 'notetaker');
});
afterEach(() => w.close());

const day = (date: string): CalendarDate => date as CalendarDate;
const nextMeeting = (date: string | null, written = 'next meeting'): Due => ({
	written,
	kind: 'next-meeting',
	date: date === null ? null : day(date)
});
const october = (date: string | null): Due => ({
	written: 'by the October meeting',
	kind: 'meeting',
	date: date === null ? null : day(date)
});
const signedWith = async (...dues: (Due | null)[]) => {
	const lines = dues.map((due) => action('1.2', 'to mend the ladder', { due }));
	await w.signed('2009-07-29', 'July', lines);
	return lines.map(({ id }) => id as ActionId);
};
const dueOf = async (id: ActionId) => {
	const found = must(await registeredAction(w.db, id), 'the action');
	const row = await w.db
		.selectFrom('action_state')
		.select('due_date')
		.where('action_id', '=', id)
		.executeTakeFirstOrThrow();
	expect(row.due_date).toBe(found.now.due?.date ?? null);
	return dueWords(found.now.due);
};
const make = async (date: string, announced = ''): Promise<MeetingId> => {
	const made = await makeMeeting(w.deps, nora, { board: w.board, title: 'Harbour Board', date, announced });
	if (!made.ok) throw new Error(JSON.stringify(made.error));
	return made.value;
};
const move = async (meeting: MeetingId, date: string) => {
	const { title } = must(await meetingById(w.db, meeting), 'the meeting');
	expect(await changeMeeting(w.deps, nora, { meeting, title, date })).toMatchObject({ ok: true });
};

test('[G13] a meeting that moves takes along what was due on its day, and says who moved it', async () => {
	const meeting = await make('2009-10-28');
	const [next, named, fixed] = await signedWith(nextMeeting('2009-10-28'), october('2009-10-28'), {
		written: 'by 28 October',
		kind: 'date',
		date: day('2009-10-28')
	});
	await move(meeting, '2009-11-04');
	expect(await dueOf(next!)).toBe('Next meeting, 4 November 2009');
	expect(await dueOf(named!)).toBe('by the October meeting, 4 November 2009');
	expect(await dueOf(fixed!)).toBe('28 October 2009');
	const event = must((await registeredAction(w.db, next!))?.events.at(-1), 'the event');
	expect(event).toMatchObject({
		name: 'Nora Quill',
		note: 'The meeting moved from 28 October 2009 to 4 November 2009.'
	});
	expect(happeningWords(event.happening)).toBe(
		'Due moved with the meeting from “Next meeting, 28 October 2009” to “Next meeting, 4 November 2009”'
	);
});

test('[G13] where the next meeting had no day at signing, it gets the day of the first that is made', async () => {
	const [next, named] = await signedWith(nextMeeting(null), october(null));
	const topic = await topicVersion(w.db, `board/${w.board}`);
	await make('2009-09-16');
	expect(await dueOf(next!)).toBe('Next meeting, 16 September 2009');
	expect(await dueOf(named!)).toBe('by the October meeting');
	expect(await topicVersion(w.db, `board/${w.board}`)).toBeGreaterThan(topic);
	await make('2009-10-28');
	expect(await dueOf(next!)).toBe('Next meeting, 16 September 2009');
	expect(await dueOf(named!)).toBe('by the October meeting, 28 October 2009');
});

test('[G13] a meeting made on another day than it was announced for moves what was due there, when its maker says it is that one', async () => {
	const [next] = await signedWith(nextMeeting('2009-10-28'));
	await make('2009-09-16');
	expect(await dueOf(next!)).toBe('Next meeting, 28 October 2009');
	await make('2009-11-04', '2009-10-28');
	expect(await dueOf(next!)).toBe('Next meeting, 4 November 2009');
});

test('[G13] earlier meetings, other days and closed actions are left alone', async () => {
	const later = await make('2009-12-09');
	const [waiting, closed] = await signedWith(nextMeeting('2009-10-28'), nextMeeting('2009-12-09'));
	await agreeClosure(w.deps, await w.person('Ros Tamar', 'chair'), { action: closed!, note: '' });
	await make('2009-07-01');
	await move(later, '2009-12-16');
	expect(await dueOf(waiting!)).toBe('Next meeting, 28 October 2009');
	expect(await dueOf(closed!)).toBe('Next meeting, 9 December 2009');
});

test('[G13] “next” said in the register counts from the day it was said', async () => {
	const [id] = await signedWith(null);
	const seen = (await registeredAction(w.db, id!))?.events.at(-1)?.number ?? 0;
	await changeActionDue(w.deps, nora, { action: id!, words: 'next meeting', note: '', seen });
	expect(await dueOf(id!)).toBe('Next meeting');
	await make('2009-08-12');
	expect(await dueOf(id!)).toBe('Next meeting');
	const made = await make('2009-10-28');
	await move(made, '2009-11-04');
	expect(await dueOf(id!)).toBe('Next meeting, 4 November 2009');
});

test('[G13] minutes not signed yet announce the new day', async () => {
	const first = await w.meeting('2009-09-02', 'September');
	await changeMeeting(w.deps, nora, {
		meeting: first,
		title: 'September',
		date: '2009-09-02',
		nextDate: '2009-10-28'
	});
	const second = await make('2009-10-28');
	const topic = await topicVersion(w.db, `meeting/${first}`);
	await move(second, '2009-11-04');
	expect((await meetingById(w.db, first))?.next?.date).toBe('2009-11-04');
	expect(await topicVersion(w.db, `meeting/${first}`)).toBeGreaterThan(topic);
});

test('[G13] two meetings on one day: what was due then stays', async () => {
	const one = await make('2009-10-28');
	await make('2009-10-28');
	const [id] = await signedWith(nextMeeting('2009-10-28'));
	await move(one, '2009-11-04');
	expect(await dueOf(id!)).toBe('Next meeting, 28 October 2009');
});

test('[G4] a new due that may mean two days is asked back, and nothing is changed', async () => {
	const [id] = await signedWith(null);
	const seen = (await registeredAction(w.db, id!))?.events.at(-1)?.number ?? 0;
	const done = await changeActionDue(w.deps, nora, { action: id!, words: 'next Friday', note: '', seen });
	expect(done).toEqual({
		ok: false,
		error: {
			code: 'invalid',
			field: 'due',
			message: '“next Friday” may mean more than one day: Friday 4 or 11 September? Write the day.'
		}
	});
	expect(await dueOf(id!)).toBe('No date');
});

import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { ActionId, MeetingId } from '#core/kernel/ids.ts';
import { happeningWords } from '#core/register/register.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { agenda } from '#document/agenda/agenda.ts';
import {
	amendmentText,
	placeArising,
	reportText,
	setAmendedPoint,
	setConfirmation,
	setNewDue,
	setOutcome,
	setWords
} from '#document/register/arising.ts';
import { registeredAction } from '#server/store/register/actions.ts';
import { agreedNotes, arisingFacts } from '#server/store/register/arising.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { edit } from '../../../tests/support/edit.ts';
import { meetingOf, newWorld, signedMeetingOf, type World } from '../../../tests/support/signed-meeting.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { review } from '#server/usecases/record/review.ts';
import { agreeClosure, changeActionDue } from './settle-action.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { verifyRecords } from '#server/usecases/record/verify-records.ts';

let world: World;
let last: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	last = await signedMeetingOf(world);
	world.passes(60_000);
});
afterEach(() => world.close());

const CHAIR = 'Petra Lindqvist';

/** Somebody picks. */
const change = (meeting: MeetingId, how: (doc: Y.Doc) => void) => edit(world, meeting, how);

async function placed(): Promise<MeetingId> {
	const meeting = await meetingOf(world, { title: 'Autumn meeting' });
	await change(meeting, (doc) => {
		const item = must(agenda(doc)[0], 'item').id;
		placeArising(doc, 'notes', item);
		placeArising(doc, 'actions', item);
	});
	return meeting;
}

const listed = async (meeting: MeetingId) =>
	(await arisingFacts(world.db, must(await meetingById(world.db, meeting), 'meeting'))).actions;

async function sign(meeting: MeetingId) {
	const read = must(await loadMinutes(world.db, meeting), 'minutes');
	const signed = await signOff(world.deps, world.actor(CHAIR), {
		meeting,
		digest: read.digest,
		read: read.minutes
	});
	expect(signed).toEqual({ ok: true, value: { state: 'signed' } });
}

const historyOf = async (action: ActionId) =>
	must(await registeredAction(world.db, action), 'action').events.map(({ happening, note, name }) => [
		happeningWords(happening),
		note,
		name
	]);
const nowOf = async (action: ActionId) => must(await registeredAction(world.db, action), 'action').now;

test('[J5] the signature makes events of the picks, each "at this meeting, 1.2", and a new due keeps the old one', async () => {
	const meeting = await placed();
	const [guidance, map, office] = await listed(meeting);
	await change(meeting, (doc) => {
		setOutcome(doc, guidance!.id, 'done');
		setWords(reportText(doc, guidance!.id), 'All have it');
		setOutcome(doc, map!.id, 'closed');
		setOutcome(doc, office!.id, 'new-due');
		setNewDue(doc, office!.id, '12 December 2031');
		setConfirmation(doc, last, 'agreed');
	});
	expect(await historyOf(guidance!.id)).toHaveLength(1);
	await sign(meeting);
	const place = 'Autumn meeting, 23 July 2031, 1.2';
	expect((await historyOf(guidance!.id))[1]).toEqual([`Reported done at ${place}`, 'All have it', CHAIR]);
	expect((await historyOf(map!.id))[1]).toEqual([`Closure agreed at ${place}`, '', CHAIR]);
	expect((await historyOf(office!.id))[1]).toEqual([
		`Due changed from “No date” to “12 December 2031” at ${place}`,
		'',
		CHAIR
	]);
	expect((await nowOf(guidance!.id)).state).toBe('reported-done');
	expect((await nowOf(map!.id)).state).toBe('closed');
	expect(await nowOf(office!.id)).toMatchObject({ state: 'open', due: { date: '2031-12-12' } });
	expect((await verifyRecords(world.db)).problems).toEqual([]);
});

test('[J4] [J5] agreed notes are recorded at both meetings, and the earlier record stays as it was', async () => {
	const before = await world.db
		.selectFrom('snapshot')
		.selectAll()
		.where('meeting_id', '=', last)
		.executeTakeFirstOrThrow();
	const meeting = await placed();
	await change(meeting, (doc) => {
		setConfirmation(doc, last, 'amended');
		setAmendedPoint(doc, last, '1.2');
		setWords(amendmentText(doc, last), 'for “night” read “winter”');
	});
	expect(await agreedNotes(world.db, last)).toBeNull();
	await sign(meeting);
	expect(await agreedNotes(world.db, last)).toEqual({
		outcome: 'amended',
		point: '1.2',
		amendment: 'for “night” read “winter”',
		by: { meeting, title: 'Autumn meeting', date: '2031-07-23', label: '1.1' }
	});
	const text = await world.db
		.selectFrom('snapshot')
		.select('text')
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	expect(text?.text).toContain(
		'1.1   The notes of the meeting of 23 July 2031 were agreed as a correct record, subject to an amendment at 1.2: for “night” read “winter”.'
	);
	expect(
		await world.db.selectFrom('snapshot').selectAll().where('meeting_id', '=', last).executeTakeFirst()
	).toEqual(before);
	expect((await verifyRecords(world.db)).problems).toEqual([]);
	const exported = await exportMinutes(world.deps, world.actor(CHAIR), last);
	expect(exported.ok && exported.value.marking).toMatchObject({
		agreed:
			'Confirmed at the meeting of 23 July 2031, 1.1, subject to an amendment at 1.2: for “night” read “winter”.'
	});
	expect(exported.ok && exported.value.text).toBe(before.text);
	await expect(world.db.updateTable('confirmation').set({ point: '' }).execute()).rejects.toThrow(
		'never changes'
	);
});

test('[J4] [J5] what is picked of one meeting stands when another is signed meanwhile; both are agreed, recorded and printed', async () => {
	const meeting = await placed();
	await change(meeting, (doc) => setConfirmation(doc, last, 'agreed'));
	world.passes(60_000);
	const between = await signedMeetingOf(world, { title: 'Extraordinary meeting' });
	const said = async () =>
		must(await loadMinutes(world.db, meeting), 'minutes')
			.minutes.items.flatMap(({ lines }) => lines)
			.flatMap((line) =>
				line.kind === 'decision' && line.arising ? [[line.label, line.arising.meeting]] : []
			);
	expect(await said()).toEqual([['1.1', last]]);
	await change(meeting, (doc) => {
		setConfirmation(doc, between, 'amended');
		setWords(amendmentText(doc, between), 'for “night” read “winter”');
	});
	expect(await said()).toEqual([
		['1.1', last],
		['1.2', between]
	]);
	await sign(meeting);
	expect(await agreedNotes(world.db, last)).toMatchObject({
		outcome: 'agreed',
		by: { meeting, label: '1.1' }
	});
	expect(await agreedNotes(world.db, between)).toMatchObject({
		outcome: 'amended',
		by: { meeting, label: '1.2' }
	});
	const exported = await exportMinutes(world.deps, world.actor(CHAIR), meeting);
	expect(exported.ok && exported.value.text.match(/were agreed as a correct record/g)).toHaveLength(2);
	expect((await verifyRecords(world.db)).problems).toEqual([]);
});

test('[J5] verify finds an agreement or a report that the tables no longer tell as signed', async () => {
	const meeting = await placed();
	const [guidance] = await listed(meeting);
	await change(meeting, (doc) => {
		setConfirmation(doc, last, 'agreed');
		setOutcome(doc, guidance!.id, 'closed');
	});
	await sign(meeting);
	await sql`DROP TRIGGER confirmation_never_changes`.execute(world.db);
	await sql`UPDATE confirmation SET outcome = 'amended'`.execute(world.db);
	await sql`DROP TRIGGER action_event_never_goes`.execute(world.db);
	await sql`DELETE FROM action_event WHERE kind = 'closure-agreed'`.execute(world.db);
	expect((await verifyRecords(world.db)).problems.map(({ what }) => what)).toEqual([
		'the notes agreed in the table are not those of the record',
		'the register does not say what was reported of 23 July 2031, 1.2'
	]);
});

test('[J1] an action closed since the last signature is listed once more, and then no longer', async () => {
	const meeting = await placed();
	const [guidance] = await listed(meeting);
	await agreeClosure(world.deps, world.actor(CHAIR), { action: guidance!.id, note: 'By letter' });
	expect((await listed(meeting)).map(({ id, state }) => [id === guidance!.id, state])).toEqual([
		[true, 'closed'],
		[false, 'open'],
		[false, 'open']
	]);
	await change(meeting, (doc) => setOutcome(doc, guidance!.id, 'closed'));
	world.passes(60_000);
	await sign(meeting);
	expect((await historyOf(guidance!.id)).at(-1)?.slice(0, 2)).toEqual([
		'Spoken about at Autumn meeting, 23 July 2031, 1.1',
		'Closed already.'
	]);
	world.passes(60_000);
	const next = await placed();
	expect((await listed(next)).map(({ id }) => id)).not.toContain(guidance!.id);
});

test('[S1] a register that moved on while the chair read is told before anything is signed', async () => {
	const meeting = await placed();
	const [guidance] = await listed(meeting);
	await change(meeting, (doc) => {
		setOutcome(doc, guidance!.id, 'new-due');
		setNewDue(doc, guidance!.id, 'next meeting');
	});
	const read = must(await loadMinutes(world.db, meeting), 'minutes');
	await changeActionDue(world.deps, world.actor(CHAIR), {
		action: guidance!.id,
		note: '',
		words: '1 October 2031',
		seen: 99
	});
	const refused = await signOff(world.deps, world.actor(CHAIR), {
		meeting,
		digest: read.digest,
		read: read.minutes
	});
	expect(refused).toMatchObject({ ok: false, error: { code: 'minutes-moved-on' } });
	expect(!refused.ok && refused.error.code === 'minutes-moved-on' && refused.error.changes.join()).toContain(
		'(was: 1 October 2031)'
	);
});

test('[V1] Review counts the open actions nobody spoke about', async () => {
	const meeting = await placed();
	const [guidance] = await listed(meeting);
	await change(meeting, (doc) => setOutcome(doc, guidance!.id, 'new-due'));
	const { open } = must(await review(world.deps, world.actor(CHAIR), meeting), 'review');
	expect(open.find(({ kind }) => kind === 'not-reported')?.message).toContain('2 open actions');
	expect(open.find(({ kind }) => kind === 'not-told')?.message).toBe(
		'Nobody said when the action of 23 July 2031, 1.2 is due now.'
	);
});

test('[J1] a new agenda has a place for the last meeting as soon as there is one', async () => {
	const made = await makeMeeting(world.deps, world.actor(CHAIR), {
		board: must(await meetingById(world.db, last), 'meeting').board,
		title: 'Winter meeting',
		date: '2031-12-10'
	});
	if (!made.ok) throw new Error(made.error.code);
	const meeting = must(await meetingById(world.db, made.value), 'meeting');
	expect((await arisingFacts(world.db, meeting)).unsigned).toBeNull();
	await world.db
		.updateTable('meeting')
		.set({ date: must(calendarDate('2031-10-01'), 'date') })
		.where('id', '=', await meetingOf(world))
		.execute();
	expect((await arisingFacts(world.db, meeting)).unsigned).toBe('2031-10-01');
	const { minutes } = must(await loadMinutes(world.db, made.value), 'minutes');
	expect(minutes.items.map(({ title }) => title)).toEqual(['Notes of the last meeting and matters arising']);
	const [guidance] = await listed(made.value);
	await change(made.value, (doc) => setOutcome(doc, guidance!.id, 'ongoing'));
	expect(must(await loadMinutes(world.db, made.value), 'minutes').minutes.items[0]?.lines[1]?.text).toBe(
		'Action 1.2: ID to circulate the guidance – ONGOING'
	);
});

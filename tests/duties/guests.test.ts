/** [D8] Called to one meeting, one reads that meeting. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { ActionId, AttendanceId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { WHOLE_REGISTER } from '#core/register/register-filter.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate, londonDate, type CalendarDate } from '#core/kernel/time.ts';
import { load } from '../../src/routes/meetings/[meeting]/+page.server.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { placeArising, setOutcome } from '#document/register/arising.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import { insertRoster } from '#server/store/roster/attendance.ts';
import { insertPhrase } from '#server/store/boards/house-phrases.ts';
import { meetingById, updateFacts } from '#server/store/minutes/meetings.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { mayListen } from '#server/store/boards/rights.ts';
import type { Actor } from '#server/usecases/kernel/deps.ts';
import { guestArising } from '#server/usecases/register/guest-arising.ts';
import { makeMeetingAtConsole } from '#server/usecases/minutes/make-meeting.ts';
import { boardPage } from '#server/views/boards/board-page.ts';
import { meetingPageView } from '#server/views/minutes/meeting-page.ts';
import { registerPage } from '#server/views/register/register-page.ts';
import { meetingRemarks } from '#server/views/remarks/remarks.ts';
import { value } from './world.ts';
import { edit } from '../support/edit.ts';
import { meetingOf, newWorld, signedMeetingOf, type World } from '../support/signed-meeting.ts';

const GUS = 'gus00000000000000000' as PersonId;
let world: World;
let last: MeetingId;
let meeting: MeetingId;

beforeEach(async () => {
	world = await newWorld();
	last = await signedMeetingOf(world);
	meeting = await meetingOf(world, { title: 'Autumn meeting' });
	const { db, deps } = world;
	await insertPerson(
		db,
		{ id: GUS, name: 'Gus Ray', email: 'gus@example.org', initials: '', agency: '', admin: false },
		deps.now()
	);
	await insertRoster(db, meeting, [
		{
			id: deps.newId<AttendanceId>(),
			person: GUS,
			name: 'Gus Ray',
			agency: '',
			initials: '',
			role: 'guest',
			attendance: 'present',
			deputyFor: null,
			note: ''
		}
	]);
	await change((doc) => placeArising(doc, 'actions', must(agenda(doc)[0], 'item').id));
});
afterEach(() => world.close());

const change = (how: (doc: Y.Doc) => void) => edit(world, meeting, how);
const row = async () => must((await meetingById(world.db, meeting)) ?? undefined, 'meeting');
const seenBy = async (person: PersonId, id = meeting) =>
	meetingPageView(world.db, id, person, world.deps.now());
const sentences = async () =>
	(await guestArising(world.db, await row(), GUS)).actions.map(({ sentence }) => sentence);

test('[D8] of the board’s open actions a guest sees those that this meeting reported on, and no others', async () => {
	const all = (await arisingFacts(world.db, await row())).actions;
	expect(all).toHaveLength(3);
	const view = must((await seenBy(GUS)) ?? undefined, 'the page');
	expect([view.guest, view.arising.actions, view.arising.earlier]).toEqual([true, [], []]);
	expect(await sentences()).toEqual([]);
	await change((doc) => setOutcome(doc, must(all[0], 'an action').id as ActionId, 'done'));
	expect(await sentences()).toEqual(['ID to circulate the guidance']);
	const member = must((await seenBy(world.actor('Ines Dahl').person)) ?? undefined, 'the page');
	expect([member.guest, member.arising.actions.length]).toEqual([false, 3]);
});

test('[D8] no other meeting, no board, no register, no topic of the board', async () => {
	const { db, deps } = world;
	const today = londonDate(deps.now());
	expect(await seenBy(GUS, last)).toBeNull();
	expect(await boardPage(db, 'harbour', GUS, deps.now())).toBeNull();
	expect(await registerPage(db, { slug: 'harbour', person: GUS, today, filter: WHOLE_REGISTER })).toBeNull();
	expect(await mayListen(db, `board/${(await row()).board}`, GUS, today)).toBe(false);
	expect(await mayListen(db, `meeting/${last}`, GUS, today)).toBe(false);
});

test('[D8] of the people those on its roster: who is on the board alone, a guest is not told', async () => {
	const people = async (person: PersonId, name: string) =>
		(await meetingRemarks(world.db, await row(), { person, name }, world.deps.now())).people;
	expect(await people(GUS, 'Gus Ray')).not.toContain('Petra Lindqvist');
	expect(await people(world.actor('Ines Dahl').person, 'Ines Dahl')).toContain('Petra Lindqvist');
});

const meetingOn = async (date: CalendarDate) =>
	value(await makeMeetingAtConsole(world.deps, { board: (await row()).board, title: 'Another', date }));

/** Everything that the server hands the page of the meeting, as text. */
async function handed(actor: Actor): Promise<string> {
	const event = { locals: { deps: world.deps, actor }, params: { meeting } };
	return JSON.stringify(await load(event as never));
}

test('[D8] with the page a guest gets the day of the next meeting and no other, and none of the board’s abbreviations', async () => {
	const { board } = await row();
	for (const date of ['2031-09-09', '2031-11-11', '2030-02-02'])
		await meetingOn(must(calendarDate(date), date));
	await insertPhrase(world.db, { board }, { id: 'p1', short: 'lph', words: 'the Lighthouse Panel' });
	await insertPhrase(world.db, { person: GUS }, { id: 'p2', short: 'gr', words: 'Gus Ray’s own words' });
	const known = (text: string) =>
		['2031-09-09', '2031-11-11', '2030-02-02', 'Lighthouse Panel', 'own words'].filter((one) =>
			text.includes(one)
		);
	expect(known(await handed({ person: GUS, name: 'Gus Ray', admin: false }))).toEqual([
		'2031-09-09',
		'own words'
	]);
	expect(known(await handed(world.actor('Ines Dahl')))).toEqual([
		'2031-09-09',
		'2031-11-11',
		'2030-02-02',
		'Lighthouse Panel'
	]);
});

test('[D8] where the facts name the next meeting, that is the one a guest is told', async () => {
	await meetingOn(must(calendarDate('2031-09-09'), 'date'));
	const date = must(calendarDate('2031-10-10'), 'date');
	const facts = await row();
	await updateFacts(world.db, meeting, { ...facts, next: { date, start: null, end: null, place: '' } });
	const view = must((await seenBy(GUS)) ?? undefined, 'the page');
	expect(view.calendar.meetings).toEqual([date]);
});

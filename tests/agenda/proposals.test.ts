/** Items that members propose, and what becomes of them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId, ProposalId } from '#core/kernel/ids.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { meetingById, updateFacts } from '#server/store/minutes/meetings.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import {
	answerProposal,
	proposeItem,
	setAgendaDates,
	withdrawProposal
} from '#server/usecases/agenda/plan-agenda.ts';
import { meetingAgenda } from '#server/views/agenda/meeting-agenda.ts';
import { meetingOf, newWorld, personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

const DAY = 24 * 60 * 60 * 1000;
let world: World;
let meeting: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
	// The world stands on 24 July 2031; the meeting is a week ahead.
	const found = must(await meetingById(world.db, meeting), 'meeting');
	await updateFacts(world.db, meeting, { ...found, date: '2031-07-31' as never });
});
afterEach(() => world.close());

const said = async (attempt: Promise<Result<unknown, Refusal>>): Promise<string> => {
	const result = await attempt;
	return result.ok ? 'yes' : sentence(result.error);
};
const ITEM = { title: 'Boats in winter', purpose: 'decision', minutes: '15', reason: 'The pier closes.' };
const propose = (who: string, what = ITEM) => proposeItem(world.deps, world.actor(who), { meeting, ...what });
const proposed = async (who: string): Promise<ProposalId> => {
	const result = await propose(who);
	if (!result.ok) throw new Error(sentence(result.error));
	return result.value;
};
const answer = (who: string, proposal: ProposalId, how: 'take' | 'decline', word = '') =>
	answerProposal(world.deps, world.actor(who), { meeting, proposal, answer: how, word });
const dates = (who: string, proposalsUntil: string, papersBy: string) =>
	setAgendaDates(world.deps, world.actor(who), { meeting, proposalsUntil, papersBy });
const agendaFor = async (who: string) =>
	meetingAgenda(
		world.db,
		must(await meetingById(world.db, meeting), 'meeting'),
		personOf(who),
		world.deps.now()
	);

test('[U5] members propose; observers and strangers do not', async () => {
	expect(await said(propose('Ines Dahl'))).toBe('yes');
	expect(await said(propose('Osric Bell'))).toMatch(/You may not propose an item/);
	expect(await said(propose('Stig Ranger'))).toMatch(/nothing here/);
	expect((await agendaFor('Osric Bell')).may).toEqual({ keep: false, propose: false });
	expect((await agendaFor('Ines Dahl')).may).toEqual({ keep: false, propose: true });
});

test('[U5] proposals end with the day that was set, else with the day of the meeting', async () => {
	expect(await said(dates('Marek Sobel', '2031-07-25', '2031-07-28'))).toBe('yes');
	world.passes(DAY);
	expect(await said(propose('Ines Dahl'))).toBe('yes');
	world.passes(DAY);
	expect(await said(propose('Ines Dahl'))).toBe(
		'Items could be proposed until 25 July 2031. Ask the notetaker or the chair to add yours.'
	);
	expect((await agendaFor('Ines Dahl')).may.propose).toBe(false);
	expect(await said(dates('Marek Sobel', '', ''))).toBe('yes');
	expect(await said(propose('Ines Dahl'))).toBe('yes');
	world.passes(6 * DAY);
	expect(await said(propose('Ines Dahl'))).toMatch(/until 31 July 2031/);
});

test('the days are set by whoever keeps the agenda, and none is after the meeting', async () => {
	expect(await said(dates('Ines Dahl', '', ''))).toMatch(/You may not change this agenda/);
	expect(await said(dates('Marek Sobel', '2031-08-01', ''))).toMatch(/after the meeting on 31 July 2031/);
	expect(await said(dates('Marek Sobel', 'soon', ''))).toMatch(/as a date/);
});

test('[U6] a proposal is taken over once, however many press, and declined only with a word', async () => {
	const id = await proposed('Ines Dahl');
	expect(await said(answer('Ines Dahl', id, 'take'))).toMatch(/You may not/);
	expect(await said(answer('Marek Sobel', id, 'decline'))).toMatch(/Say in a word why/);
	expect(await said(answer('Marek Sobel', id, 'take'))).toBe('yes');
	expect(await said(answer('Petra Lindqvist', id, 'take'))).toBe('yes');
	expect(await said(answer('Petra Lindqvist', id, 'decline', 'No time.'))).toMatch(/taken over already/);
	expect((await agendaFor('Ines Dahl')).proposals).toMatchObject([
		{ state: 'taken', settledBy: 'Marek Sobel' }
	]);
	expect((await agendaFor('Tamsin Orrell')).proposals).toEqual([]);
});

test('[U6] whoever proposed reads the word it was declined with, and takes back what nobody has answered', async () => {
	const first = await proposed('Ines Dahl');
	const second = await proposed('Ines Dahl');
	expect(await said(answer('Petra Lindqvist', first, 'decline', 'In September, with the figures.'))).toBe(
		'yes'
	);
	const withdraw = (who: string, proposal: ProposalId) =>
		withdrawProposal(world.deps, world.actor(who), { meeting, proposal });
	expect(await said(withdraw('Tamsin Orrell', second))).toMatch(/nothing here/);
	expect(await said(withdraw('Ines Dahl', first))).toMatch(/answered already/);
	expect(await said(withdraw('Ines Dahl', second))).toBe('yes');
	expect((await agendaFor('Ines Dahl')).proposals).toMatchObject([
		{ state: 'declined', answer: 'In September, with the figures.', settledBy: 'Petra Lindqvist' }
	]);
});

test('[U6] every step is heard on the open pages, and none is left once the minutes are signed', async () => {
	const version = () => topicVersion(world.db, `meeting/${meeting}`);
	const before = await version();
	const id = await proposed('Ines Dahl');
	await answer('Marek Sobel', id, 'take');
	await dates('Marek Sobel', '', '');
	expect(await version()).toBe(before + 3);
	meeting = await signedMeetingOf(world);
	for (const attempt of [
		propose('Ines Dahl'),
		answer('Marek Sobel', id, 'take'),
		dates('Marek Sobel', '', '')
	])
		expect(await said(attempt)).toMatch(/signed/);
});

test('a proposal says what it is about and how long it takes', async () => {
	expect(await said(propose('Ines Dahl', { ...ITEM, title: ' ' }))).toMatch(/Enter a title/);
	expect(await said(propose('Ines Dahl', { ...ITEM, minutes: 'long' }))).toMatch(/whole number, such as 15/);
	expect(await said(propose('Ines Dahl', { ...ITEM, minutes: '', purpose: '' }))).toBe('yes');
	expect((await agendaFor('Marek Sobel')).proposals).toMatchObject([{ purpose: null, minutes: null }]);
});

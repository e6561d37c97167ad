/** The agenda goes out before the meeting: to whom, how often, and what the letter says. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { readAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { agendaPreview, sendAgenda } from '#server/usecases/agenda/send-agenda.ts';
import { circulationPreview } from '#server/usecases/mail/circulate.ts';
import { meetingById, updateFacts } from '#server/store/minutes/meetings.ts';
import { meetingOf, newWorld, signNow, type World } from '../support/signed-meeting.ts';

const origin = 'https://minutes.example.org';
let world: World;
let meeting: MeetingId;
beforeEach(async () => {
	world = await newWorld();
	meeting = await meetingOf(world);
});
afterEach(() => world.close());

const everybody = async () => {
	const preview = await agendaPreview(world.deps, world.actor('Marek Sobel'), { meeting, origin });
	if (!preview.ok) throw new Error(preview.error.code);
	return preview.value;
};
const send = async (who = 'Marek Sobel') =>
	sendAgenda(world.deps, world.actor(who), {
		meeting,
		people: (await everybody()).readers.map(({ person }) => person),
		origin
	});
const letters = () => world.db.selectFrom('letter').selectAll().where('about', '=', 'agenda').execute();

test('[U10] everybody on the roster or the board who can be reached gets the agenda, once', async () => {
	expect(await send()).toEqual({ ok: true, value: { queued: 5, skipped: 0 } });
	expect(await send()).toEqual({ ok: true, value: { queued: 0, skipped: 5 } });
	const sent = await letters();
	expect(sent.map(({ to_address }) => to_address).sort()).toEqual([
		'ines@harbour.example',
		'marek@harbour.example',
		'osric@saltmarsh.example',
		'petra@harbour.example',
		'tamsin@police.example'
	]);
	expect(sent[0]?.subject).toBe('Agenda of Harbour Safeguarding Board meeting, 23 July 2031');
	expect(sent[0]?.text).toContain('1.    Introductions and apologies\n      14:00\n');
	expect(sent[0]?.text).toContain(`The agenda and its papers: ${origin}/meetings/${meeting}/agenda`);
	expect((await everybody()).readers.find(({ name }) => name === 'Wilf Penhale')?.address).toBeNull();
});

test('[U10] an agenda that changed since goes out again', async () => {
	await send();
	await updateFacts(world.db, meeting, {
		...must(await meetingById(world.db, meeting), 'it'),
		place: 'The pier'
	});
	expect((await everybody()).readers.every(({ hasIt }) => !hasIt)).toBe(true);
	expect(await send()).toEqual({ ok: true, value: { queued: 5, skipped: 0 } });
});

test('[U10] who does not keep the agenda sends nothing; whoever may read the meeting reads it', async () => {
	expect(await send('Ines Dahl')).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
	expect(await send('Stig Ranger')).toMatchObject({ ok: false, error: { code: 'not-found' } });
	const read = (who: string) => readAgenda(world.deps, world.actor(who), meeting);
	expect(await read('Osric Bell')).toMatchObject({ ok: true, value: { items: [{ label: '1' }] } });
	expect(await read('Stig Ranger')).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('[U10] letters about the agenda are none of those that carry the notes', async () => {
	await send();
	const agenda = await letters();
	await signNow(world, meeting);
	const preview = await circulationPreview(world.deps, world.actor('Petra Lindqvist'), meeting);
	expect(agenda).toHaveLength(5);
	expect(preview).toMatchObject({ ok: true, value: { others: [] } });
	if (preview.ok) expect(preview.value.recipients.every(({ letter }) => letter === null)).toBe(true);
});

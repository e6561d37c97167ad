/** Threat 23: a letter that says what its reader may not know, or more than a letter need say. Captured by real SMTP. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { circulate } from '#server/usecases/mail/circulate.ts';
import { keepPrivateNote } from '#server/usecases/remarks/keep-private-note.ts';
import { makeRemark, replyToRemark } from '#server/usecases/remarks/keep-remarks.ts';
import { agendaPreview, sendAgenda } from '#server/usecases/agenda/send-agenda.ts';
import { until, type MailServer } from '../support/mail-server.ts';
import { mailWorld, type MailWorld } from '../support/mail-world.ts';
import { EVERYBODY, meetingOf, personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

const ORIGIN = 'https://minutes.example';
let open: MailWorld;
let world: World;
let server: MailServer;
beforeEach(async () => {
	open = await mailWorld();
	({ world, server } = open);
});
afterEach(() => open.close());

/** Everything of a letter that can be read: as it went over the wire, and each part of it decoded. */
const readable = (letter: MailServer['received'][number]): string =>
	[
		letter.raw.toString('latin1'),
		letter.mail.subject,
		letter.mail.text,
		letter.mail.html,
		...letter.mail.attachments.map(({ content, filename }) =>
			[filename, Buffer.from(content as ArrayBuffer).toString('latin1')].join(' ')
		)
	].join('\n');

/** A word in everything that is beside the minutes, and one in the minutes of the next meeting. */
async function canariesBeside(meeting: MeetingId): Promise<readonly string[]> {
	const { deps } = world;
	const marek = world.actor('Marek Sobel');
	must(
		await keepPrivateNote(deps, marek, { meeting, item: 'itemitem', text: 'canarynote', seen: '' }),
		'note'
	);
	const remark = await makeRemark(deps, world.actor('Ines Dahl'), {
		meeting,
		kind: 'comment',
		item: 'itemitem',
		line: 'lineline',
		anchor: null,
		quote: 'Apologies',
		text: 'canaryremark',
		before: ''
	});
	if (!remark.ok) throw new Error(remark.error.code);
	await replyToRemark(deps, marek, { meeting, remark: remark.value, text: 'canaryreply' });
	await meetingOf(world, { title: 'canarytitle', point: 'canarypoint' });
	return ['canarynote', 'canaryremark', 'canaryreply', 'canarytitle', 'canarypoint'];
}

test('threat 23 the agenda tells what is planned, and nothing that was written beside or elsewhere', async () => {
	const meeting = await meetingOf(world, { point: 'canarydraft' });
	const canaries = [...(await canariesBeside(meeting)), 'canarydraft'];
	const preview = await agendaPreview(world.deps, world.actor('Marek Sobel'), { meeting, origin: ORIGIN });
	if (!preview.ok) throw new Error(preview.error.code);
	const people = preview.value.readers.map(({ person }) => person);
	expect(
		await sendAgenda(world.deps, world.actor('Marek Sobel'), { meeting, people, origin: ORIGIN })
	).toMatchObject({ ok: true, value: { queued: 5 } });
	await until('five letters', () => server.received.length === 5);
	for (const letter of server.received)
		for (const canary of canaries)
			expect([letter.to, canary, readable(letter).includes(canary)]).toEqual([letter.to, canary, false]);
});

test('threat 23 the notes tell what was signed, each their own actions first, and nothing beside', async () => {
	const meeting = await signedMeetingOf(world);
	const canaries: string[] = ['canarytitle', 'canarypoint'];
	await meetingOf(world, { title: 'canarytitle', point: 'canarypoint' });
	must(
		await keepPrivateNote(world.deps, world.actor('Marek Sobel'), {
			meeting,
			item: 'itemitem',
			text: 'canarynote',
			seen: ''
		}),
		'note'
	);
	canaries.push('canarynote');
	const people = EVERYBODY.filter(({ email }) => email !== null).map(({ name }) => personOf(name));
	expect(
		await circulate(world.deps, world.actor('Petra Lindqvist'), {
			meeting,
			people,
			extra: 'clerk@council.example',
			origin: ORIGIN
		})
	).toMatchObject({ ok: true });
	await until('six letters', () => server.received.length === 6);
	const letters = server.received.map((letter) => [letter.to[0], readable(letter)] as const);
	for (const [to, words] of letters) {
		for (const canary of canaries) expect([to, canary, words.includes(canary)]).toEqual([to, canary, false]);
		// Addresses of others are nobody's business.
		for (const { email } of EVERYBODY)
			if (email !== null && email !== to)
				expect([to, email, words.includes(email)]).toEqual([to, email, false]);
	}
	const yours = letters.filter(([, words]) => words.includes('YOUR ACTIONS')).map(([to]) => to);
	expect(yours.sort()).toEqual(['ines@harbour.example', 'tamsin@police.example']);
});

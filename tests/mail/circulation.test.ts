import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { startCourier, type Courier } from '#server/mail/courier.ts';
import { lettersAbout } from '#server/store/mail/outbox.ts';
import { meetingTopic, topicVersion } from '#server/store/database/topics.ts';
import { circulate, circulationPreview } from '#server/usecases/mail/circulate.ts';
import { startMailServer, until, type MailServer } from '../support/mail-server.ts';
import { meetingOf, newWorld, personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

let world: World;
let server: MailServer | null = null;
let courier: Courier | null = null;
/** What the server says to an address, by address; each answer is given once. */
let answers: Map<string, string[]>;

beforeEach(async () => {
	world = await newWorld();
	answers = new Map();
});
afterEach(async () => {
	await courier?.stop();
	await server?.stop();
	courier = server = null;
	await world.close();
});

async function deliver(): Promise<MailServer> {
	server ??= await startMailServer((address) => answers.get(address)?.shift() ?? null);
	courier = startCourier({
		db: world.db,
		smtpUrl: server.url,
		mailFrom: 'minutes@harbour.example',
		now: world.deps.now,
		log: () => undefined,
		pollMs: 5
	});
	return server;
}

const send = (meeting: MeetingId, names: readonly string[], extra = '', by = 'Marek Sobel') =>
	circulate(world.deps, world.actor(by), {
		meeting,
		people: names.map(personOf),
		extra,
		origin: 'https://minutes.example'
	});

const states = async (meeting: MeetingId) =>
	Object.fromEntries(
		(await lettersAbout(world.db, meeting)).map((letter) => [letter.toAddress, letter.state])
	);

describe('circulation', () => {
	test('[C2] each gets one letter: own actions first, then the notes, and the tagged PDF', async () => {
		const meeting = await signedMeetingOf(world);
		const { received } = await deliver();
		const sent = await send(
			meeting,
			['Ines Dahl', 'Marek Sobel', 'Petra Lindqvist'],
			'clerk@council.example'
		);
		expect(sent).toMatchObject({ ok: true, value: { again: [], skipped: [] } });
		await until('four letters', () => received.length === 4);

		const ines = received.find(({ to }) => to[0] === 'ines@harbour.example')!;
		expect(ines.from).toBe('minutes@harbour.example');
		expect(ines.mail.subject).toBe(
			'Notes of Harbour Safeguarding Board meeting, 23 July 2031, and your 2 actions'
		);
		expect(ines.mail.to).toEqual([{ name: 'Ines Dahl', address: 'ines@harbour.example' }]);
		const text = ines.mail.text ?? '';
		const order = [
			'Dear Ines Dahl,',
			'YOUR ACTIONS',
			'ID to circulate the guidance',
			'TO and ID to look at the map'
		];
		order.push('ACTIONS FOR ANYONE ON THE BOARD', `https://minutes.example/meetings/${meeting}`, 'Date: ');
		expect(order.map((words) => text.indexOf(words))).toEqual(
			order.map((words) => text.indexOf(words)).toSorted((a, b) => a - b)
		);
		expect(order.filter((words) => !text.includes(words))).toEqual([]);
		const [pdf] = ines.mail.attachments;
		expect(pdf).toMatchObject({ filename: 'Notes 23 July 2031.pdf', mimeType: 'application/pdf' });
		expect(Buffer.from(pdf!.content as ArrayBuffer).toString('latin1')).toMatch(
			/^%PDF-[\s\S]*\/StructTreeRoot/
		);

		const clerk = received.find(({ to }) => to[0] === 'clerk@council.example')!;
		expect(clerk.mail.text).not.toContain('YOUR ACTIONS');
		expect(new Set(received.map(({ mail }) => mail.messageId)).size).toBe(4);
		await until('all settled', async () =>
			Object.values(await states(meeting)).every((state) => state === 'sent')
		);
	});

	test('[C3] a second press sends nothing twice and says so; also two at once', async () => {
		const meeting = await signedMeetingOf(world);
		const presses = await Promise.all([1, 2, 3].map(() => send(meeting, ['Ines Dahl', 'Marek Sobel'])));
		expect(presses.map((press) => press.ok && press.value.queued.length).toSorted()).toEqual([0, 0, 2]);
		const { received } = await deliver();
		await until('two letters', () => received.length === 2);
		const more = await send(meeting, ['Ines Dahl', 'Tamsin Orrell'], 'INES@harbour.example');
		expect(more).toEqual({
			ok: true,
			value: { queued: ['tamsin@police.example'], again: [], skipped: ['ines@harbour.example'] }
		});
		await until('the third', () => received.length === 3);
	});

	test('[C4] refused by the server: its words are kept, nothing is tried again by itself', async () => {
		answers.set('ines@harbour.example', ['550 5.1.1 No such mailbox here']);
		const meeting = await signedMeetingOf(world);
		await send(meeting, ['Ines Dahl', 'Marek Sobel']);
		const { received } = await deliver();
		await until('settled', async () => !Object.values(await states(meeting)).includes('queued'));
		expect(await states(meeting)).toEqual({
			'ines@harbour.example': 'refused',
			'marek@harbour.example': 'sent'
		});
		const refused = (await lettersAbout(world.db, meeting)).find(({ state }) => state === 'refused');
		expect(refused?.response).toContain('No such mailbox here');
		world.passes(86_400_000);
		const again = await send(meeting, ['Ines Dahl', 'Marek Sobel']);
		expect(again).toMatchObject({
			ok: true,
			value: { queued: [], again: ['ines@harbour.example'], skipped: ['marek@harbour.example'] }
		});
		await until('sent at last', async () => (await states(meeting))['ines@harbour.example'] === 'sent');
		expect(received).toHaveLength(2);
	});

	test('[C5] refused for now: tried again later, as the same letter', async () => {
		answers.set('ines@harbour.example', ['451 4.7.1 Greylisted, come back', '450 4.2.0 Still busy']);
		const meeting = await signedMeetingOf(world);
		await send(meeting, ['Ines Dahl']);
		const { received } = await deliver();
		const attempts = async () => (await lettersAbout(world.db, meeting))[0]?.attempts ?? 0;
		await until('first attempt', async () => (await attempts()) === 1);
		const [waiting] = await lettersAbout(world.db, meeting);
		expect(waiting).toMatchObject({ state: 'queued', nextAttemptAt: world.deps.now() + 5_000 });
		expect(waiting?.response).toContain('Greylisted');
		world.passes(5_000);
		await until('second attempt', async () => (await attempts()) === 2);
		expect(received).toHaveLength(0);
		world.passes(30_000);
		await until('sent', async () => (await states(meeting))['ines@harbour.example'] === 'sent');
		expect(received).toHaveLength(1);
	});

	test('[C6] no server at all: the letters wait, and are given up after three days with the last words', async () => {
		const meeting = await signedMeetingOf(world);
		await send(meeting, ['Ines Dahl']);
		const gone = await startMailServer();
		await gone.stop();
		courier = startCourier({
			db: world.db,
			smtpUrl: gone.url,
			mailFrom: 'minutes@harbour.example',
			now: world.deps.now,
			log: () => undefined,
			pollMs: 5
		});
		await until('tried', async () => (await lettersAbout(world.db, meeting))[0]?.attempts === 1);
		expect(await states(meeting)).toEqual({ 'ines@harbour.example': 'queued' });
		world.passes(73 * 3_600_000);
		await until('given up', async () => (await states(meeting))['ines@harbour.example'] === 'refused');
		expect((await lettersAbout(world.db, meeting))[0]?.response).toMatch(
			/^Given up\. Last answer: .*ECONNREFUSED/
		);
	});

	test('[C7] a courier stopped in the middle loses none and doubles none', async () => {
		const names = ['Ines Dahl', 'Marek Sobel', 'Tamsin Orrell', 'Petra Lindqvist', 'Osric Bell'];
		const extra = Array.from({ length: 40 }, (_, n) => `reader${n}@council.example`).join('\n');
		const meeting = await signedMeetingOf(world);
		await send(meeting, names, extra);
		const { received } = await deliver();
		for (let stops = 0; received.length < 45; stops++) {
			const seen = received.length;
			await until('one more', () => received.length > seen);
			await courier?.stop();
			if (stops < 5 || received.length < 45) await deliver();
		}
		await until('all settled', async () =>
			Object.values(await states(meeting)).every((state) => state === 'sent')
		);
		expect(new Set(received.map(({ to }) => to[0])).size).toBe(45);
		expect(received).toHaveLength(45);
	});

	test('[C8] a courier that died with a letter in hand leaves it to the next, as the same letter', async () => {
		const meeting = await signedMeetingOf(world);
		await send(meeting, ['Ines Dahl']);
		const dying = startCourier({
			db: world.db,
			smtpUrl: null,
			mailFrom: 'minutes@harbour.example',
			now: world.deps.now,
			log: () => undefined,
			pollMs: 5,
			transport: { send: () => new Promise(() => undefined), close: () => undefined }
		});
		const claimed = async () =>
			((await lettersAbout(world.db, meeting))[0]?.nextAttemptAt ?? 0) > world.deps.now();
		await until('claimed', claimed);
		void dying.stop();
		const { received } = await deliver();
		world.passes(120_000);
		await until('sent', () => received.length === 1);
		const messageId = (await lettersAbout(world.db, meeting))[0]?.messageId;
		expect(received[0]?.mail.messageId).toBe(`<${messageId}@harbour.example>`);
	});

	test('[C11] who may: chair and notetaker; a member is told so; a stranger finds nothing; a draft is refused', async () => {
		const meeting = await signedMeetingOf(world);
		expect(await send(meeting, ['Ines Dahl'], '', 'Ines Dahl')).toMatchObject({
			error: { code: 'not-allowed' }
		});
		expect(await send(meeting, ['Ines Dahl'], '', 'Nobody Here')).toMatchObject({
			error: { code: 'not-found' }
		});
		expect(await send(meeting, [])).toMatchObject({ error: { code: 'nothing-to-send' } });
		expect(await send(meeting, ['Wilf Penhale'])).toMatchObject({
			error: { code: 'invalid', field: 'people' }
		});
		expect(await send(meeting, ['Ines Dahl'], '', 'Petra Lindqvist')).toMatchObject({ ok: true });
		const draft = await meetingOf(world);
		expect(await send(draft, ['Ines Dahl'])).toMatchObject({ error: { code: 'not-signed' } });
		const preview = await circulationPreview(world.deps, world.actor('Ines Dahl'), meeting);
		expect(preview).toMatchObject({ error: { code: 'not-allowed' } });
	});

	test('[C12] the list says who is reached, who is not and why, and what became of each letter', async () => {
		const meeting = await signedMeetingOf(world);
		const before = await topicVersion(world.db, meetingTopic(meeting));
		await send(meeting, ['Ines Dahl'], 'clerk@council.example');
		expect(await topicVersion(world.db, meetingTopic(meeting))).toBeGreaterThan(before);
		const preview = await circulationPreview(world.deps, world.actor('Marek Sobel'), meeting);
		if (!preview.ok) throw new Error(preview.error.code);
		expect(
			preview.value.recipients.map(({ name, place, lack, actions, letter }) => [
				name,
				place,
				lack,
				actions.own.length,
				letter?.state ?? null
			])
		).toEqual([
			['Marek Sobel', 'present', '', 0, null],
			['Ines Dahl', 'present', '', 2, 'queued'],
			['Tamsin Orrell', 'apologies', '', 1, null],
			['Wilf Penhale', 'present', 'no e-mail address is known', 0, null],
			['Osric Bell', 'present', '', 0, null],
			['Petra Lindqvist', 'board', '', 0, null]
		]);
		expect(preview.value.others.map(({ toAddress }) => toAddress)).toEqual(['clerk@council.example']);
		expect(
			await world.db.selectFrom('audit').select('verb').where('verb', '=', 'circulate').execute()
		).toHaveLength(1);
	});
});

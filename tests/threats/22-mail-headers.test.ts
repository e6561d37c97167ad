/** Threat 22: an address, a name or a title that becomes another header or another reader. Real SMTP at the other end. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#core/kernel/ids.ts';
import { lettersAbout } from '#server/store/mail/outbox.ts';
import { circulate } from '#server/usecases/mail/circulate.ts';
import { until, type MailServer } from '../support/mail-server.ts';
import { mailWorld, type MailWorld } from '../support/mail-world.ts';
import { personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

let open: MailWorld;
let world: World;
let server: MailServer;
beforeEach(async () => {
	open = await mailWorld();
	({ world, server } = open);
});
afterEach(() => open.close());

const send = (meeting: MeetingId, name: string, extra = '') =>
	circulate(world.deps, world.actor('Petra Lindqvist'), {
		meeting,
		people: [personOf(name)],
		extra,
		origin: 'https://minutes.example'
	});

const MORE_THAN_ONE = [
	'a@b.example\r\nBcc: victim@evil.example',
	'"x" <a@b.example>',
	'friends:a@b.example,c@d.example;',
	'a@b.example>\nRCPT TO:<victim@evil.example',
	'"a"@b.example',
	'a@b.example(victim@evil.example)',
	'<victim@evil.example>',
	'a@[127.0.0.1]',
	'a@b.example\u0000'
];

test('threat 22 [C9] an address that would be more than one is refused by name', async () => {
	const meeting = await signedMeetingOf(world);
	for (const extra of MORE_THAN_ONE) {
		const sent = await send(meeting, 'Ines Dahl', extra);
		expect([extra, sent]).toMatchObject([extra, { ok: false, error: { code: 'invalid', field: 'extra' } }]);
	}
	expect(await lettersAbout(world.db, meeting)).toEqual([]);
});

test.each([
	'Ines\r\nBcc: victim@evil.example\r\n\r\n<a@b.example>, x',
	'Ines\nTo: victim@evil.example',
	'victim@evil.example, "Ines',
	'=?utf-8?q?Ines=0D=0ABcc:_victim@evil.example?='
])('threat 22 [C10] names and titles cannot become headers: %j', async (evil) => {
	const people = [
		{ name: 'Petra Lindqvist', email: 'petra@harbour.example', role: 'chair', attendance: null },
		{ name: evil, email: 'ines@harbour.example', role: 'member', attendance: 'present' }
	] as const;
	const meeting = await signedMeetingOf(world, { people, title: `Board\r\nBcc: victim@evil.example\r\n` });
	expect(await send(meeting, evil)).toMatchObject({ ok: true });
	await until('sent', () => server.received.length === 1);
	const [letter] = server.received;
	expect(letter?.to).toEqual(['ines@harbour.example']);
	const head = letter?.raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
	expect(head).not.toMatch(/^bcc:/im);
	expect(head.match(/^to:/gim)).toHaveLength(1);
	expect(letter?.mail.to).toHaveLength(1);
	expect(letter?.mail.to?.[0]?.address).toBe('ines@harbour.example');
});

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailAddress } from '#core/mail/mail-address.ts';
import { must } from '#core/kernel/result.ts';
import { MAILBOX_FOLDER, startMailbox, type Mailbox } from '#server/demo/mailbox.ts';
import { smtpTransport } from '#server/mail/smtp.ts';
import { topicVersion } from '#server/store/database/topics.ts';
import { mailboxAttachment, mailboxLetter, mailboxList } from '#server/views/mail/mailbox-page.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';

let world: World;
let mailbox: Mailbox;
beforeEach(async () => {
	world = await newWorld();
	mailbox = await startMailbox({ dataDir: world.dataDir, db: world.db, now: world.deps.now });
});
afterEach(async () => {
	await mailbox.stop();
	await world.close();
});

test('[M4] what arrives is kept whole, listed newest first, and pages hear of it', async () => {
	const transport = smtpTransport(mailbox.url);
	for (const subject of ['First', 'Second: “Łódź”']) {
		world.passes(1_000);
		const delivery = await transport.send({
			messageId: `${subject.length}@harbour.example`,
			from: { name: 'Minutebook', address: 'minutes@harbour.example' },
			to: { name: 'Ines Dahl', address: must(mailAddress('ines@harbour.example'), 'address') },
			subject,
			text: '.\nA line that is only a dot, and <b>no markup</b>.\n..',
			attachments: [
				{ filename: 'Notes.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-1.7 \u0000') }
			]
		});
		expect(delivery).toEqual({ outcome: 'accepted', response: '250 Kept in the demo mailbox' });
	}
	transport.close();
	const list = await mailboxList(world.dataDir);
	expect(list.map(({ subject }) => subject)).toEqual(['Second: “Łódź”', 'First']);
	const id = list[0]?.id ?? '';
	const letter = await mailboxLetter(world.dataDir, id);
	expect(letter).toMatchObject({
		to: 'Ines Dahl <ines@harbour.example>',
		attachments: [{ name: 'Notes.pdf', type: 'application/pdf' }]
	});
	expect(letter?.text).toContain('.\nA line that is only a dot, and <b>no markup</b>.\n..');
	const attachment = await mailboxAttachment(world.dataDir, id, 0);
	expect(Buffer.from(attachment?.content ?? []).toString()).toBe('%PDF-1.7 \u0000');
	expect(await topicVersion(world.db, 'mailbox')).toBe(2);
	const names = await readdir(path.join(world.dataDir, MAILBOX_FOLDER));
	expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each(['', '..', '../minutebook', '../../etc/passwd', '0'.repeat(26), 'x'.repeat(27)])(
	'[M5] a name that is no letter opens nothing: %j',
	async (id) => {
		expect(existsSync(path.join(world.dataDir, 'minutebook.sqlite'))).toBe(true);
		expect(await mailboxLetter(world.dataDir, id)).toBeNull();
		expect(await mailboxAttachment(world.dataDir, id, 0)).toBeNull();
	}
);

import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { mailAddress } from '#core/mail/mail-address.ts';
import { must } from '#core/kernel/result.ts';
import { smtpTransport } from '#server/mail/smtp.ts';
import type { Mail } from '#server/mail/transport.ts';

const LETTER: Mail = {
	messageId: 'one@harbour.example',
	from: { name: 'Minutebook', address: 'minutes@harbour.example' },
	to: { name: 'Ines Dahl', address: must(mailAddress('ines@harbour.example'), 'address') },
	subject: 'Notes',
	text: 'Notes',
	attachments: []
};

let server: Server | null = null;
const sockets = new Set<Socket>();
afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
	server = null;
});

/** A server that says what the script says, one answer a command, and hangs up where it ends. */
async function scripted(answers: Readonly<Record<string, string>>): Promise<string> {
	server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		const say = (key: string): void => {
			const line = answers[key];
			if (line === undefined) socket.destroy();
			else socket.write(`${line}\r\n`);
		};
		let inData = false;
		socket.on('data', (data) => {
			if (inData) {
				if (!/\r\n\.\r\n$/.test(data.toString())) return;
				inData = false;
				return say('.');
			}
			for (const line of data.toString().split('\r\n').filter(Boolean)) {
				const command = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
				say(command);
				inData = command === 'DATA' && answers['DATA']?.startsWith('354') === true;
			}
		});
		say('greeting');
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const WELL = {
	greeting: '220 ready',
	EHLO: '250 hello',
	MAIL: '250 ok',
	RCPT: '250 ok',
	DATA: '354 go on',
	'.': '250 kept',
	QUIT: '221 bye'
};

async function send(answers: Readonly<Record<string, string>>, user = '') {
	const transport = smtpTransport(`smtp://${user}${await scripted(answers)}`);
	try {
		return await transport.send(LETTER);
	} finally {
		transport.close();
	}
}

const without = (key: string): Record<string, string> =>
	Object.fromEntries(Object.entries(WELL).filter(([name]) => name !== key));

describe('what a mail server says', () => {
	test.each([
		['all is well', WELL, 'accepted', '250 kept'],
		['no such mailbox', { ...WELL, RCPT: '550 5.1.1 Unknown here' }, 'refused', '550 5.1.1 Unknown here'],
		['the letter is too large', { ...WELL, '.': '552 5.3.4 Too large' }, 'refused', '552 5.3.4 Too large'],
		['greylisted', { ...WELL, RCPT: '451 4.7.1 Later' }, 'failed', '451 4.7.1 Later'],
		['its disk is full', { ...WELL, '.': '452 4.3.1 Disk full' }, 'failed', '452 4.3.1 Disk full'],
		['it serves nobody now', { greeting: '554 5.3.2 Go away' }, 'failed', 'Go away'],
		['it hangs up in the middle', without('DATA'), 'failed', ''],
		['it hangs up on the letter itself', without('.'), 'failed', ''],
		['it speaks something else', { greeting: 'SSH-2.0-x' }, 'failed', '']
	] as const)('[M6] %s', async (_, answers, outcome, words) => {
		const delivery = await send(answers);
		expect(delivery.outcome).toBe(outcome);
		expect(delivery.response).toContain(words);
		expect(delivery.response).toMatch(/^[^\r\n]{1,500}$/);
	});

	test('[M7] a wrong password is our fault, not the letter’s', async () => {
		const answers = { ...WELL, EHLO: '250-hello\r\n250 AUTH PLAIN', AUTH: '535 5.7.8 Wrong password' };
		const delivery = await send(answers, 'me:wrong@');
		expect(delivery).toMatchObject({ outcome: 'failed' });
		expect(delivery.response).toContain('535 5.7.8 Wrong password');
		expect(delivery.response).not.toContain('wrong@');
	});
});

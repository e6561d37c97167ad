import { createTransport, type Transporter } from 'nodemailer';
import type { Delivery, Mail, Transport } from './transport.ts';

/** Without an answer for this long, the server is taken for gone. A delivery never lasts longer than the courier's claim. */
const TIMEOUT_MS = 20_000;

/** @param url `smtp://user:password@host:port`, `smtps://…` */
export function smtpTransport(url: string): Transport {
	const transporter: Transporter = createTransport({
		url,
		pool: true,
		maxConnections: 3,
		connectionTimeout: TIMEOUT_MS,
		greetingTimeout: TIMEOUT_MS,
		socketTimeout: TIMEOUT_MS,
		dnsTimeout: TIMEOUT_MS,
		// A letter is made of what it is given and of nothing else.
		disableFileAccess: true,
		disableUrlAccess: true
	} as Parameters<typeof createTransport>[0]);
	return {
		async send(mail) {
			try {
				const info = (await transporter.sendMail(message(mail))) as { response?: string };
				return { outcome: 'accepted', response: oneLine(info.response ?? 'accepted') };
			} catch (error) {
				return delivery(error);
			}
		},
		close: () => transporter.close()
	};
}

/** Addresses as objects, always: a string would be parsed, and could name somebody else. */
function message({ messageId, from, to, subject, text, attachments }: Mail) {
	return {
		messageId: `<${messageId}>`,
		from: { name: from.name, address: from.address },
		to: { name: to.name, address: to.address },
		envelope: { from: from.address, to: [to.address] },
		subject,
		text,
		// RFC 3834: no holiday replies to a machine.
		headers: { 'Auto-Submitted': 'auto-generated' },
		attachments: attachments.map(({ filename, contentType, content }) => ({
			filename,
			contentType,
			content: Buffer.from(content)
		}))
	};
}

/** What failed before the letter itself was judged (connection, sign-in, TLS) says nothing about the letter. */
const OURS = new Set([
	'EAUTH',
	'ENOAUTH',
	'EOAUTH2',
	'ETLS',
	'ECONNECTION',
	'ETIMEDOUT',
	'ESOCKET',
	'EDNS',
	'EPROTOCOL',
	'ECONFIG',
	'EPROXY'
]);

function delivery(error: unknown): Delivery {
	const { code, permanent, response, message } = error as {
		code?: string;
		permanent?: boolean;
		response?: string;
		message?: string;
	};
	return {
		outcome: permanent === true && !OURS.has(code ?? '') ? 'refused' : 'failed',
		response: oneLine(response ?? message ?? String(error))
	};
}

const oneLine = (text: string): string =>
	text
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim()
		.slice(0, 500);

/** The demo's own mail server, on the loopback only: what it receives is kept as files and shown at /mailbox. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Address } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Instant } from '#core/kernel/time.ts';
import type { Database } from '#server/store/database/database.ts';
import { keepReceived } from '#server/store/mail/mailbox.ts';
import { raiseTopic } from '#server/store/database/topics.ts';

export { MAILBOX_FOLDER } from '#server/store/mail/mailbox.ts';

export interface Mailbox {
	/** For SMTP_URL. */
	readonly url: string;
	stop(): Promise<void>;
}

export async function startMailbox(options: {
	readonly dataDir: string;
	readonly db: Database;
	readonly now: () => Instant;
}): Promise<Mailbox> {
	const server = new SMTPServer({
		// Nobody but this machine can reach it, so it asks for no name, and has no certificate to show.
		disabledCommands: ['AUTH', 'STARTTLS'],
		disableReverseLookup: true,
		size: 30 * 1024 * 1024,
		closeTimeout: 2_000,
		onData(stream, session, callback) {
			void (async () => {
				try {
					const parts: Buffer[] = [];
					for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
					if (stream.sizeExceeded) return callback(answer(552, 'The letter is too large for this mailbox.'));
					const delivered = session.envelope.rcptTo
						.map(({ address }) => `Delivered-To: ${address}\r\n`)
						.join('');
					await keep(options.dataDir, options.now(), Buffer.concat([Buffer.from(delivered), ...parts]));
					await raiseTopic(options.db, 'mailbox');
					callback(null, 'Kept in the demo mailbox');
				} catch (error) {
					callback(answer(451, `The letter could not be kept: ${String(error)}`));
				}
			})();
		}
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => resolve());
	});
	// A client that hangs up in the middle is no reason to end the process.
	server.on('error', () => undefined);
	const { port } = server.server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${port}`,
		stop: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

const answer = (responseCode: number, message: string): Error =>
	Object.assign(new Error(message), { responseCode });

async function keep(dataDir: string, at: Instant, raw: Buffer): Promise<void> {
	const email = await PostalMime.parse(raw);
	const attached = email.attachments.map(({ content }) =>
		typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
	);
	await keepReceived(
		dataDir,
		{
			at,
			from: email.from === undefined ? '' : addressWords([email.from]),
			to: addressWords(email.to ?? []),
			subject: email.subject ?? '(no subject)',
			messageId: email.messageId ?? '',
			text: email.text ?? '',
			attachments: email.attachments.map(({ filename, mimeType }, index) => ({
				name: filename ?? `attachment ${index + 1}`,
				type: mimeType,
				bytes: attached[index]?.byteLength ?? 0
			}))
		},
		raw,
		attached
	);
}

function addressWords(addresses: readonly Address[]): string {
	return addresses
		.map(({ name, address }) =>
			address === undefined ? name : name === '' ? address : `${name} <${address}>`
		)
		.join(', ');
}

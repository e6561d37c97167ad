/** A real SMTP server on a free port that keeps what it accepts and answers as it is told. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Received {
	readonly from: string;
	readonly to: readonly string[];
	readonly raw: Buffer;
	readonly mail: Email;
}

export interface MailServer {
	readonly url: string;
	readonly received: readonly Received[];
	/** @param answer for the recipient; null: accepted */
	stop(): Promise<void>;
}

/** @param judge an SMTP answer ("550 no such mailbox") for a recipient, or null to accept; asked once for each delivery */
export async function startMailServer(
	judge: (address: string) => string | null = () => null
): Promise<MailServer> {
	const received: Received[] = [];
	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 500,
		onRcptTo({ address }, _session, callback) {
			const answer = judge(address);
			callback(
				answer === null
					? null
					: Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })
			);
		},
		onData(stream, { envelope }, callback) {
			void (async () => {
				const parts: Buffer[] = [];
				for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
				const raw = Buffer.concat(parts);
				received.push({
					from: envelope.mailFrom ? envelope.mailFrom.address : '',
					to: envelope.rcptTo.map(({ address }) => address),
					raw,
					mail: await PostalMime.parse(raw)
				});
				callback(null, `kept as ${received.length}`);
			})().catch(callback);
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
	server.on('error', () => undefined);
	return {
		url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
		received,
		stop: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

/** Polls until it holds; fails with `what` after ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 10_000;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** A client that keeps no rule: it says what it likes, and stops in the middle. */
import { connect } from 'node:net';
import type { TestServer } from '../support/server.ts';

export interface Answered {
	readonly status: number;
	readonly headers: string;
	readonly body: string;
}

/**
 * @param head lines after the first, without `Host`
 * @param body what is sent behind them, which may be less than was announced
 * @returns what came back until the server closed the line, or all that was announced had come
 */
export function rawRequest(
	server: TestServer,
	line: string,
	head: readonly string[],
	body: readonly (string | Uint8Array)[] = []
): Promise<Answered> {
	const { hostname, port, host } = new URL(server.origin);
	return new Promise((resolve, reject) => {
		const socket = connect({ host: hostname, port: Number(port) });
		let heard = '';
		const done = (): void => {
			const end = heard.indexOf('\r\n\r\n');
			const status = Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0);
			if (end < 0) return reject(new Error(`no answer: ${heard}`));
			resolve({ status, headers: heard.slice(0, end), body: heard.slice(end + 4) });
			socket.destroy();
		};
		socket.setEncoding('utf8');
		socket.on('data', (chunk: string) => {
			heard += chunk;
			const end = heard.indexOf('\r\n\r\n');
			const length = /^content-length: (\d+)/im.exec(heard.slice(0, end))?.[1];
			const whole = length !== undefined && Buffer.byteLength(heard.slice(end + 4)) >= Number(length);
			if (whole || (end >= 0 && heard.endsWith('0\r\n\r\n'))) done();
		});
		socket.once('end', done);
		socket.once('error', (error) => (heard === '' ? reject(error) : done()));
		socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\n${head.map((one) => `${one}\r\n`).join('')}\r\n`);
		for (const part of body) socket.write(part);
	});
}

/** A piece of a body that is sent without saying how long it will be. */
export const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** HTTP as no browser would send it: bytes over a socket, and the head of what comes back. */
import { connect } from 'node:net';

export interface Head {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
}

/** @param lines request line and headers; Host is not added */
export function sendRaw(origin: string, lines: readonly string[], body = ''): Promise<Head> {
	const { hostname, port } = new URL(origin);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
		let text = '';
		socket.setEncoding('latin1');
		socket.on('connect', () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`));
		socket.on('data', (chunk: string) => (text += chunk));
		socket.on('error', reject);
		socket.on('close', () => {
			const end = text.indexOf('\r\n\r\n');
			const [first = '', ...rest] = text.slice(0, end).split('\r\n');
			const headers = new Headers();
			for (const line of rest) {
				const colon = line.indexOf(':');
				headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
			}
			resolve({ status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) });
		});
	});
}

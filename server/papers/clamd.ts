/** [U13] ClamAV's daemon, by its socket: INSTREAM, which takes a length of four bytes and so many bytes, again and again, and a zero. */
import { createReadStream } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** `unanswered`: it is not known; somebody has to ask again. */
export type Verdict =
	| { readonly verdict: 'clean' }
	| { readonly verdict: 'found'; readonly name: string }
	| { readonly verdict: 'unanswered'; readonly why: string };

export interface Scanner {
	/** Never throws: what is not known is not known. */
	scan(file: string): Promise<Verdict>;
}

/** Without a word from the other side; a paper of 25 MB takes a few seconds. */
const SILENT_MS = 60_000;
const MOST_ANSWER = 4096;

/** @param url `tcp://host:port` or `unix:/path` */
export function clamd(url: string, silentMs = SILENT_MS): Scanner {
	const unix = /^unix:(.+)$/.exec(url)?.[1];
	const open = (): Socket => {
		if (unix !== undefined) return connect(unix);
		const { hostname, port } = new URL(url);
		return connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
	};
	return {
		async scan(file) {
			try {
				return verdictOf(await ask(open(), file, silentMs));
			} catch (error) {
				return { verdict: 'unanswered', why: error instanceof Error ? error.message : String(error) };
			}
		}
	};
}

/** "stream: OK", "stream: Eicar-Signature FOUND", "… ERROR". Only the first says that there is nothing. */
function verdictOf(answer: string): Verdict {
	if (answer === 'stream: OK') return { verdict: 'clean' };
	const name = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1];
	return name === undefined
		? { verdict: 'unanswered', why: answer === '' ? 'it ended without an answer' : answer.slice(0, 200) }
		: { verdict: 'found', name };
}

/** @returns its answer, without the zero byte that ends it */
async function ask(socket: Socket, file: string, silentMs: number): Promise<string> {
	const said: Buffer[] = [];
	const answered = new Promise<string>((resolve, reject) => {
		let length = 0;
		socket.setTimeout(silentMs, () => reject(new Error('it does not answer')));
		socket.on('error', reject);
		socket.on('data', (chunk: Buffer) => {
			said.push(chunk);
			length += chunk.length;
			const all = Buffer.concat(said);
			const end = all.indexOf(0);
			if (end !== -1) resolve(all.toString('utf8', 0, end).trim());
			else if (length > MOST_ANSWER) reject(new Error('its answer has no end'));
		});
		socket.on('close', () => resolve(''));
	});
	// It may say no, and close, before all is sent.
	answered.catch(() => undefined);
	try {
		await Promise.race([send(socket, file), answered]);
		return await answered;
	} finally {
		socket.destroy();
	}
}

async function send(socket: Socket, file: string): Promise<void> {
	await write(socket, Buffer.from('zINSTREAM\0'));
	for await (const chunk of createReadStream(file, { highWaterMark: 64 * 1024 }) as AsyncIterable<Buffer>) {
		if (socket.destroyed) return;
		await write(socket, lengthOf(chunk.length));
		await write(socket, chunk);
	}
	await write(socket, lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes);
	return length;
}

/** Waits for the other side; when that is gone, for nothing. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
	return new Promise((resolve) => {
		if (!socket.write(bytes) && !socket.destroyed) {
			const go = (): void => {
				socket.off('drain', go);
				socket.off('close', go);
				resolve();
			};
			socket.once('drain', go);
			socket.once('close', go);
		} else resolve();
	});
}

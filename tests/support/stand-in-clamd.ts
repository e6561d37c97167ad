/** Speaks ClamAV's INSTREAM over a real socket, and finds one thing: the test file of all scanners. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { EICAR } from './paper-files.ts';

export interface StandIn {
	readonly url: string;
	/** What was sent to be looked at, in order. */
	readonly looked: Buffer[];
	close(): Promise<void>;
}

/** `answers`: as clamd · `mute`: takes all and says nothing · `hangs-up`: closes in the middle · `limit`: takes no more */
export type Manner = 'answers' | 'mute' | 'hangs-up' | 'limit';

/** @param path of a socket; left out: a port of the system's choosing */
export async function standInClamd(
	manner: Manner | (() => Manner) = 'answers',
	path?: string
): Promise<StandIn> {
	const looked: Buffer[] = [];
	const sockets = new Set<Socket>();
	const server: Server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => undefined);
		listen(socket, typeof manner === 'function' ? manner() : manner, looked);
	});
	server.listen(path ?? { host: '127.0.0.1', port: 0 });
	await once(server, 'listening');
	return {
		url: path === undefined ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${path}`,
		looked,
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		}
	};
}

function listen(socket: Socket, manner: Manner, looked: Buffer[]): void {
	let unread = Buffer.alloc(0);
	let isAsked = false;
	const pieces: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => {
		unread = Buffer.concat([unread, chunk]);
		if (!isAsked) {
			if (unread.length < 10) return;
			if (unread.toString('latin1', 0, 10) !== 'zINSTREAM\0') return void socket.end('UNKNOWN COMMAND\0');
			isAsked = true;
			unread = unread.subarray(10);
		}
		if (manner === 'hangs-up') return void socket.destroy();
		if (manner === 'limit') return void socket.end('INSTREAM size limit exceeded. ERROR\0');
		while (unread.length >= 4) {
			const length = unread.readUInt32BE(0);
			if (length === 0) {
				const file = Buffer.concat(pieces);
				looked.push(file);
				if (manner === 'mute') return;
				return void socket.end(file.includes(EICAR) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0');
			}
			if (unread.length < 4 + length) return;
			pieces.push(unread.subarray(4, 4 + length));
			unread = unread.subarray(4 + length);
		}
	});
}

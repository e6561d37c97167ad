import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { framed, framedTogether } from './write-frames.ts';

test('[R60] frames made by hand are what a WebSocket client reads, at every size of header', async () => {
	const messages = [0, 1, 125, 126, 127, 65_535, 65_536, 1_048_576].map((size) =>
		Uint8Array.from({ length: size }, (_, n) => (n * 7) & 255)
	);
	const server = createServer();
	const sockets = new WebSocketServer({ server });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// Between two that ws itself has framed: they share one stream.
	sockets.on('connection', (socket, request) => {
		socket.send('before');
		request.socket.write(framedTogether(messages));
		socket.close(1000, 'after');
	});
	const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
	const heard: (string | Buffer)[] = [];
	client.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : String(data)));
	const reason = await new Promise((resolve) => client.on('close', (_code, why) => resolve(String(why))));
	server.close();
	expect(reason).toBe('after');
	expect(heard[0]).toBe('before');
	expect(
		heard.slice(1).map((data) => Buffer.compare(data as Buffer, messages[heard.indexOf(data) - 1]!))
	).toEqual(messages.map(() => 0));
});

test('[R60] several messages are their frames behind each other', () => {
	const messages = [new Uint8Array([1]), new Uint8Array(300)];
	expect(framedTogether(messages)).toEqual(Buffer.concat(messages.map(framed)));
	expect(framedTogether([]).length).toBe(0);
});

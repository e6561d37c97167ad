import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { Connection } from './connection.ts';
import { parseLimits } from './limits.ts';
import { Metrics } from '#server/relay/metrics.ts';
import { Room } from '#server/relay/room/room.ts';

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0)) end();
});

/** A real socket, and a clock that is set by hand. */
async function pair(limits: object = {}): Promise<{
	connection: Connection;
	browser: WebSocket;
	heard: Buffer[];
	time: { now: number };
}> {
	const time = { now: 0 };
	const room = new Room(
		{ number: 1, name: 'meeting/m/open', meeting: 'm' as MeetingId, schema: 1, replaced: 0 },
		{ fold: null, tail: [], damaged: 0 },
		false,
		{
			schedule: () => undefined,
			report: () => undefined,
			discard: () => undefined,
			missed: () => null,
			ahead: () => undefined,
			lost: () => undefined,
			stored: () => 0,
			maxCharacters: Infinity,
			maxBytes: Infinity,
			maxClients: 64,
			shape: {}
		}
	);
	const server = createServer();
	const sockets = new WebSocketServer({ server });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const arrived = new Promise<[WebSocket, IncomingMessage]>((resolve) =>
		sockets.once('connection', (socket, request) => resolve([socket, request]))
	);
	const browser = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
		autoPong: false
	});
	const heard: Buffer[] = [];
	browser.on('message', (data) => heard.push(data as Buffer));
	browser.on('error', () => undefined);
	const [socket, request] = await arrived;
	const connection = new Connection(socket, room, {
		id: 'c1',
		who: { person: 'ann' as PersonId, name: 'Ann', sessionId: 's' },
		pen: 'write',
		schema: null,
		capabilities: new Set(),
		since: null,
		limits: parseLimits(limits),
		metrics: new Metrics(() => time.now),
		stream: request.socket,
		clock: () => time.now
	});
	ends.push(() => {
		browser.terminate();
		server.close();
		room.destroy();
	});
	return { connection, browser, heard, time };
}

const next = (browser: WebSocket, event: string) => new Promise((resolve) => browser.once(event, resolve));

test('[R17] after ten seconds of silence the client is sent something, and not before', async () => {
	const { connection, browser, heard, time } = await pair();
	time.now = 9_999;
	connection.heartbeat();
	time.now = 10_000;
	connection.heartbeat();
	await next(browser, 'message');
	time.now = 19_000;
	connection.heartbeat();
	connection.send(new Uint8Array([3]));
	await next(browser, 'message');
	expect(heard.map((frame) => [...frame])).toEqual([[1, 1, 0], [3]]);
});

test.each([60, 30])(
	'[R17] a socket that answers no ping for %i s, which is a setting, is ended',
	async (silentSeconds) => {
		const { connection, browser, time } = await pair({ silentSeconds });
		const closed = next(browser, 'close');
		for (let beat = 1; beat <= 2; beat++) {
			const pinged = next(browser, 'ping');
			time.now += (silentSeconds * 1000) / 3;
			connection.heartbeat();
			await pinged;
		}
		expect(connection.isOpen).toBe(true);
		time.now += (silentSeconds * 1000) / 3;
		connection.heartbeat();
		await closed;
	}
);

test('[R17] a socket that answers stays', async () => {
	const { connection, browser, time } = await pair();
	for (let beat = 1; beat <= 5; beat++) {
		const pinged = next(browser, 'ping');
		time.now += 20_000;
		connection.heartbeat();
		await pinged;
		browser.pong();
		// The answer has arrived when what was sent after it has.
		browser.send(new Uint8Array([0, 0, 1, 0]));
		await next(browser, 'message');
	}
	expect(connection.isOpen).toBe(true);
});

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handOn } from './doorway.ts';

/** More than all buffers on the way hold. */
const LONG = Buffer.alloc(64 * 1024 * 1024, 'a');
const STALLED_MS = 300;

let folder: string;
let behind: Server;
let front: Server;
let port: number;
/** Of the answers behind: how each ended. */
let ends: Promise<boolean>[];

beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'doorway-'));
	ends = [];
	const socketPath = path.join(folder, 'pages.sock');
	behind = createServer((request, response) => {
		ends.push(once(response, 'close').then(() => response.writableFinished));
		if (request.url === '/late') setTimeout(() => response.end('late'), 3 * STALLED_MS);
		else response.end(LONG);
	}).listen(socketPath);
	await once(behind, 'listening');
	const agent = new Agent({ keepAlive: true });
	const pages = { socketPath, agent, ready: () => Promise.resolve() };
	front = createServer((request, response) => handOn(request, response, pages, STALLED_MS)).listen(
		0,
		'127.0.0.1'
	);
	await once(front, 'listening');
	({ port } = front.address() as AddressInfo);
});

afterEach(() => {
	for (const server of [front, behind]) {
		server.closeAllConnections();
		server.close();
	}
	rmSync(folder, { recursive: true, force: true });
});

const bytesOf = async (url: string): Promise<number> => {
	const request = get({ host: '127.0.0.1', port, path: url });
	const [answer] = (await once(request, 'response')) as [NodeJS.ReadableStream];
	let bytes = 0;
	for await (const chunk of answer) bytes += (chunk as Buffer).length;
	return bytes;
};

test('[R92] an answer that nobody takes is given up, here and where it is made', async () => {
	const idle = connect(port, '127.0.0.1');
	const gone = once(idle, 'close');
	idle.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
	await once(idle, 'readable');
	await expect.poll(() => ends.length).toBe(1);
	expect(await ends[0]).toBe(false);
	idle.resume();
	await gone;
	expect(await bytesOf('/')).toBe(LONG.length);
});

test('[R92] who waits for an answer that takes long gets it', async () => {
	expect(await bytesOf('/late')).toBe(4);
});

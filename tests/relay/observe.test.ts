import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { observe } from '#server/observe.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let server: Server;
let origin: string;
let metricsToken: string | null = 'secret';

beforeEach(async () => {
	metricsToken = 'secret';
	relay = await openTestRelay();
	server = createServer((request, response) => {
		const observed = { relay: relay.current(), db: relay.db, dataDir: relay.dataDir, metricsToken };
		if (!observe(request, response, observed)) response.writeHead(418).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await relay.close();
});

test('[R51] health tells a stranger whether all is well, and nothing else', async () => {
	for (const headers of [{}, { authorization: 'Bearer wrongs' }]) {
		const response = await fetch(`${origin}/health`, { headers });
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ status: 'ok' });
	}
	expect((await fetch(`${origin}/health`, { method: 'HEAD' })).status).toBe(200);
	expect((await fetch(`${origin}/else`)).status).toBe(418);
});

test('[R51] health tells whoever has the token how far the disk is behind, and how much of it is left', async () => {
	const response = await fetch(`${origin}/health`, { headers: { authorization: 'Bearer secret' } });
	const health = (await response.json()) as Record<string, unknown>;
	expect(health).toMatchObject({ status: 'ok', database: 'ok', logLagMs: 0, syncLagMs: 0 });
	expect(health['freeBytes']).toBeGreaterThan(0);
});

test('[R51] metrics are for whoever has the token, and name nobody', async () => {
	const name = await relay.meeting('meeting01');
	const ann = await new RawClient(`${relay.url}/${name}?caps=ack`, 'ann').joined();
	const doc = new Y.Doc();
	doc.getText('words').insert(0, 'hello');
	ann.sendUpdate(Y.encodeStateAsUpdate(doc));
	await ann.heard('ack');
	for (const headers of [{}, { authorization: 'Bearer secre' }, { authorization: 'Bearer wrongs' }])
		expect((await fetch(`${origin}/metrics`, { headers })).status).toBe(404);
	const response = await fetch(`${origin}/metrics`, { headers: { authorization: 'Bearer secret' } });
	expect(response.status).toBe(200);
	const text = await response.text();
	expect(text).toContain('relay_frames_total{type="update"} 1\n');
	expect(text).toContain('relay_logged_frames_total 1\n');
	expect(text).toContain('relay_connections 1\n');
	expect(text).toMatch(/relay_sync_seconds_count [1-9]/);
	expect(text).toMatch(/minutebook_free_bytes \d+/);
	expect(text).not.toMatch(/ann|meeting01/);
	for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# TYPE )?[a-z_0-9]+[ {]/);
	ann.close();
	metricsToken = null;
	const without = await fetch(`${origin}/metrics`, { headers: { authorization: 'Bearer null' } });
	expect(without.status).toBe(404);
});

/**
 * Threat 28: lines of somebody else's making in the log, and in it what it should not know. The whole server with everything it
 * can say; what it prints is read line by line.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { sendRaw } from '../support/raw-http.ts';
import { until } from '../support/relay.ts';
import { TestServer } from '../support/server.ts';
import { syncFrame } from '../support/relay-clients.ts';

// A mail server that is not there: letters wait, and their failure is told.
const server = new TestServer({
	LOG_LEVEL: 'trace',
	SMTP_URL: 'smtp://user:canarypassword@127.0.0.1:1',
	METRICS_TOKEN: 'canarytoken'
});
let meeting = '';
let cookie = '';
const FORGED = '{"level":30,"msg":"canaryforged"}';

beforeAll(async () => {
	await server.board('canaryboard', 'The canaryname board', [
		['canarymail@example.org', 'Canaryperson Quill', 'notetaker']
	]);
	meeting = await server.meeting('canaryboard', 'canarytitle');
	await server.start();
	const { name, value } = await server.cookie('canarymail@example.org');
	cookie = `${name}=${value}`;
}, 120_000);
afterAll(() => server.remove());

const asked = (address: string, init: RequestInit = {}) =>
	fetch(server.origin + address, {
		redirect: 'manual',
		...init,
		headers: { cookie, origin: server.origin, 'sec-fetch-site': 'same-origin', ...init.headers }
	});

test('threat 28: what people type, who they are and what opens doors is in no line of the log', async () => {
	const json = { 'content-type': 'application/json' };
	const remark = {
		kind: 'comment',
		item: 'itemitem',
		line: 'lineline',
		anchor: null,
		quote: 'canaryquote',
		text: 'canaryremark'
	};
	await asked(`/meetings/${meeting}/remarks`, {
		method: 'POST',
		headers: json,
		body: JSON.stringify(remark)
	});
	// Shapes that fail on the way, and a body that is none.
	for (const body of ['{"canarybody":', JSON.stringify({ ...remark, kind: 'canarykind' }), '"canaryword"'])
		await asked(`/meetings/${meeting}/remarks`, { method: 'POST', headers: json, body });
	await asked('/sign-in?/ask', {
		method: 'POST',
		headers: { cookie: '' },
		body: new URLSearchParams({ email: 'canarymail@example.org' })
	});
	await asked('/sign-in?/enter', {
		method: 'POST',
		headers: { cookie: '' },
		body: new URLSearchParams({ code: 'CANARY22' })
	});
	await asked(`/meetings/${meeting}/papers?item=x&name=canaryfile.pdf`, {
		method: 'POST',
		body: 'canarypaper'
	});
	await asked(`/meetings/canarynowhere/minutes.txt?canaryquery`, {
		headers: { 'user-agent': 'canaryagent' }
	});
	await asked('/metrics', { headers: { authorization: 'Bearer canarytoken' } });
	const socket = new WebSocket(
		`${server.origin.replace('http', 'ws')}${COLLAB_PATH}${documentName(meeting)}?caps=ack`,
		{
			headers: { cookie, origin: server.origin }
		}
	);
	await new Promise((resolve) => socket.once('open', resolve));
	socket.send(syncFrame(2, new TextEncoder().encode('canaryframe')));
	await new Promise((resolve) => socket.once('close', resolve));
	// The courier has tried, and said so.
	await until(
		'it is said of each letter',
		() => (server.said.match(/was not delivered/g)?.length ?? 0) >= 3,
		20_000
	);
	const token = cookie.split('=')[1] ?? '';
	expect(token.length).toBeGreaterThan(20);
	for (const secret of [...token.split('.'), 'canary', 'Canary', 'CANARY'])
		expect([secret, server.said.split('\n').filter((line) => line.includes(secret))]).toEqual([secret, []]);
});

test('threat 28: no request makes a line of its own', async () => {
	const { host } = new URL(server.origin);
	for (const target of [
		`/%0a${FORGED}`,
		`/%0d%0a${FORGED}`,
		`/\u2028${FORGED}`,
		`/sign-in?next=%0a${encodeURIComponent(FORGED)}`
	])
		await sendRaw(server.origin, [
			`GET ${target} HTTP/1.1`,
			`Host: ${host}`,
			`User-Agent: x\u0085${FORGED}`,
			`Referer: ${server.origin}/%0a${FORGED}`,
			'Connection: close'
		]).catch(() => undefined);
	await sendRaw(server.origin, [`GET / HTTP/1.1\n${FORGED}`, `Host: ${host}`, 'Connection: close']);
	const lines = server.said.split('\n').filter((line) => line !== '' && !/^Minutebook is at http/.test(line));
	for (const line of lines) {
		expect(line).not.toContain('canaryforged');
		expect(() => JSON.parse(line) as unknown, line).not.toThrow();
	}
	expect(lines.length).toBeGreaterThan(2);
});

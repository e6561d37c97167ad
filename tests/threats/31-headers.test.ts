/**
 * Threat 31: a proxy or the back button shows a page after signing out. And the rest of [P16]: every route and method, for a stranger
 * and for somebody signed in, against a real server, says the whole set of headers.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLLAB_PATH, LIVE_PATH } from '#core/wire/wire.ts';
import { sendRaw } from '../support/raw-http.ts';
import { builtFiles, filled, routes } from '../support/routes.ts';
import { TestServer } from '../support/server.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const server = new TestServer({ METRICS_TOKEN: 'token' });
let names: Record<string, string>;
let cookie: string;

beforeAll(async () => {
	await server.board('harbour', 'Harbour Safeguarding Board', [
		['nora@example.org', 'Nora Quill', 'notetaker']
	]);
	await server.start();
	names = { board: 'harbour', meeting: await server.meeting('harbour', 'First meeting') };
	cookie = await signedIn();
}, 240_000);
afterAll(() => server.remove());

async function signedIn(): Promise<string> {
	const { name, value } = await server.cookie('nora@example.org');
	return `${name}=${value}`;
}

/** What is said on every answer. */
const EVERYWHERE = {
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'origin-agent-cluster': '?1',
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY'
} as const;

/** In the markup; what SvelteKit hands its script is not. */
const HANDLER = /<(?!script)[a-z][^>]* (?:style|on[a-z]+)=/;

/** @returns what is missing or wrong, in words */
function faultsOf(address: string, status: number, headers: Headers): string[] {
	const faults: string[] = [];
	for (const [name, value] of Object.entries(EVERYWHERE))
		if (headers.get(name) !== value) faults.push(`${name}: ${headers.get(name)}`);
	if (!/camera=\(\).*microphone=\(\)/.test(headers.get('permissions-policy') ?? ''))
		faults.push(`permissions-policy: ${headers.get('permissions-policy')}`);
	const policy = headers.get('content-security-policy') ?? '';
	const isPaper = /\/papers\/[^/]+$/.test(address) && status === 200;
	if (/unsafe-(?!hashes)/.test(policy)) faults.push(policy);
	if (!isPaper && !/default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/.test(policy))
		faults.push(policy);
	const isPage = /^text\/html/.test(headers.get('content-type') ?? '') && policy.includes('nonce-');
	if (isPage) {
		const { host } = new URL(server.origin);
		if (!policy.includes(`connect-src 'self' ws://${host};`)) faults.push(policy);
		if (
			!/style-src-attr 'unsafe-hashes' 'sha256-[^']+'( 'nonce-[^']+')?;/.test(policy) ||
			!policy.includes("require-trusted-types-for 'script'")
		)
			faults.push(policy);
	}
	const caching = headers.get('cache-control') ?? '';
	const isFile = builtFiles().includes(address) && status < 300;
	if (isFile ? !/no-cache|immutable/.test(caching) : !caching.includes('no-store'))
		faults.push(`cache-control: ${caching}`);
	return faults.map((fault) => `${address} ${status} ${fault}`);
}

function addresses(): string[] {
	const there = routes().map((route) => filled(route, names));
	const nowhere = routes().map((route) => filled(route, {}));
	const others = [
		'/health',
		'/metrics',
		'/nowhere',
		'/_app/immutable/nowhere.js',
		'/%ff',
		'/account/',
		'/_app/env.js'
	];
	return [...new Set([...there, ...nowhere, ...others, ...builtFiles()])].filter(
		(path) => path !== '/sign-out'
	);
}

test.each(['a stranger', 'somebody signed in'])(
	'[P16] threat 31: every route and method tells %s all there is to tell a browser',
	async (who) => {
		const asked = addresses().flatMap((address) => METHODS.map((method) => ({ address, method })));
		const headers = {
			'sec-fetch-site': 'same-origin',
			accept: 'text/html',
			...(who === 'a stranger' ? {} : { cookie })
		};
		const faults: string[] = [];
		const walk = async () => {
			for (let next = asked.pop(); next !== undefined; next = asked.pop()) {
				const { address, method } = next;
				const response = await fetch(server.origin + address, { method, redirect: 'manual', headers });
				const body = await response.text();
				walked++;
				faults.push(...faultsOf(address, response.status, response.headers));
				if (response.headers.get('content-type')?.startsWith('text/html') && HANDLER.test(body))
					faults.push(`${address} has a style or a handler in an attribute`);
			}
		};
		let walked = 0;
		await Promise.all(Array.from({ length: 6 }, walk));
		expect(faults).toEqual([]);
		expect(walked).toBeGreaterThan(400);
	},
	240_000
);

test('[P16] a form from elsewhere is refused with the same headers', async () => {
	for (const address of addresses().slice(0, 20)) {
		const response = await fetch(server.origin + address, {
			method: 'POST',
			headers: { 'sec-fetch-site': 'cross-site', cookie },
			redirect: 'manual'
		});
		expect(response.status).toBe(403);
		expect(faultsOf(address, response.status, response.headers)).toEqual([]);
	}
});

test.each([
	[
		'a socket of nobody',
		['GET ' + COLLAB_PATH + 'x HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade'],
		403
	],
	[
		'a topic of nobody',
		['GET ' + LIVE_PATH + 'x HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade'],
		403
	],
	['a socket to nowhere', ['GET /nowhere HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade'], 404],
	['an address of elsewhere', ['GET http://elsewhere.example/ HTTP/1.1', 'Connection: close'], 400],
	['an address that would change the host', ['GET @elsewhere.example/ HTTP/1.1', 'Connection: close'], 400],
	['a broken request', ['GET / HTTP/1.1', 'no header', 'Connection: close'], 400],
	['headers without end', ['GET / HTTP/1.1', `X-Long: ${'x'.repeat(40_000)}`, 'Connection: close'], 431]
])('[P16] %s is refused with the same headers', async (_what, [request = '', ...lines], status) => {
	const { host } = new URL(server.origin);
	const answer = await sendRaw(server.origin, [request, `Host: ${host}`, 'Sec-WebSocket-Key: x', ...lines]);
	expect(answer.status).toBe(status);
	expect(faultsOf('raw', answer.status, answer.headers)).toEqual([]);
});

test.each([
	['without a script', 'text/html', 303],
	['by the page', 'application/json', 200]
])('[P16] signing out %s clears what the browser kept of the pages', async (_how, accept, status) => {
	const response = await fetch(`${server.origin}/sign-out`, {
		method: 'POST',
		redirect: 'manual',
		body: new URLSearchParams(),
		headers: { 'sec-fetch-site': 'same-origin', origin: server.origin, accept, cookie: await signedIn() }
	});
	expect(response.status).toBe(status);
	expect(response.headers.get('clear-site-data')).toBe('"cache"');
	expect(faultsOf('/sign-out', response.status, response.headers)).toEqual([]);
});

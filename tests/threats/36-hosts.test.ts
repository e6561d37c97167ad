/** Threat 36: whatever a request says of hosts, links and redirects lead to the origin that the administrator set. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../support/raw-http.ts';
import { TestServer } from '../support/server.ts';

const server = new TestServer();
let cookie: string;
beforeAll(async () => {
	await server.board('harbour', 'Harbour Board', [['nora@example.org', 'Nora Quill', 'notetaker']]);
	await server.start();
	const { name, value } = await server.cookie('nora@example.org');
	cookie = `${name}=${value}`;
}, 240_000);
afterAll(() => server.remove());

const EVIL = 'evil.example';
const CLAIMS = [
	[`Host: ${EVIL}`],
	[`Host: ${EVIL}:80@localhost`],
	['Host: localhost', `X-Forwarded-Host: ${EVIL}`],
	['Host: localhost', `X-Forwarded-Proto: https`, `X-Forwarded-Port: 443`, `X-Host: ${EVIL}`],
	['Host: localhost', `Forwarded: host=${EVIL};proto=https`],
	['Host: localhost', `X-Original-URL: //${EVIL}/`, `X-Rewrite-URL: //${EVIL}/`],
	['Host: localhost', `Origin: https://${EVIL}`, `Referer: https://${EVIL}/`]
] as const;
const PATHS = [
	'/',
	'/account?x=1',
	`//${EVIL}/`,
	`/.//${EVIL}`,
	`/sign-in?next=//${EVIL}`,
	`/%2f%2f${EVIL}/`,
	`//${EVIL}/..`
];

test.each(CLAIMS)('threat 36: nothing leads elsewhere for “%s”', async (...claims) => {
	for (const path of PATHS) {
		const lines = [
			`GET ${path} HTTP/1.1`,
			...claims.flatMap((claim) => (claim === undefined ? [] : [claim])),
			'Connection: close'
		];
		const { status, headers, body } = await sendRaw(server.origin, lines);
		const location = headers.get('location');
		if (location !== null)
			expect([path, new URL(location, server.origin).origin]).toEqual([path, server.origin]);
		const links = [...body.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, link]) => link ?? '');
		for (const link of links) expect(new URL(link, server.origin).origin).toBe(server.origin);
		// What somebody else could be shown from a cache is kept by none.
		expect([path, status, headers.get('cache-control')]).toEqual([path, status, 'no-store']);
		expect(headers.get('set-cookie') ?? '').not.toMatch(/domain=/i);
	}
});

test.each([
	`/.//${EVIL}`,
	`//${EVIL}`,
	`/\\${EVIL}`,
	`\\\\${EVIL}`,
	`https://${EVIL}`,
	`/%2e//${EVIL}`,
	`/boards/..//${EVIL}`,
	`\t//${EVIL}`,
	`javascript:alert(1)`
])('[P15] threat 36: whoever is signed in already is led nowhere else by “%s”', async (next) => {
	const answer = await fetch(`${server.origin}/sign-in?next=${encodeURIComponent(next)}`, {
		redirect: 'manual',
		headers: { cookie }
	});
	expect(answer.status).toBe(303);
	expect(new URL(answer.headers.get('location') ?? '', server.origin).origin).toBe(server.origin);
});

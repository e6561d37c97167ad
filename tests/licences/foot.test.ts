/** [P20] The foot of every page, as the server sends it: the source of what runs here, and the licences of its parts. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHELL } from '#core/wire/offline-routes.ts';
import { readConfig } from '#server/config.ts';
import { VERSION } from '#server/version.ts';
import { filled, routes } from '../support/routes.ts';
import { TestServer } from '../support/server.ts';

const ROUTES = path.resolve(import.meta.dirname, '../../src/routes');
const SOURCE = 'https://source.example/minutebook';
const server = new TestServer({ SOURCE_URL: SOURCE });
let cookie = '';
let meeting = '';

beforeAll(async () => {
	await server.board('harbour', 'Harbour Board', [['nora@example.org', 'Nora Quill', 'notetaker']]);
	meeting = await server.meeting('harbour', 'First meeting');
	await server.start();
	const { name, value } = await server.cookie('nora@example.org');
	cookie = `${name}=${value}`;
}, 120_000);
afterAll(() => server.remove());

/** Its foot; null: it is no page. */
async function footOf(address: string, as: string): Promise<string | null> {
	const answer = await fetch(server.origin + address, {
		headers: { cookie: as, accept: 'text/html' },
		redirect: 'manual'
	});
	const body = await answer.text();
	if (answer.status >= 300 && answer.status < 400) return null;
	return /^text\/html/.test(answer.headers.get('content-type') ?? '')
		? (/<footer.*?<\/footer>/s.exec(body)?.[0] ?? '')
		: null;
}

test('[P20] every page leads to the source and the licences, also one that is not there', async () => {
	let pages = 0;
	// The shell that the service worker keeps is filled in the browser alone.
	const isPage = (route: string) => route !== SHELL && existsSync(path.join(ROUTES, route, '+page.svelte'));
	for (const route of [...routes().filter(isPage), '/nowhere']) {
		const foot = await footOf(filled(route, { board: 'harbour', meeting }), cookie);
		if (foot === null) continue;
		pages++;
		expect([route, foot.includes(`href="${SOURCE}"`), foot.includes('href="/licences.txt"')]).toEqual([
			route,
			true,
			true
		]);
		expect(foot).toContain(`Minutebook ${VERSION}, free software`);
	}
	expect(pages).toBeGreaterThan(20);
});

test('[P20] a stranger is led to the source and not told the version', async () => {
	const foot = await footOf('/sign-in', '');
	expect(foot).toContain(SOURCE);
	expect(foot).not.toContain(VERSION);
});

test('[P20] the licences are given to anybody, as text', async () => {
	const answer = await fetch(`${server.origin}/licences.txt`);
	expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'text/plain']);
	expect(await answer.text()).toMatch(
		/THE TEXTS OF THE LICENCES OF WHAT RUNS[^]+Permission is hereby granted/
	);
});

test('[P20] where nobody said where the source is, there is no address; what is none is refused at the start', () => {
	expect(readConfig({}).sourceUrl).toBe(null);
	for (const SOURCE_URL of ['minutebook', 'javascript:alert(1)', 'file:///etc/passwd'])
		expect(() => readConfig({ SOURCE_URL })).toThrow(/SOURCE_URL is not an address/);
});

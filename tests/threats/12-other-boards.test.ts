/**
 * Threat 12: ids of other boards, put into addresses and forms. Whoever is not on a board gets for its true ids what they get for
 * invented ones, from every page, file and form there is, and nothing changes. What each role may do on its own board is the
 * matrix of server/store/boards/rights.test.ts.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { CATALOGUE, PAGE, PAGES, pdf } from '../support/paper-files.ts';
import { filled, formsOf, routes } from '../support/routes.ts';
import { TestServer } from '../support/server.ts';

const server = new TestServer();
/** What stands in the addresses: of the board that is attacked, and invented of the same form. */
const names: Record<string, string> = { board: 'shut' };
const invented = { board: 'none', meeting: 'a'.repeat(20), paper: 'b'.repeat(20), action: 'c'.repeat(20) };
const OUTSIDERS = [
	['mabel@example.org', 'Mabel Birch', 'member'],
	['carys@example.org', 'Carys Dunne', 'chair'],
	['tom@example.org', 'Tom Arden', 'notetaker'],
	['olga@example.org', 'Olga Rix', 'observer']
] as const;
const cookies = new Map<string, string>();

async function cookieOf(email: string): Promise<string> {
	const known = cookies.get(email);
	if (known !== undefined) return known;
	const { name, value } = await server.cookie(email);
	cookies.set(email, `${name}=${value}`);
	return `${name}=${value}`;
}

beforeAll(async () => {
	await server.board('shut', 'The shut board', [
		['nora@example.org', 'Nora Quill', 'notetaker'],
		['chidi@example.org', 'Chidi Marsh', 'chair']
	]);
	await server.board('open', 'The open board', OUTSIDERS);
	await server.cli('person', 'add', '--email', 'nobody@example.org', '--name', 'Norm Body');
	names['meeting'] = await server.meeting('shut', 'Behind doors');
	await server.start();
	const nora = { cookie: await cookieOf('nora@example.org') };
	const page = await fetch(`${server.origin}/meetings/${names['meeting']}/minutes.json`, { headers: nora });
	const { minutes } = (await page.json()) as { minutes: { items: { id: string }[] } };
	const query = new URLSearchParams({ item: minutes.items[0]?.id ?? '', name: 'a.pdf' }).toString();
	const made = await fetch(`${server.origin}/meetings/${names['meeting']}/papers?${query}`, {
		method: 'POST',
		body: new Uint8Array(pdf([CATALOGUE, PAGES, PAGE])),
		headers: { ...nora, origin: server.origin, 'content-type': 'application/octet-stream' }
	});
	names['paper'] = ((await made.json()) as { id: string }).id;
}, 240_000);
afterAll(() => server.remove());

/** What the answer says, without what is different each time. */
async function told(address: string, email: string, how: RequestInit = {}): Promise<string> {
	const answer = await fetch(server.origin + address, {
		redirect: 'manual',
		...how,
		headers: {
			cookie: await cookieOf(email),
			'sec-fetch-site': 'same-origin',
			accept: 'application/json',
			'x-sveltekit-action': 'true',
			...how.headers
		}
	});
	const words = (await answer.text())
		.replaceAll(/"?nonce[-=]"?[\w+/=]+/g, '')
		.replaceAll(/__sveltekit_\w+/g, '');
	return `${answer.status} ${answer.headers.get('location') ?? ''} ${words}`;
}

/** With the names of that address taken out: nothing else may differ. */
const plain = (answer: string, of: Readonly<Record<string, string>>): string =>
	Object.values(of).reduce((text, name) => text.replaceAll(name, '·'), answer);

const withNames = routes().filter((route) => route.includes('['));

test('threat 12: the true ids are there for who is on the board', async () => {
	for (const route of ['/boards/[board]', '/meetings/[meeting]', '/meetings/[meeting]/papers/[paper]'])
		expect(await told(filled(route, names), 'nora@example.org')).toMatch(/^200/);
});

test.each([...OUTSIDERS.map(([email]) => email), 'nobody@example.org'])(
	'threat 12: to %s every page, file and feed of another board is as one that is not there',
	async (email) => {
		expect(withNames.length).toBeGreaterThan(30);
		for (const route of withNames) {
			const [theirs, none] = [
				await told(filled(route, names), email),
				await told(filled(route, invented), email)
			];
			expect([route, plain(theirs, names)]).toEqual([route, plain(none, invented)]);
			// Data of a page is told inside an answer that itself is fine; some addresses only take things.
			expect([route, /^40[45]|"status":404/.test(theirs)]).toEqual([route, true]);
		}
	},
	240_000
);

/** All that is written down, but for who was here. */
function everything(): string {
	const database = new Sqlite(path.join(server.dataDir, DATABASE_FILE), { readonly: true });
	const tables = database
		.prepare<[], string>(
			`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('session', 'known_browser')`
		)
		.pluck()
		.all();
	const hash = createHash('sha256');
	for (const table of tables)
		hash.update(JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).raw().all()));
	database.close();
	return hash.digest('hex');
}

/** Fields that are well formed wherever a form asks for them. */
const fields = (): URLSearchParams =>
	new URLSearchParams({
		entry: 'd'.repeat(20),
		membership: 'd'.repeat(20),
		change: 'd'.repeat(20),
		action: 'd'.repeat(20),
		email: 'mabel@example.org',
		name: 'Mabel Birch',
		role: 'chair',
		title: 'Taken over',
		date: '2031-01-01',
		text: 'words',
		words: 'words',
		digest: 'x',
		read: '',
		number: '1',
		people: 'd'.repeat(20)
	});

test.each(['mabel@example.org', 'carys@example.org', 'nobody@example.org'])(
	'threat 12: no form and no call of %s does anything on another board',
	async (email) => {
		const before = everything();
		const asked = withNames
			.filter((route) => !route.endsWith('__data.json'))
			.flatMap((route) => [
				...formsOf(route).map((form) => [`${route}${form === '' ? '' : `?/${form}`}`, 'POST'] as const),
				...(['POST', 'PUT', 'DELETE'] as const).map((method) => [route, method] as const)
			]);
		expect(asked.length).toBeGreaterThan(60);
		for (const [route, method] of asked) {
			const how = { method, body: fields() };
			const theirs = await told(filled(route, names), email, how);
			const none = await told(filled(route, invented), email, how);
			expect([method, route, plain(theirs, names)]).toEqual([method, route, plain(none, invented)]);
			expect([method, route, /^(2|3)\d\d (?!.*"status":4)/.test(theirs)]).toEqual([method, route, false]);
		}
		expect(everything()).toBe(before);
	},
	240_000
);

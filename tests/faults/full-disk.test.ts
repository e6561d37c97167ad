/** No byte left, on a real disk: everything is read, every change is refused in words, and it goes on by itself. */
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sentence } from '#core/kernel/refusal.ts';
import { must } from '#core/kernel/result.ts';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import Sqlite from 'better-sqlite3';
import { smallDisk, type SmallDisk } from '../support/small-disk.ts';
import { TestServer } from '../support/server.ts';

const made = smallDisk(96);
const disk: SmallDisk | null = 'why' in made ? null : made;
if ('why' in made)
	console.warn(`No disk of its own can be mounted here, so nothing is said about a full one: ${made.why}`);
let server: TestServer;
let meeting: string;
let cookie: string;

beforeAll(async () => {
	if (disk === null) return;
	server = new TestServer({
		DATA_DIR: path.join(disk.folder, 'data'),
		RELAY_LIMITS: '{"diskReserveBytes":1000000}'
	});
	await server.board('harbour', 'Harbour Safeguarding Board', [
		['chidi@example.org', 'Chidi Marsh', 'chair']
	]);
	meeting = await server.meeting('harbour', 'Harbour');
	await server.start();
	const { name, value } = await server.cookie('chidi@example.org');
	cookie = `${name}=${value}`;
	// Each once while there is room: nobody waits for a process that starts.
	await page('/');
	await page(`/meetings/${meeting}/review`);
}, 120_000);
afterAll(async () => {
	await server?.stop();
	disk?.remove();
});

const get = (address: string, headers: Record<string, string> = {}) =>
	fetch(server.origin + address, { headers: { cookie, ...headers }, redirect: 'manual' });

async function page(address: string): Promise<{ status: number; text: string }> {
	const response = await get(address, { accept: 'text/html' });
	return { status: response.status, text: await response.text() };
}

/** @param asForm as the page's own script sends it */
async function change(address: string, fields: Record<string, string>, asForm: boolean) {
	const response = await fetch(server.origin + address, {
		method: 'POST',
		headers: {
			cookie,
			origin: server.origin,
			accept: asForm ? 'application/json' : 'text/html',
			...(asForm ? { 'x-sveltekit-action': 'true' } : {})
		},
		body: new URLSearchParams(fields),
		redirect: 'manual'
	});
	return { status: response.status, text: await response.text() };
}

/** Each of the processes that answer looks once a second. */
async function saysSo(address: string): Promise<void> {
	const said = async () => {
		const { status, text } = await page(address);
		return [address, status, text.includes('The disk of the server is full.')];
	};
	await expect.poll(said, { timeout: 5000 }).toEqual([address, 200, true]);
}

const FULL = sentence({ code: 'storage-full' });
const PAGES = (): string[] => [
	'/boards/harbour',
	'/boards/harbour/register',
	'/boards/harbour/decisions',
	'/boards/harbour/members',
	'/boards/harbour/quorum',
	'/boards/harbour/bank-holidays',
	'/boards/harbour/import',
	'/boards/harbour/meetings/new',
	'/account',
	`/meetings/${meeting}`,
	`/meetings/${meeting}/review`,
	`/meetings/${meeting}/history`,
	`/meetings/${meeting}/agenda`
];
const CHANGES = (): readonly (readonly [string, Record<string, string>])[] => [
	['/account?/keepPhrase', { id: '', short: 'hsb', words: 'the board' }],
	['/boards/harbour/bank-holidays', { region: 'scotland' }],
	['/boards/harbour/meetings/new', { title: 'Next', date: '2031-01-01', start: '', end: '', place: '' }],
	[
		'/boards/harbour/import?/make',
		{ text: 'Minutes\n\n1. Welcome\n1.1 Noted.', title: 'Old', date: '2020-01-01' }
	],
	[
		`/meetings/${meeting}?/facts`,
		{ title: 'Renamed', date: '2031-01-01', start: '', end: '', place: 'Hall' }
	],
	[
		`/meetings/${meeting}/agenda?/propose`,
		{ title: 'Lights', purpose: 'discuss', minutes: '5', reason: 'dark' }
	]
];

test.runIf(disk !== null)(
	'[I6] with no byte left every page is read, and says what is the matter',
	async () => {
		must(disk ?? undefined, 'disk').fill();
		// Use is noted once a minute; here it would have to be now.
		await expect
			.poll(async () => (await page('/account')).text.includes('data-testid="full"'), { timeout: 5000 })
			.toBe(true);
		for (const address of PAGES()) await saysSo(address);
		for (const address of ['minutes.pdf', 'minutes.txt', 'minutes.json', 'document'])
			expect([address, (await get(`/meetings/${meeting}/${address}`)).status]).toEqual([address, 200]);
	},
	60_000
);

test.runIf(disk !== null)(
	'[I6] each change is refused in words, and nothing of it is done',
	async () => {
		const before = rows();
		for (const [address, fields] of CHANGES())
			for (const asForm of [true, false]) {
				const { status, text } = await change(address, fields, asForm);
				expect([address, asForm, status]).toEqual([address, asForm, 507]);
				expect(text.includes(FULL), address).toBe(true);
			}
		expect(rows()).toEqual(before);
	},
	60_000
);

test.runIf(disk !== null)(
	'[I6] somebody who has not been seen for a while is let in all the same',
	async () => {
		// What their last request would note cannot be noted.
		const { status } = await page('/boards/harbour');
		expect(status).toBe(200);
	}
);

test.runIf(disk !== null)(
	'[I6] when there is room, all goes on without a start',
	async () => {
		must(disk ?? undefined, 'disk').free();
		await expect
			.poll(async () => (await page('/account')).text.includes('data-testid="full"'), { timeout: 5000 })
			.toBe(false);
		for (const [address, fields] of CHANGES()) {
			const { status, text } = await change(address, fields, true);
			expect([address, status, text.includes(FULL)]).toEqual([address, 200, false]);
		}
	},
	60_000
);

test.runIf(disk !== null)(
	'[I6] a server that is started on a full disk reads all the same, says what is the matter, and goes on when there is room',
	async () => {
		const small = must(disk ?? undefined, 'disk');
		await server.stop();
		small.fill();
		await server.start();
		// What it had kept for this and did not need is gone, too.
		small.fill();
		await expect
			.poll(async () => (await page('/account')).text.includes('data-testid="full"'), { timeout: 20_000 })
			.toBe(true);
		for (const address of PAGES()) await saysSo(address);
		// What still fits into a piece of the log of writes that is there already is done; the rest is refused in words.
		for (const [address, fields] of CHANGES()) {
			const { status, text } = await change(address, fields, true);
			expect([address, status === 507, text.includes(FULL)]).toEqual([
				address,
				status !== 200,
				status !== 200
			]);
		}
		small.free();
		await expect
			.poll(async () => (await page('/account')).text.includes('data-testid="full"'), { timeout: 20_000 })
			.toBe(false);
		const [[address, fields] = ['', {}]] = CHANGES();
		expect((await change(address, fields, true)).text.includes(FULL)).toBe(false);
	},
	120_000
);

/** How many rows each table has. */
function rows(): Readonly<Record<string, number>> {
	const sqlite = new Sqlite(path.join(server.dataDir, DATABASE_FILE), { readonly: true });
	const names = sqlite
		.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
		.pluck()
		.all();
	const counts = Object.fromEntries(
		names.map((name) => [name, Number(sqlite.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())])
	);
	sqlite.close();
	return counts;
}

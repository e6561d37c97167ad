/** What a form may bring, and to whom it is read: asked of a whole server by a client that keeps no rule. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_BYTES } from '#core/wire/intake.ts';
import { sentence } from '#core/kernel/refusal.ts';
import { TestServer } from '../support/server.ts';
import { chunk, rawRequest } from './raw-request.ts';

const server = new TestServer();
let meeting: string;
const cookies = new Map<string, string>();

beforeAll(async () => {
	await server.board('harbour', 'Harbour Safeguarding Board', [
		['mabel@example.org', 'Mabel Birch', 'member'],
		['chidi@example.org', 'Chidi Marsh', 'chair']
	]);
	await server.board('saltmarsh', 'Saltmarsh Panel', [['odd@example.org', 'Odd One', 'chair']]);
	meeting = await server.meeting('harbour', 'Harbour');
	await server.start();
	for (const who of ['mabel', 'chidi', 'odd']) {
		const { name, value } = await server.cookie(`${who}@example.org`);
		cookies.set(who, `Cookie: ${name}=${value}`);
	}
}, 120_000);
afterAll(() => server.remove());

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const ours = (who: string | null, type = FORM): string[] => [
	`Origin: ${server.origin}`,
	type,
	...(who === null ? [] : [cookies.get(who) ?? ''])
];
const TOO_LARGE = sentence({ code: 'too-large' });
const MISSHAPEN = sentence({ code: 'misshapen' });

test('[I1] a form of 8 MB is refused before a byte of it is read', async () => {
	const head = [...ours(null), 'Content-Length: 8000000', 'Accept: application/json'];
	const answer = await rawRequest(server, 'POST /sign-in?/ask', head);
	expect(answer.status).toBe(413);
	expect(answer.body).toContain(TOO_LARGE);
});

test('[I1] a body that does not say how long it is, is cut where it becomes too long, and its sender is told why', async () => {
	const head = [...ours(null), 'Transfer-Encoding: chunked', 'Accept: application/json'];
	const piece = chunk('a=&'.repeat(1000));
	const body = Array.from({ length: Math.ceil(MOST_BYTES / 3000) + 20 }, () => piece);
	const answer = await rawRequest(server, 'POST /sign-in?/ask', head, body);
	expect(answer.status).toBe(413);
	expect(answer.body).toContain(TOO_LARGE);
});

test('[I1] a form of a thousand fields, or JSON of a thousand levels, is not parsed', async () => {
	const post = async (address: string, type: string, body: string) => {
		const head = [...ours('mabel', `Content-Type: ${type}`), `Content-Length: ${body.length}`];
		return rawRequest(server, `POST ${address}`, [...head, 'Accept: application/json'], [body]);
	};
	const many = await post('/account?/keepPhrase', 'application/x-www-form-urlencoded', 'a=&'.repeat(2000));
	expect(many).toMatchObject({ status: 400, body: expect.stringContaining(MISSHAPEN) as string });
	const deep = await post(`/meetings/${meeting}/remarks`, 'application/json', '['.repeat(1000));
	expect(deep).toMatchObject({ status: 400, body: expect.stringContaining(MISSHAPEN) as string });
});

test('[I2] what somebody may not do is refused before they are heard out', async () => {
	const asked = async (who: string, address: string) => {
		const head = [...ours(who), 'Content-Length: 60000', 'Accept: application/json'];
		return (await rawRequest(server, `POST ${address}`, head)).status;
	};
	expect(await asked('mabel', `/meetings/${meeting}/review`)).toBe(403);
	expect(await asked('odd', `/meetings/${meeting}/review`)).toBe(404);
	expect(await asked('odd', `/meetings/${meeting}/remarks`)).toBe(404);
	expect(await asked('mabel', '/boards/harbour/import?/make')).toBe(403);
	expect(await asked('odd', '/boards/harbour/import?/make')).toBe(404);
	const pages = [
		'',
		'/members',
		'/quorum',
		'/bank-holidays',
		'/meetings/new',
		'/register',
		'/members/changes/1'
	];
	for (const page of pages) expect(await asked('odd', `/boards/harbour${page}?/add`), page).toBe(404);
	expect(await asked('odd', '/people?/person')).toBe(404);
});

test('[I1] to a form of ours the refusal comes as every other, so that what was typed stays', async () => {
	const head = [...ours('chidi'), 'x-sveltekit-action: true', 'Accept: application/json'];
	const answer = await rawRequest(server, 'POST /account?/keepPhrase', [...head, 'Content-Length: 800000']);
	expect(answer.body).toContain('"type":"failure"');
	expect(answer.body).toContain(TOO_LARGE);
});

test('[I3] who asks for the PDF without end is asked to wait, in words, and others are not', async () => {
	const [line, accept] = [`GET /meetings/${meeting}/minutes.pdf`, 'Accept: application/json'];
	const asked = (who: string) => rawRequest(server, line, [cookies.get(who) ?? '', accept]);
	let refused = await asked('mabel');
	for (let n = 0; n < 40 && refused.status === 200; n++) refused = await asked('mabel');
	expect(refused.status).toBe(429);
	expect(refused.headers).toMatch(/^retry-after: \d+/im);
	expect(refused.body).toContain('Try again in');
	expect((await asked('chidi')).status).toBe(200);
}, 60_000);

test('[I5] another way to write the address of a long page leads to the same process and the same budget', async () => {
	const accept = 'Accept: application/json';
	const line = `GET /meetings/${meeting}/minutes%2epdf`;
	expect((await rawRequest(server, line, [cookies.get('mabel') ?? '', accept])).status).toBe(429);
});

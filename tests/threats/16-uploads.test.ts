/**
 * Threat 16: files that are out to run something, and the answers to them, by raw HTTP on the whole server: what is refused is refused in
 * words that arrive, also while the file is still being sent; what is kept is given out so that it runs nothing.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATALOGUE, PAGE, PAGES, pdf } from '../support/paper-files.ts';
import { TestServer } from '../support/server.ts';

const server = new TestServer({ PAPERS_MEETING_MB: '40' });
let cookie: string;
let meeting: string;
let item: string;

beforeAll(async () => {
	await server.board('quay', 'Quay Board', [['nell@example.org', 'Nell Arden', 'notetaker']]);
	meeting = await server.meeting('quay', 'Papers');
	await server.start();
	const { name, value } = await server.cookie('nell@example.org');
	cookie = `${name}=${value}`;
	const page = await fetch(`${server.origin}/meetings/${meeting}/minutes.json`, { headers: { cookie } });
	const { minutes } = (await page.json()) as { minutes: { items: { id: string }[] } };
	item = minutes.items[0]?.id ?? '';
}, 180_000);
afterAll(() => server.remove());

const PDF = pdf([CATALOGUE, PAGES, PAGE]);

/** As a program sends it that reads nothing before it has sent all, or until it is told to stop. */
async function send(
	content: Buffer,
	asked: {
		readonly name?: string;
		readonly item?: string;
		readonly length?: number;
		readonly chunked?: boolean;
	} = {}
): Promise<{ status: number; message: string; sent: number }> {
	const { hostname, port } = new URL(server.origin);
	const socket = connect({ host: hostname, port: Number(port) });
	let [answer, sent] = ['', 0];
	socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
	const ended = once(socket, 'close');
	socket.on('error', () => undefined);
	const query = new URLSearchParams({ item: asked.item ?? item, name: asked.name ?? 'a.pdf' }).toString();
	const chunked = asked.chunked === true;
	socket.write(
		`POST /meetings/${meeting}/papers?${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${server.origin}\r\nCookie: ${cookie}\r\n` +
			`Content-Type: application/octet-stream\r\nConnection: close\r\n${
				chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${asked.length ?? content.length}`
			}\r\n\r\n`
	);
	const step = 1024 * 1024;
	for (let at = 0; at < content.length && !socket.destroyed; at += step) {
		const piece = content.subarray(at, at + step);
		const bytes = chunked
			? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
			: piece;
		sent += piece.length;
		if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), ended]);
	}
	if (chunked) socket.write('0\r\n\r\n');
	await ended;
	const [head = '', body = ''] = answer.split('\r\n\r\n');
	const json = /\{.*\}/s.exec(body)?.[0] ?? '{}';
	return {
		status: Number(head.split(' ')[1]),
		message: (JSON.parse(json) as { message?: string }).message ?? '',
		sent
	};
}

test.each([
	[
		'what says it is larger than it may be',
		Buffer.alloc(30 * 1024 * 1024, 'x'),
		{},
		/larger than 25 MB, so it was not kept/
	],
	[
		'what does not say how large it is',
		Buffer.alloc(30 * 1024 * 1024, 'x'),
		{ chunked: true },
		/larger than 25 MB/
	],
	['what goes with no item', Buffer.alloc(20 * 1024 * 1024, 'x'), { item: 'item0000' }, /not on the agenda/],
	['HTML that is called a PDF', Buffer.from('<script>alert(1)</script>'), {}, /none of the files/],
	[
		'a PDF that is an archive as well',
		Buffer.concat([PDF, Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]),
		{},
		/two kinds of file/
	],
	[
		'a PDF with a script',
		pdf([CATALOGUE, '<< /S /#4aavaScript >>']),
		{ name: 'a.pdf.exe' },
		/script in the file/
	]
])(
	'[16] [U14] %s is told so in words, also to whoever is still sending',
	async (_, content, asked, words) => {
		const { status, message } = await send(content, asked);
		expect(message).toMatch(words);
		expect(status).toBe(400);
	}
);

test('[16] [U14] a quota is told in words to whoever is still sending', async () => {
	const large = Buffer.concat([
		PDF.subarray(0, 20),
		Buffer.alloc(24 * 1024 * 1024, '%'),
		Buffer.from('\n'),
		PDF.subarray(20)
	]);
	expect(await send(large)).toMatchObject({ status: 200 });
	const second = await send(Buffer.concat([large, Buffer.from('\n')]));
	expect(second).toMatchObject({ status: 400 });
	expect(second.message).toMatch(/papers of this meeting may take 40\.0 MB, and 25\.2 MB are taken/);
});

test('[16] what is kept is given out as what it is, and may run, load and send nothing', async () => {
	const asked = new URLSearchParams({ item, name: 'x.html' }).toString();
	const made = await fetch(`${server.origin}/meetings/${meeting}/papers?${asked}`, {
		method: 'POST',
		body: new Uint8Array(PDF),
		headers: { cookie, origin: server.origin, 'content-type': 'text/html' }
	});
	const { id } = (await made.json()) as { id: string };
	const paper = await fetch(`${server.origin}/meetings/${meeting}/papers/${id}`, { headers: { cookie } });
	expect(Buffer.compare(Buffer.from(await paper.arrayBuffer()), PDF)).toBe(0);
	const headers = Object.fromEntries(paper.headers);
	expect(headers).toMatchObject({
		'content-type': 'application/pdf',
		'x-content-type-options': 'nosniff',
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'private, no-store'
	});
	expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*; sandbox$/);
	expect(headers['content-disposition']).toMatch(/filename="x\.html\.pdf"/);
});

/**
 * Threat 24: a server that is made to ask addresses of an attacker's choice. Minutebook asks none: it opens connections to
 * the mail server, to the scanner of papers where there is one, and, rehearsing, to itself. Nothing that somebody types is an
 * address to it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import dns from 'node:dns';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderPdf } from '#server/render/pdf.ts';
import { importMinutesAtConsole } from '#server/usecases/minutes/import-minutes.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { makeRemark } from '#server/usecases/remarks/keep-remarks.ts';
import { must } from '#core/kernel/result.ts';
import { meetingOf, newWorld, type World } from '../support/signed-meeting.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Files that may open a connection, and to what. */
const OUTWARDS: Readonly<Record<string, string>> = {
	'server/mail/smtp.ts': 'SMTP_URL of the operator',
	'server/warm-up.ts': 'itself, on loopback, before it listens',
	'server/pages/doorway.ts': 'its own page processes, by a socket in the data directory',
	'server/papers/clamd.ts': 'CLAMD_URL of the operator'
};
/** Ways out of Node, as they are written. */
const WAYS_OUT =
	/\bfetch\s*\(|\bnet\.(connect|createConnection)\b|\bimport\b[^;]*\bconnect\b[^;]*'node:(net|tls)'|\bhttps?\.(get|request)\b|\bimport\b[^;]*\b(request|get)\b[^;]*'node:https?'|'node:http2'|'node:dgram'|'undici'|\bnodemailer\b|new WebSocket\s*\(/;

function* sources(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) yield* sources(file);
		else if (/\.(ts|mjs)$/.test(entry.name) && !entry.name.endsWith('.test.ts')) yield file;
	}
}

test('threat 24 nothing on the server opens a connection but what is listed here', () => {
	const onServer = [
		...sources(path.join(ROOT, 'server')),
		...[...sources(path.join(ROOT, 'src'))].filter((file) => /\.server\.ts$|\+server\.ts$|hooks\./.test(file))
	];
	expect(onServer.length).toBeGreaterThan(100);
	const found = onServer
		.filter((file) => WAYS_OUT.test(readFileSync(file, 'utf8')))
		.map((file) => path.relative(ROOT, file));
	expect(found.filter((file) => !(file in OUTWARDS))).toEqual([]);
	// The rule sees what it should.
	expect(found).toContain('server/mail/smtp.ts');
});

let world: World;
beforeEach(async () => {
	world = await newWorld();
});
afterEach(async () => {
	vi.restoreAllMocks();
	await world.close();
});

test('threat 24 addresses in minutes, remarks, imports and print are words: no lookup, no connection', async () => {
	let asked = 0;
	const trap = createServer((socket) => {
		asked++;
		socket.destroy();
	});
	await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
	const address = trap.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const lookups = vi.spyOn(dns, 'lookup');
	const connections = vi.spyOn(Socket.prototype, 'connect');
	const bait = [
		`http://127.0.0.1:${port}/a.png`,
		`//127.0.0.1:${port}/b`,
		`http://2130706433:${port}/`,
		'http://169.254.169.254/latest/meta-data/',
		'file:///etc/passwd',
		`<img src="http://[::1]:${port}/">`,
		`![](http://localhost:${port}/c.png)`
	].join(' ');
	const meeting = await meetingOf(world, { title: bait, point: bait });
	const said = await makeRemark(world.deps, world.actor('Ines Dahl'), {
		meeting,
		kind: 'comment',
		item: 'itemitem',
		line: 'lineline',
		anchor: null,
		quote: bait.slice(0, 100),
		text: bait,
		before: ''
	});
	expect(said.ok).toBe(true);
	const { minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
	expect(minutes.items[0]?.lines[0]).toMatchObject({ text: bait });
	await renderPdf({ minutes, marking: { state: 'draft' } });
	const board = await world.db.selectFrom('board').select('id').executeTakeFirstOrThrow();
	await importMinutesAtConsole(world.deps, {
		board: board.id,
		text: `Board meeting\n24 July 2031\n\nPresent\n${bait}\n\n1. ${bait}\n1.1 ${bait}\nACTION: ID to read ${bait}\n`,
		date: '2031-07-24',
		title: bait
	});
	expect([lookups.mock.calls, connections.mock.calls, asked]).toEqual([[], [], 0]);
	await new Promise((resolve) => trap.close(resolve));
});

import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lettersAbout } from '#server/store/mail/outbox.ts';
import { circulate } from '#server/usecases/mail/circulate.ts';
import { startMailServer, until, type MailServer } from '../support/mail-server.ts';
import { newWorld, personOf, signedMeetingOf, type World } from '../support/signed-meeting.ts';

const LETTERS = 60;

let world: World;
let server: MailServer;
let child: ChildProcess | null = null;

beforeEach(async () => {
	world = await newWorld();
	server = await startMailServer();
});
afterEach(async () => {
	child?.kill('SIGKILL');
	await server.stop();
	await world.close();
});

function startProcess(ahead: number): ChildProcess {
	return spawn(process.execPath, [path.resolve('tests/mail/courier-process.ts')], {
		env: {
			...process.env,
			DATA_DIR: world.dataDir,
			SMTP_URL: server.url,
			AHEAD_MS: String(ahead)
		},
		stdio: 'inherit'
	});
}

test('[C13] a courier killed again and again delivers every letter, and what comes twice is the same letter', async () => {
	const meeting = await signedMeetingOf(world);
	const sent = await circulate(world.deps, world.actor('Marek Sobel'), {
		meeting,
		people: [personOf('Ines Dahl')],
		extra: Array.from({ length: LETTERS - 1 }, (_, n) => `reader${n}@council.example`).join(' '),
		origin: 'https://minutes.example'
	});
	expect(sent).toMatchObject({ ok: true });
	// The world's clock stands in 2031; each new courier starts beyond the claims of the one that died.
	let ahead = world.deps.now() - Date.now() + 60_000;
	let kills = 0;
	const open = async () =>
		(await lettersAbout(world.db, meeting)).filter(({ state }) => state === 'queued').length;
	while ((await open()) > 0) {
		child = startProcess(ahead);
		const target = server.received.length + 7;
		await until('some more letters', async () => server.received.length >= target || (await open()) === 0);
		if ((await open()) === 0) break;
		const gone = new Promise((resolve) => child?.once('exit', resolve));
		child.kill('SIGKILL');
		kills++;
		await gone;
		ahead += 180_000;
	}
	expect(kills).toBeGreaterThan(3);
	const ids = new Map<string, Set<string>>();
	for (const { to, mail } of server.received)
		ids.set(to[0] ?? '', (ids.get(to[0] ?? '') ?? new Set()).add(mail.messageId ?? ''));
	expect(ids.size).toBe(LETTERS);
	expect([...ids.values()].every((same) => same.size === 1)).toBe(true);
	expect(new Set([...ids.values()].flatMap((same) => [...same])).size).toBe(LETTERS);
	// Twice is what was in hand when a courier died, at most three each time.
	expect(server.received.length - LETTERS).toBeLessThanOrEqual(kills * 3);
});

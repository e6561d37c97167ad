/** What a newcomer gets from one command. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { expect, expectAccessible, expectNoSideways, openAs, test as served } from './fixtures.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

class Demo {
	readonly dataDir = mkdtempSync(path.join(tmpdir(), 'minutebook-'));
	/** What it printed when it started last. */
	said = '';
	#child: ChildProcess | null = null;

	/** @returns where it is */
	async start(...flags: readonly string[]): Promise<string> {
		const { ORIGIN: _, SMTP_URL: __, HOST: ___, ...env } = process.env;
		const child = spawn(
			path.join(ROOT, 'node_modules/.bin/node'),
			[path.join(ROOT, 'server/cli.ts'), 'demo', ...flags],
			{ cwd: ROOT, env: { ...env, DATA_DIR: this.dataDir, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] }
		);
		this.#child = child;
		let said = '';
		this.said = await new Promise<string>((resolve, reject) => {
			const read = (chunk: Buffer) => {
				said += chunk.toString();
				if (said.includes('Ctrl-C stops')) resolve(said);
			};
			child.stdout.on('data', read);
			child.stderr.on('data', read);
			child.once('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${said}`)));
		});
		return this.origin;
	}

	get origin(): string {
		return /http:\/\/localhost:\d+/.exec(this.said)?.[0] ?? '';
	}

	/** @returns the exit code */
	async stop(signal: NodeJS.Signals): Promise<number | null> {
		const child = this.#child;
		this.#child = null;
		if (child === null) return null;
		const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
		child.kill(signal);
		return ended;
	}
}

/** One for both tests: the second goes on with it where the first has looked round. */
const test = base.extend<object, { demo: Demo }>({
	demo: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			const demo = new Demo();
			await demo.start();
			await use(demo);
			await demo.stop('SIGKILL');
			rmSync(demo.dataDir, { recursive: true, force: true });
		},
		{ scope: 'worker', timeout: 60_000 }
	]
});

test('one press is somebody; the board has a past, a present and a plan', async ({ browser, demo }) => {
	const { said, origin } = demo;
	const asked = await browser.newContext({ baseURL: origin, viewport: { width: 320, height: 700 } });
	const door = await asked.newPage();
	await door.goto('/boards/harrowmere');
	await expectAccessible(door);
	await expectNoSideways(door);
	await asked.close();
	for (const role of ['Notetaker', 'Chair', 'Co-chair', 'Member', 'Observer']) {
		const name = new RegExp(`${role} +(.+)`).exec(said)?.[1]?.trim() ?? '';
		const context = await browser.newContext({ baseURL: origin, viewport: { width: 320, height: 700 } });
		const page = await context.newPage();
		await page.goto('/boards/harrowmere');
		await page.getByRole('button', { name: `${role} ${name}` }).click();
		await expect(page).toHaveURL(/\/boards\/harrowmere$/);
		await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
		for (const state of [/In progress today/, /Planned/, /Signed on 21 September 2026, circulated/])
			await expect(page.getByText(state).first()).toBeVisible();
		await expectAccessible(page);
		await expectNoSideways(page);
		await page.locator('li', { hasText: 'In progress today' }).getByRole('link').first().click();
		await expect(page.getByTestId('remarks')).toHaveText(
			role === 'Notetaker' ? 'Remarks: 3 open, 1 mentions you' : 'Remarks: 3 open'
		);
		await context.close();
	}
});

test('what it sent is in the mailbox; stopped and started again, everything is still there', async ({
	browser,
	demo
}) => {
	let { origin } = demo;
	const signIn = async () => {
		const context = await browser.newContext({ baseURL: origin });
		const page = await context.newPage();
		await page.goto('/sign-in?next=/mailbox');
		await page.getByRole('button', { name: /^Notetaker/ }).click();
		await expect(page).toHaveURL(/\/mailbox$/);
		return page;
	};
	let page = await signIn();
	await expect(page.getByText('winifred.aske@example.org').first()).toBeVisible({ timeout: 30_000 });
	await page.goto('/boards/harrowmere');
	const meeting = await page
		.getByRole('link', { name: /2026|20\d\d/ })
		.first()
		.getAttribute('href');
	await page.context().close();
	expect(await demo.stop('SIGINT')).toBe(0);

	origin = await demo.start();
	page = await signIn();
	await expect(page.getByText('winifred.aske@example.org').first()).toBeVisible();
	expect((await page.goto(meeting ?? ''))?.status()).toBe(200);
	await page.context().close();
	expect(await demo.stop('SIGTERM')).toBe(0);

	origin = await demo.start('--fresh');
	page = await signIn();
	expect((await page.goto(meeting ?? ''))?.status()).toBe(404);
	await page.context().close();
});

served('[P12] outside the demo there is no one-press sign-in, and no mailbox', async ({ browser, world }) => {
	const { origin } = world.server;
	const anonymous = await fetch(`${origin}/sign-in?/demo`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({ person: 'a'.repeat(20) })
	});
	expect(anonymous.status).toBe(404);
	expect(anonymous.headers.get('set-cookie') ?? '').not.toContain('session=');
	const page = await openAs(browser, world.server, 'nora@example.org');
	expect((await page.goto('/mailbox'))?.status()).toBe(404);
	await page.context().close();
});

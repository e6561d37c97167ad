import AxeBuilder from '@axe-core/playwright';
import {
	test as base,
	expect,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page
} from '@playwright/test';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { TestServer } from '../support/server.ts';

export interface ReceivedMail {
	readonly to: readonly string[];
	readonly raw: string;
}

interface World {
	/** A server of this worker's own, with a board "harbour" and its people. */
	readonly server: TestServer;
	/** What the worker's real SMTP server received. */
	readonly mails: ReceivedMail[];
}

export const PEOPLE = [
	['nora@example.org', 'Nora Quill', 'notetaker'],
	['mabel@example.org', 'Mabel Birch', 'member'],
	['chidi@example.org', 'Chidi Marsh', 'chair'],
	['carys@example.org', 'Carys Dunne', 'co-chair'],
	['colm@example.org', 'Colm Deakin', 'member'],
	['olive@example.org', 'Olive Sayer', 'observer']
] as const;

/** Browsers of the test that runs. Left open, their pages would go on asking servers that are gone, beside all later tests. */
const opened: BrowserContext[] = [];
/** What their policies stopped. */
const reports: string[] = [];

export const test = base.extend<{ tidy: undefined }, { world: World }>({
	tidy: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			reports.length = 0;
			await use(undefined);
			for (const context of opened.splice(0)) await context.close();
			// [P16] Whatever a test is about: what a policy has to stop is a fault of ours, or an attack that came that far.
			expect(reports).toEqual([]);
		},
		{ auto: true }
	],
	world: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			const mails: ReceivedMail[] = [];
			const smtp = new SMTPServer({
				authOptional: true,
				disabledCommands: ['STARTTLS', 'AUTH'],
				onData(stream, session, done) {
					const chunks: Buffer[] = [];
					stream.on('data', (chunk: Buffer) => chunks.push(chunk));
					stream.on('end', () => {
						mails.push({
							to: session.envelope.rcptTo.map(({ address }) => address),
							raw: Buffer.concat(chunks).toString('utf8')
						});
						done();
					});
				}
			});
			await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
			const { port } = smtp.server.address() as AddressInfo;
			const server = new TestServer({ SMTP_URL: `smtp://127.0.0.1:${port}` });
			await server.board('harbour', 'Harbour Safeguarding Board', PEOPLE);
			await server.start();
			await use({ server, mails });
			await server.remove();
			await new Promise<void>((resolve) => smtp.close(resolve));
		},
		{ scope: 'worker', timeout: 60_000 }
	]
});

export { expect };

/** What Chromium says of a script, a style, an address or a string that a policy stopped. */
export const isPolicyReport = (text: string): boolean =>
	/Content[ -]Security[ -]Policy|Trusted(HTML|Script|Type)|Permissions policy violation/i.test(text);

/** Every page of that browser tells what its policy stopped, by its event and in its console; workers by the latter. */
export async function hearPolicies(context: BrowserContext): Promise<void> {
	context.on('console', (message) => {
		if (isPolicyReport(message.text())) reports.push(`${message.page()?.url() ?? ''} ${message.text()}`);
	});
	await context.addInitScript(() =>
		addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, sample }) =>
			console.error(
				`Content Security Policy event: ${effectiveDirective} ${blockedURI} ${sourceFile} ${sample}`
			)
		)
	);
}

/** A browser of that person's own, signed in. */
export async function openAs(
	browser: Browser,
	server: TestServer,
	email: string,
	options: { width?: number; height?: number; bypassCSP?: boolean } = {}
): Promise<Page> {
	const { width = 1280, height = 900, bypassCSP = false } = options;
	const context = await browser.newContext({
		viewport: { width, height },
		baseURL: server.origin,
		bypassCSP
	});
	opened.push(context);
	if (!bypassCSP) await hearPolicies(context);
	await context.addCookies([await server.cookie(email)]);
	const page = await context.newPage();
	page.on('pageerror', (error) => {
		throw error;
	});
	return page;
}

export async function openMeeting(page: Page, meeting: string): Promise<void> {
	await page.goto(`/meetings/${meeting}`);
	await expect(page.locator('.item-editor .ProseMirror').first()).toBeVisible();
	// Long minutes are drawn item by item; the list of actions comes last.
	await expect(page.locator('.desk > .margin')).toBeVisible();
}

/** The text of the n-th item, from 0. */
export const editor = (page: Page, item: number): Locator =>
	page.locator('.item-editor .ProseMirror').nth(item);

export const lamp = (page: Page): Locator => page.getByTestId('lamp');

export async function expectSaved(page: Page): Promise<void> {
	await expect(lamp(page)).toHaveText(/^Saved/);
}

/** WCAG 2.2 AA by axe, `target-size` included (off by default). */
export async function expectAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(
		violations.map(
			({ id, nodes }) =>
				`${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.split('\n')[1]?.trim() ?? ''})`).join('; ')}`
		)
	).toEqual([]);
}

/** Nothing sticks out at the side. */
export async function expectNoSideways(page: Page): Promise<void> {
	/** What sticks out, where anything does. */
	const over = () =>
		page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			if (scrollWidth <= clientWidth) return [];
			return [...document.body.querySelectorAll('*')]
				.filter((element) => element.getBoundingClientRect().right > clientWidth)
				.map((element) => `${element.tagName} ${element.className} “${element.textContent.slice(0, 40)}”`)
				.slice(-5);
		});
	// A face that is still loading is set in a wider one.
	await expect.poll(over).toEqual([]);
}

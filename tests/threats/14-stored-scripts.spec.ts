/**
 * Threat 14: words that become markup where somebody else reads them. They are put wherever words are kept, by raw requests and a
 * raw socket, and every page is then opened twice: as it is, where no policy has to stop anything, and with the policy taken away,
 * where there is nothing that it would have had to stop.
 */
import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import { bodyOf, itemsOf, titleOf } from '#document/fields.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { RawClient } from '../support/relay-clients.ts';
import { TestServer } from '../support/server.ts';
import { expect, openAs, test as base } from '../e2e/fixtures.ts';

/** Out of a title, a script, an attribute and a comment at once; and what templates and addresses would run. */
const EVIL = `</title></script>--><img src=x onerror=window.harmed=1>"'><svg onload=window.harmed=1><script>window.harmed=1</script>`;
const OTHERS = [
	'{{constructor.constructor("window.harmed=1")()}}',
	'${window.harmed=1}',
	'javascript:window.harmed=1',
	'<a href="javascript:window.harmed=1">x</a>',
	'\u2028<iframe srcdoc="<script>parent.harmed=1</script>">',
	'&lt;script&gt;window.harmed=1&lt;/script&gt;',
	'<math><mtext></p><style><img src=x onerror=window.harmed=1>'
];
/** Where there is room for little. */
const SHORT = `</title></script><img src=x onerror=window.harmed=1>`;

const test = base.extend<object, { evil: { server: TestServer; meeting: string } }>({
	evil: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			const server = new TestServer();
			await server.board('quay', `Quay ${SHORT}`, [
				['nell@example.org', `Nell ${SHORT}`, 'notetaker'],
				['chidi@example.org', `Chidi ${SHORT}`, 'chair']
			]);
			const meeting = await server.meeting('quay', SHORT);
			await server.start();
			await plant(server, meeting);
			await use({ server, meeting });
			await server.remove();
		},
		{ scope: 'worker', timeout: 90_000 }
	]
});

/** As a client sends it that is no page of ours. */
async function plant(server: TestServer, meeting: string): Promise<void> {
	const { name, value } = await server.cookie('nell@example.org');
	const cookie = `${name}=${value}`;
	const client = new RawClient(
		`${server.origin.replace('http', 'ws')}${COLLAB_PATH}${documentName(meeting)}?caps=ack`,
		null,
		{ Cookie: cookie, Origin: server.origin }
	);
	await client.joined();
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	const doc = client.doc();
	client.sendStep2(new Uint8Array([0, 0]));
	const frames: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void frames.push(update));
	const words = [EVIL, ...OTHERS];
	for (const [at, { id }] of agenda(doc).entries()) {
		const item = itemsOf(doc).get(id)!;
		titleOf(item)?.insert(0, words[at % words.length] ?? EVIL);
		const line = bodyOf(item)?.get(0) as Y.XmlElement;
		(line.get(0) as Y.XmlText).insert(
			0,
			at === 1 ? `ACTION: NQ to ${EVIL}` : (words[(at + 1) % words.length] ?? EVIL)
		);
	}
	for (const frame of frames) client.sendUpdate(frame);
	await client.heard('ack', ({ count }) => count > frames.length);
	client.close();
	const item = agenda(doc)[0]?.id ?? '';
	const line = (bodyOf(itemsOf(doc).get(item)!)?.get(0) as Y.XmlElement).getAttribute('id');
	for (const text of words) {
		const made = await fetch(`${server.origin}/meetings/${meeting}/remarks`, {
			method: 'POST',
			headers: { cookie, origin: server.origin, 'content-type': 'application/json' },
			body: JSON.stringify({ kind: 'comment', item, line, anchor: null, quote: EVIL.slice(0, 60), text })
		});
		expect(made.status).toBe(200);
	}
}

const pages = (meeting: string): string[] => [
	'/',
	'/account',
	'/boards/quay',
	'/boards/quay/members',
	'/boards/quay/register',
	'/boards/quay/decisions',
	'/boards/quay/quorum',
	'/boards/quay/meetings/new',
	`/meetings/${meeting}`,
	`/meetings/${meeting}/agenda`,
	`/meetings/${meeting}/agenda/send`,
	`/meetings/${meeting}/history`,
	`/meetings/${meeting}/review`,
	`/meetings/${meeting}/minutes.txt`,
	`/meetings/${meeting}/minutes.json`,
	'/boards/quay?x=' + encodeURIComponent(EVIL),
	'/sign-in?next=' + encodeURIComponent(`/"><img src=x onerror=window.harmed=1>`)
];

/** What would be there had any of it become markup. */
async function expectClean(page: Page, address: string): Promise<void> {
	const found = await page.evaluate(() => ({
		harmed: 'harmed' in window,
		elements: document.querySelectorAll(
			'img:not([src^="/"]), svg[onload], iframe, math, [onerror], [onload], a[href^="javascript:"]'
		).length
	}));
	expect([address, found]).toEqual([address, { harmed: false, elements: 0 }]);
}

async function walk(page: Page, addresses: readonly string[]): Promise<void> {
	page.on('dialog', (dialog) => {
		throw new Error(`a dialog: ${dialog.message()}`);
	});
	for (const address of addresses) {
		await page.goto(address, { waitUntil: 'networkidle' });
		if (/^\/meetings\/[a-z0-9]{20}$/.test(address)) {
			await expect(page.locator('.item-editor .ProseMirror').first()).toBeVisible();
			await expect(page.locator('.desk > .margin')).toBeVisible();
		}
		await expectClean(page, address);
	}
}

for (const bypassCSP of [false, true])
	test(`threat 14 nothing that somebody wrote runs where others read it, ${bypassCSP ? 'without' : 'with'} the policy`, async ({
		browser,
		evil: { server, meeting }
	}) => {
		test.setTimeout(150_000);
		const nell = await openAs(browser, server, 'nell@example.org', { bypassCSP });
		await walk(nell, pages(meeting));
		await expect(nell.locator('body')).not.toBeEmpty();
	});

test('threat 14 nor when it is signed, in the register and on its way to everybody', async ({
	browser,
	evil: { server, meeting }
}) => {
	test.setTimeout(150_000);
	const chidi = await openAs(browser, server, 'chidi@example.org', { bypassCSP: true });
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await chidi.waitForURL(`**/meetings/${meeting}`);
	await walk(chidi, [
		'/boards/quay',
		'/boards/quay/register',
		'/boards/quay/decisions',
		`/meetings/${meeting}/history`,
		`/meetings/${meeting}/circulate`,
		`/meetings/${meeting}/minutes.txt`
	]);
	await chidi.goto(`/meetings/${meeting}`);
	await expect(chidi.locator('main')).toContainText('onerror=window.harmed=1');
	await expectClean(chidi, 'the record');
});

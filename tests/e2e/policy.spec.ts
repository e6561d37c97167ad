import { readFileSync } from 'node:fs';
import path from 'node:path';
import { routes, filled } from '../support/routes.ts';
import { editor, expect, expectSaved, isPolicyReport, openAs, openMeeting, test } from './fixtures.ts';

/** Pages to walk: those that need no action, letter or signature to be there. */
const PAGES = routes().filter(
	(route) => !/__data|\.(csv|json|pdf|txt)$|\[action\]|\[letter\]|\[paper\]/.test(route)
);

test('[P16] every page opens without anything that its policy stops', async ({ browser, world }) => {
	const meeting = await world.server.meeting('harbour', 'Policy walk');
	const page = await openAs(browser, world.server, 'nora@example.org');
	for (const route of PAGES.filter((route) => route !== '/sign-out')) {
		await page.goto(filled(route, { board: 'harbour', meeting }));
		await page.waitForLoadState('networkidle');
		// The announcer of SvelteKit, menus and dialogs come with the script.
		await expect(page.locator('#svelte-announcer')).toHaveCount(
			(await page.locator('[data-sveltekit-preload-data]').count()) === 0 ? 0 : 1
		);
	}
});

test('[P16] writing, pasting, menus, dialogs, remarks and the PDF keep to the policy', async ({
	browser,
	world
}) => {
	const meeting = await world.server.meeting('harbour', 'Policy of writing');
	const page = await openAs(browser, world.server, 'nora@example.org');
	await openMeeting(page, meeting);
	await editor(page, 1).click();
	await page.keyboard.type('ACTION: NQ to look at the quay by 12 March');
	// As Word and mails bring it, with everything that would load, run or dress.
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.setData(
			'text/html',
			'<p style="color:red" onclick="boom()">One</p><img src="https://elsewhere.example/x.png" onerror="boom()"><script>boom()</script><ul><li>Two</li></ul>'
		);
		data.setData('text/plain', 'One\nTwo');
		document.activeElement?.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
		);
	});
	await expect(editor(page, 1)).toContainText('Two');
	await expectSaved(page);
	await page.keyboard.press('Control+/');
	await page.keyboard.press('Escape');
	for (const menu of await page.locator('[aria-haspopup="menu"]:visible').all()) {
		await menu.click();
		await expect(page.locator('[role="menu"]').first()).toBeVisible();
		await page.keyboard.press('Escape');
	}
	await editor(page, 1).hover();
	await page
		.getByRole('button', { name: /^Comment on item/ })
		.first()
		.click();
	await page.keyboard.press('Escape');
	const pdf = await page.request.get(`/meetings/${meeting}/minutes.pdf`);
	expect(pdf.headers()['content-type']).toBe('application/pdf');
	expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('[P16] what an attacker would put into a page does not run there', async ({ browser, world }) => {
	const page = await openAs(browser, world.server, 'nora@example.org');
	await page.goto('/account');
	page.removeAllListeners('console');
	page.removeAllListeners('pageerror');
	const reports: string[] = [];
	page.on('console', (message) => reports.push(message.text()));
	const held = await page.evaluate(async () => {
		const tried: Record<string, boolean> = {};
		const world = window as unknown as { boom?: boolean };
		const sink = (name: string, act: () => void) => {
			try {
				act();
				tried[name] = true;
			} catch {
				tried[name] = false;
			}
		};
		sink('innerHTML', () => (document.body.lastElementChild!.innerHTML = '<b>x</b>'));
		sink('eval', () => void (0, eval)('1'));
		sink(
			'policy',
			() =>
				void (
					window as unknown as { trustedTypes: { createPolicy(n: string, r: object): void } }
				).trustedTypes.createPolicy('mine', {})
		);
		const script = document.createElement('script');
		sink('script text', () => (script.text = 'window.boom = true'));
		document.body.append(script);
		const style = document.createElement('style');
		style.textContent = 'body { --caught: 1 }';
		document.body.append(style);
		tried['style element'] = getComputedStyle(document.body).getPropertyValue('--caught') !== '';
		document.body.setAttribute('style', '--caught: 2');
		tried['style attribute'] = getComputedStyle(document.body).getPropertyValue('--caught') !== '';
		tried['fetch elsewhere'] = await fetch('http://127.0.0.1:9/').then(
			() => true,
			() => false
		);
		tried['script ran'] = world.boom === true;
		return tried;
	});
	expect(Object.entries(held).filter(([, done]) => done)).toEqual([]);
	expect(reports.filter(isPolicyReport).length).toBeGreaterThan(4);
});

test('[P16] an error that no page can show is readable, and has its one style sheet', async ({
	browser,
	world
}) => {
	const page = await openAs(browser, world.server, 'nora@example.org');
	const template = readFileSync(path.join(import.meta.dirname, '../../src/error.html'), 'utf8');
	expect(template).not.toMatch(/<style|style=|<script/);
	await page.goto('/account');
	await page.setExtraHTTPHeaders({ 'sec-fetch-site': 'cross-site' });
	const response = await page.request.post('/account', {
		headers: { 'sec-fetch-site': 'cross-site', accept: 'text/html' }
	});
	expect(response.status()).toBe(403);
	expect(await response.text()).toContain('did not come from a page of this Minutebook');
});

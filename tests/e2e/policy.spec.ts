/**
 * [P16] Nothing on any page needs what its policy stops: no style and no handler in an attribute, no string that becomes markup. What
 * the policies stop is heard on every page that openAs opens (fixtures.ts); here one goes everywhere and touches what is built late.
 */
import { editor, expect, expectSaved, hearPolicies, openAs, openMeeting, test } from './fixtures.ts';
import { workerIsThere } from './kept-on.ts';

/** Where the listener hears nothing, all of these tests would pass. */
test('[P16] what a policy stops is heard', async ({ browser, world: { server } }) => {
	const context = await browser.newContext({ baseURL: server.origin });
	const said: string[] = [];
	context.on('console', (message) => void said.push(message.text()));
	const page = await context.newPage();
	await page.goto('/sign-in');
	await page.evaluate(() => {
		const style = document.createElement('div');
		style.setAttribute('style', 'color: red');
		document.body.append(style);
		try {
			document.body.insertAdjacentHTML('beforeend', '<p>markup</p>');
		} catch {
			// Trusted Types
		}
	});
	await expect
		.poll(() => said.filter((text) => /style-src-attr|inline style/i.test(text)).length)
		.toBeGreaterThan(0);
	await expect.poll(() => said.filter((text) => /Trusted(HTML|Script)/.test(text)).length).toBeGreaterThan(0);
	await context.close();
});

test('[P16] signing in, writing, menus, dialogs and every page: no policy has to stop anything', async ({
	browser,
	world: { server, mails }
}) => {
	test.setTimeout(180_000);
	const meeting = await server.meeting('harbour', 'Within its policy');
	const stranger = await browser.newContext({ baseURL: server.origin });
	await hearPolicies(stranger);
	const front = await stranger.newPage();
	await front.goto('/');
	await front.getByLabel('E-mail address').fill('carys@example.org');
	await front.getByRole('button', { name: 'Get a code' }).click();
	const code = () =>
		/Your code is ([A-Z2-9]{8})/.exec(
			mails.findLast(({ to }) => to.includes('carys@example.org'))?.raw ?? ''
		)?.[1];
	await expect.poll(code).toBeTruthy();
	await front.getByLabel('Code').fill(code() ?? '');
	await front.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(front.getByRole('heading', { level: 1 })).toBeVisible();
	await stranger.close();

	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 3).click();
	for (const line of [
		'CM presented the plan (p. 2).',
		'ACTION: ID to invite the coastguard by Friday',
		'ACTION: CD to ring',
		'AGREED: yes'
	]) {
		await nora.keyboard.type(line);
		await nora.keyboard.press('Enter');
	}
	await nora.keyboard.press('Alt+ArrowUp');
	await nora.keyboard.press('Control+z');
	await nora.keyboard.press('Control+k');
	await nora.keyboard.press('Escape');
	await expectSaved(nora);
	await nora.getByRole('button', { name: 'Item 4: move, add, remove' }).click();
	await nora.getByRole('menuitem', { name: 'Purpose, lead, time, papers' }).click();
	await nora.keyboard.press('Escape');
	await nora.keyboard.press('Control+Alt+r');
	await expect(nora.getByRole('dialog', { name: 'Roll-call' })).toBeVisible();
	await nora.keyboard.press('Escape');
	await nora.evaluate(async () => {
		const data = new DataTransfer();
		data.setData(
			'text/html',
			'<p style="color:red" onclick="x()">Pasted <b style="font-size:9px">words</b></p>'
		);
		document
			.querySelectorAll('.item-editor .ProseMirror')[4]
			?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	await expect(editor(nora, 4)).toContainText('Pasted words');
	await expectSaved(nora);

	const pages = [
		'/',
		'/account',
		'/boards/harbour',
		'/boards/harbour/members',
		'/boards/harbour/register',
		'/boards/harbour/decisions',
		'/boards/harbour/quorum',
		'/boards/harbour/bank-holidays',
		'/boards/harbour/import',
		'/boards/harbour/meetings/new',
		`/meetings/${meeting}/agenda`,
		`/meetings/${meeting}/agenda/send`,
		`/meetings/${meeting}/history`,
		`/meetings/${meeting}/review`,
		`/meetings/${meeting}/minutes.txt`,
		'/offline',
		'/nowhere'
	];
	for (const address of pages) await nora.goto(address, { waitUntil: 'networkidle' });
	// Opened as a file it is not a page at all.
	const pdf = await nora.request.get(`/meetings/${meeting}/minutes.pdf`);
	expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf']);

	const chidi = await openAs(browser, server, 'chidi@example.org');
	await chidi.goto(`/meetings/${meeting}/review`);
	await editor(nora, 0).waitFor({ state: 'detached' });
	await openMeeting(nora, meeting);
	await editor(nora, 0).click();
	await nora.keyboard.type('Changed since. ');
	await expectSaved(nora);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByRole('dialog', { name: 'Nothing was signed' })).toBeVisible();
	await workerIsThere(nora);
	await nora.context().setOffline(true);
	await nora.goto(`/meetings/${meeting}`);
	await expect(nora.getByRole('heading', { name: 'There is no connection' })).toBeVisible();
	await nora.context().setOffline(false);
});

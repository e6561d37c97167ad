/** Threat 3 [S1]: no press signs what was not on the screen when it was pressed. */
import type { Page } from '@playwright/test';
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	openAs,
	openMeeting,
	test
} from '../e2e/fixtures.ts';

const LINES = Array.from({ length: 40 }, (_, at) => `Line ${at + 1}.`);

async function write(page: Page, words: string): Promise<void> {
	await editor(page, 0).click();
	await page.keyboard.press('Control+Home');
	await page.keyboard.press('End');
	await page.keyboard.type(words);
	await expectSaved(page);
}

const signed = async (page: Page, meeting: string) =>
	(await page.request.get(`/meetings/${meeting}/minutes.txt`)).text();

test('a refused signature is a dialog with the focus, and what is signed was on the screen', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Harbour Board, signed');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 0).click();
	for (const line of LINES) {
		await nora.keyboard.insertText(line);
		await nora.keyboard.press('Enter');
	}
	await expectSaved(nora);
	const chidi = await openAs(browser, server, 'chidi@example.org', { width: 1280, height: 800 });
	await chidi.goto(`/meetings/${meeting}/review`);
	const sign = chidi.getByRole('button', { name: 'Sign these minutes' });
	const refused = chidi.getByRole('dialog', { name: 'Nothing was signed' });

	// While he scrolls the panel down to the button, somebody types at the top of the text.
	await write(nora, ' A first change.');
	await chidi.locator('aside').hover();
	await chidi.mouse.wheel(0, 4000);
	await sign.click();
	await expect(refused).toBeVisible();
	await expect(refused).toContainText('A first change.');
	await expect(refused.getByRole('heading')).toBeFocused();
	await expect(refused).toBeInViewport({ ratio: 1 });
	await expectAccessible(chidi);

	// Esc, and the button has the focus again; pressing it as often as one likes signs nothing unread.
	await chidi.keyboard.press('Escape');
	await expect(refused).toBeHidden();
	await expect(sign).toBeFocused();
	for (let press = 0; press < 3; press++) {
		await chidi.keyboard.press('Enter');
		await expect(refused).toBeVisible();
		await chidi.keyboard.press('Escape');
		await expect(refused).toBeHidden();
	}
	await expect(chidi.locator('.minutes')).not.toContainText('A first change.');

	// What raises the topic of the meeting loads the page again behind him: the text stays, and he is told.
	await write(nora, ' A second change.');
	await nora
		.getByRole('button', { name: 'Edit details' })
		.or(nora.getByText('Change the facts'))
		.first()
		.click();
	await nora.getByLabel('Place').first().fill('Pier 4');
	await nora.keyboard.press('Enter');
	await expect(chidi.getByText('The minutes changed since you opened this page.')).toBeVisible();
	await expect(chidi.locator('.minutes')).not.toContainText('A second change.');
	await sign.press('Enter');
	await expect(refused).toContainText('A second change.');

	// He asks for it: the changes are listed and marked, and the button waits until they were on the screen.
	await refused.getByRole('button', { name: 'Read the changed text' }).press('Enter');
	await expect(chidi.getByRole('heading', { name: 'Changed since you read it' })).toBeFocused();
	await expect(chidi.locator('.minutes')).toContainText('A first change. A second change.');
	await expectAccessible(chidi);
	await chidi.locator('.minutes').getByText('A first change. A second change.').scrollIntoViewIfNeeded();
	await expect(chidi.getByRole('button', { name: 'Next change' })).toHaveCount(0);
	await sign.press('Enter');
	await chidi.waitForURL(`**/meetings/${meeting}`);
	expect(await signed(chidi, meeting)).toContain('A first change. A second change.');
});

test('a change below the fold has to be looked at before the button signs', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Harbour Board, below');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 0).click();
	for (const line of LINES) {
		await nora.keyboard.insertText(line);
		await nora.keyboard.press('Enter');
	}
	await nora.keyboard.type('The last line.');
	await expectSaved(nora);
	const chidi = await openAs(browser, server, 'chidi@example.org', { width: 1280, height: 800 });
	await chidi.goto(`/meetings/${meeting}/review`);
	await nora.keyboard.type(' With a change.');
	await expectSaved(nora);
	const sign = chidi.getByRole('button', { name: 'Sign these minutes' });
	await sign.press('Enter');
	await chidi.getByRole('button', { name: 'Read the changed text' }).press('Enter');
	await expect(chidi.getByText('One changed place was not on your screen yet.')).toBeVisible();
	const changed = chidi.locator('.minutes .line').filter({ hasText: 'With a change.' });
	await expect(changed).not.toBeInViewport();
	// The press that would have signed leads there.
	await sign.press('Enter');
	await expect(changed).toBeInViewport({ ratio: 1 });
	await expect(changed).toBeFocused();
	expect(chidi.url()).toContain('/review');
	await expect(chidi.getByText('One changed place')).toHaveCount(0);
	await sign.press('Enter');
	await chidi.waitForURL(`**/meetings/${meeting}`);
});

test('what a page says it showed is read by its shape, and refused in words', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Harbour Board, shapes');
	const chidi = await openAs(browser, server, 'chidi@example.org', { width: 390, height: 844 });
	await chidi.goto(`/meetings/${meeting}/review`);
	await expectNoSideways(chidi);
	for (const read of [
		'{',
		'7',
		'{"items":[null],"roster":[]}',
		'{"items":[{"lines":[{"kind":"action"}]}],"roster":[]}'
	]) {
		const answer = await chidi.request.post(`/meetings/${meeting}/review`, {
			form: { digest: 'x', read },
			headers: { origin: server.origin, accept: 'text/html' }
		});
		expect([read, answer.status()]).toEqual([read, 400]);
		expect(await answer.text()).toContain('could not be made out, so nothing was signed');
	}
});

import type { CalendarDate } from '#core/kernel/time.ts';
import { pastMinutes } from '#server/demo/past-minutes.ts';
import { expect, expectAccessible, expectNoSideways, openAs, test } from './fixtures.ts';

const MINUTES = pastMinutes('2026-11-25' as CalendarDate);

test('pasted minutes are read beside the original and become a draft', async ({
	browser,
	world: { server }
}) => {
	const nora = await openAs(browser, server, 'nora@example.org');
	await nora.goto('/boards/harbour/import');
	await nora.getByRole('button', { name: 'Read it' }).click();
	await expect(nora.locator('.error')).toContainText('Paste the text');
	await expectAccessible(nora);
	await nora.getByLabel('Text of the minutes').fill(MINUTES);
	await nora.getByRole('button', { name: 'Read it' }).click();
	await expect(nora.getByRole('heading', { name: 'Read, with 14 things to look at' })).toBeFocused();
	await expect(nora.getByText('“KT” is nobody on the list')).toBeVisible();
	await expect(nora.locator('#line-162')).toContainText('KT to put the visit dates');
	await expect(nora.getByLabel('Date of the meeting')).toHaveValue('2026-09-16');
	await expectAccessible(nora);
	await nora.setViewportSize({ width: 320, height: 700 });
	await expectNoSideways(nora);
	await expectAccessible(nora);
	await nora.getByRole('button', { name: 'Make a draft meeting of it' }).click();
	await nora.waitForURL('**/meetings/*');
	await expect(nora.locator('.line[data-kind="action"]')).toHaveCount(11);
	await expect(nora.locator('.line[data-label="3.1"]')).toHaveCount(2);
});

test('a dropped file is read; whatever is refused, the text stays', async ({
	browser,
	world: { server }
}) => {
	const nora = await openAs(browser, server, 'nora@example.org');
	await nora.goto('/boards/harbour/import');
	const file = nora.getByLabel('Or choose a file');
	await file.setInputFiles({
		name: 'notes.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('%PDF-1.7')
	});
	await expect(nora.locator('.error')).toContainText('This is a PDF');
	const text = 'Harbour notes\n\n1. Roof\nAction: MB to mend it by Friday';
	await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
	await expect(nora.getByRole('heading', { name: 'What was understood' })).toBeVisible();
	const date = nora.getByLabel('Date of the meeting');
	await date.evaluate((input: HTMLInputElement) => (input.required = false));
	await nora.getByRole('button', { name: 'Make a draft meeting of it' }).click();
	await expect(nora.locator('.error')).toContainText('does not say when the meeting was');
	await nora.getByText('Change the text').click();
	await expect(nora.getByLabel('Text of the minutes')).toHaveValue(text);
	await nora.context().clearCookies();
	await date.fill('2026-09-16');
	await nora.getByRole('button', { name: 'Make a draft meeting of it' }).click();
	await expect(nora.getByRole('alert')).toContainText('You are signed out');
	await expect(nora.getByLabel('Text of the minutes')).toHaveValue(text);
});

test('without scripts the same form works; members may not import', async ({
	browser,
	world: { server }
}) => {
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin });
	await context.addCookies([await server.cookie('nora@example.org')]);
	const page = await context.newPage();
	await page.goto('/boards/harbour/import');
	await page.getByLabel('Text of the minutes').fill(MINUTES);
	await page.getByRole('button', { name: 'Read it' }).click();
	await expect(page.getByRole('heading', { name: 'What was understood' })).toBeVisible();
	await page.getByRole('button', { name: 'Make a draft meeting of it' }).click();
	await page.waitForURL('**/meetings/*');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	expect((await mabel.goto('/boards/harbour/import'))?.status()).toBe(403);
});

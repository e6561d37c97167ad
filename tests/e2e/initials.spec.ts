/** Initials in running words, on the real page. */
import type { Page } from '@playwright/test';
import { editor, expect, expectAccessible, expectNoSideways, openAs, openMeeting, test } from './fixtures.ts';

test('[L3] initials in the line one writes in are marked, and say the full name where the caret is', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Initials');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 0).focus();
	await nora.keyboard.type('NQ and CD asked the NHS');
	const marked = editor(nora, 0).locator('.initials');
	await expect(marked).toHaveText(['NQ', 'CD']);
	await expect(marked.first()).toHaveAttribute('title', 'Nora Quill');
	await expect(editor(nora, 0).locator('.initials[data-name]')).toHaveCount(0);
	await nora.keyboard.press('Home');
	await expect(marked.first()).toHaveAttribute('data-name', 'Nora Quill');
	const chip = (page: Page) =>
		editor(page, 0)
			.locator('.initials')
			.first()
			.evaluate((initials) => getComputedStyle(initials, '::after').content);
	expect(await chip(nora)).toContain('Nora Quill');
	// Whoever only opens the page has no caret there, though the editor believes in one at the start.
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(mabel, meeting);
	await expect(editor(mabel, 0)).toContainText('NQ and CD');
	expect(await chip(mabel)).toBe('none');
	for (let n = 0; n < 9; n++) await nora.keyboard.press('ArrowRight');
	// Two fit: nobody is guessed.
	await expect(marked.nth(1)).toHaveAttribute(
		'data-name',
		/^(Carys Dunne or Colm Deakin|Colm Deakin or Carys Dunne)\?$/
	);
	await expectAccessible(nora);
	await nora.setViewportSize({ width: 320, height: 640 });
	await expectNoSideways(nora);
	// In another line they are words again.
	await nora.keyboard.press('End');
	await nora.keyboard.press('Enter');
	await expect(marked).toHaveCount(0);
});

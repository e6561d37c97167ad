import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	openAs,
	openMeeting,
	test
} from './fixtures.ts';

test('[Y4] [Y5] two people write; the slider, the differences and who wrote what, by keyboard alone', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Looking back');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 390, height: 800 });
	const olive = await openAs(browser, server, 'olive@example.org', { width: 320, height: 700 });
	await olive.goto(`/meetings/${meeting}/history`);
	await expect(olive.getByText('Nobody has written in these minutes yet.')).toBeVisible();
	await expectAccessible(olive);

	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('The harbour report was noted.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('ACTION: MB to ring the school.');
	await expect(editor(mabel, 3)).toContainText('ring the school');
	await editor(mabel, 3).locator('.words').first().click();
	await mabel.keyboard.press('Home');
	await mabel.keyboard.type('At last ');
	await expect(editor(nora, 3)).toContainText('At last The harbour');
	await expectSaved(mabel);
	await expectSaved(nora);

	await nora.getByRole('navigation', { name: 'This meeting' }).getByRole('link', { name: 'History' }).click();
	await expect(nora.getByTestId('since')).toContainText('Every change is kept since the meeting was made');
	await expect(nora.getByTestId('moment')).toContainText('Mabel Birch wrote');
	const line = nora.locator('.line[data-label="4.1"]');
	await expect(line.locator('ins')).toContainText('At last');
	await expect(nora.getByTestId('changes')).toContainText('1 line changed');
	await expectAccessible(nora);

	const slider = nora.getByRole('slider', { name: 'Moment' });
	await slider.focus();
	await nora.keyboard.press('ArrowLeft');
	await expect(nora.getByTestId('moment')).toContainText('Nora Quill wrote');
	await expect(slider).toHaveAttribute('aria-valuetext', /Nora Quill wrote/);
	await expect(line).not.toContainText('At last');
	await expect(slider).toBeFocused();
	await nora.getByRole('radio', { name: 'What changed since' }).focus();
	await nora.keyboard.press('Space');
	await expect(line.locator('ins')).toContainText('At last');
	await expectAccessible(nora);
	await nora.getByRole('button', { name: 'Later' }).focus();
	await nora.keyboard.press('Enter');
	await expect(nora.getByText('This is the last change')).toBeVisible();
	await expect(nora.getByRole('button', { name: 'Later' })).toHaveAttribute('aria-disabled', 'true');
	await nora.getByRole('radio', { name: 'Who wrote what' }).focus();
	await nora.keyboard.press('Space');
	// Who writes beyond the turn of a minute has two passages.
	await expect
		.poll(async () => [
			...new Set(
				(await line.getByRole('listitem').allTextContents()).map((one) =>
					one.trim().replace(/\d\d:\d\d$/, '')
				)
			)
		])
		.toEqual(['Mabel Birch, ', 'Nora Quill, ']);
	await expect(line.locator('.passage').first()).toHaveText('At last ');
	await expectAccessible(nora);

	await olive.reload();
	await olive.getByRole('radio', { name: 'Who wrote what' }).check();
	await expect(olive.locator('.line[data-label="4.1"]').getByRole('listitem')).toHaveCount(2);
	await expect(olive.getByRole('link', { name: /Put item/ })).toHaveCount(0);
	await expectNoSideways(olive);
	await expectAccessible(olive);
});

test('[Y6] an item is put back while somebody types in another; one undo takes that back', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Put back');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('ACTION: MB to ring the school by 12 December 2026.');
	await expect(nora.locator('.line[data-kind="action"] .owner')).toHaveText('MB');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('Second thoughts.');
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toContainText('Second thoughts.');
	// Mabel empties the action.
	await editor(mabel, 3).locator('.line[data-kind="action"] .words').click();
	await mabel.keyboard.press('ControlOrMeta+a');
	await mabel.keyboard.press('Delete');
	await expect(editor(nora, 3)).not.toContainText('school');
	await editor(mabel, 1).click();
	await mabel.keyboard.type('Elsewhere one');
	await expectSaved(mabel);

	await nora.goto(`/meetings/${meeting}/history`);
	const then = nora.getByTestId('then');
	await expect(then).toContainText('Elsewhere one');
	await expect(nora.getByRole('link', { name: /Put item/ })).toHaveCount(0);
	// Among what changed, words that were taken out stand too.
	await nora.getByRole('radio', { name: 'The text alone' }).check();
	const earlier = nora.getByRole('button', { name: 'Earlier' });
	do {
		const before = (await then.getAttribute('data-position')) ?? '';
		await earlier.click();
		await expect(then).not.toHaveAttribute('data-position', before);
	} while (!(await then.innerText()).includes('ring the school'));
	await expect(nora.getByRole('link', { name: 'Put item 1 back to this moment' })).toHaveCount(0);
	await nora.getByRole('link', { name: 'Put item 4 back to this moment' }).click();
	const dialog = nora.getByRole('dialog', { name: 'Put an item back' });
	await expect(dialog).toContainText('1 line reads again as it did');
	await expectAccessible(nora);
	await editor(mabel, 1).click();
	await mabel.keyboard.press('End');
	await mabel.keyboard.type(' and two');
	await dialog.getByRole('button', { name: 'Put it back' }).click();
	await expect(dialog).toBeHidden();
	await expect(nora.getByRole('status').filter({ hasText: 'is as it was at' })).toHaveCount(1);
	for (const page of [nora, mabel]) {
		await expect(editor(page, 3)).toContainText('Second thoughts.');
		await expect(page.locator('.line[data-kind="action"] .owner')).toHaveText('MB');
		await expect(editor(page, 1)).toContainText('Elsewhere one and two');
	}
	await expect(nora).toHaveURL(new RegExp(`/meetings/${meeting}$`));
	await expectSaved(nora);
	await editor(nora, 3).click();
	await nora.keyboard.press('ControlOrMeta+z');
	await expect(editor(nora, 3)).not.toContainText('school');
	await expect(editor(mabel, 1)).toContainText('Elsewhere one and two');
});

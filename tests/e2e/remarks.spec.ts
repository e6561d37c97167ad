/** Comments, suggestions and requests to the notetaker, beside the minutes: two browsers and more. */
import type { Locator, Page } from '@playwright/test';
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

/** The words of the n-th line of item 4. */
const line = (page: Page, at = 0): Locator => editor(page, 3).locator('.line').nth(at);
const thread = (page: Page): Locator => page.getByRole('region', { name: /^Remarks on/ });
const sign = (page: Page, at = 0): Locator => line(page, at).locator('.remark-sign');
const marked = (page: Page): Locator => editor(page, 3).locator('.remarked');
const head = (page: Page): Locator => page.getByTestId('remarks');

async function write(page: Page, ...points: readonly string[]): Promise<void> {
	await editor(page, 3).click();
	for (const [index, words] of points.entries()) {
		if (index > 0) await page.keyboard.press('Enter');
		await page.keyboard.type(words);
	}
	await expectSaved(page);
}

/** Selects words of a point as somebody does who may not write: with the mouse, or by what stands for it. */
const select = (page: Page, words: string) =>
	line(page)
		.locator('.words')
		.evaluate((element, wanted) => {
			const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const at = (node.textContent ?? '').indexOf(wanted);
				if (at >= 0) getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
			}
		}, words);

test('[X5] a comment on selected words: a mention, a reply, edits around it, its words gone, resolved', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Comments');
	const [nora, olive] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'olive@example.org')
	]);
	await Promise.all([openMeeting(nora, meeting), openMeeting(olive, meeting)]);
	await expect(head(olive)).toHaveText('Remarks: none yet');
	await write(nora, 'The swing bridge is shut on Mondays.');
	await expect(line(olive)).toContainText('The swing bridge');

	// An observer, by keyboard: the selection, the key, a name that is offered, and sent.
	await select(olive, 'swing bridge');
	await olive.keyboard.press('Control+Alt+c');
	const field = thread(olive).getByLabel('Your comment');
	await expect(field).toBeFocused();
	await expect(thread(olive)).toContainText('On “swing bridge”');
	await olive.keyboard.type('Since when, @qui');
	await expect(thread(olive).getByRole('option')).toHaveText(['Nora Quill']);
	await expectAccessible(olive);
	await olive.keyboard.press('Enter');
	await expect(field).toHaveValue('Since when, @Nora Quill ');
	await olive.keyboard.press('Control+Enter');
	await expect(thread(olive).getByRole('article')).toContainText('Since when, @Nora Quill');

	await expect(head(nora)).toHaveText('Remarks: 1 open, 1 mentions you');
	await expect(head(olive)).toHaveText('Remarks: 1 open');
	await expect(sign(nora)).toHaveText('1 comment');
	await expect(marked(nora)).toHaveText('swing bridge');
	await expect(marked(olive)).toHaveText('swing bridge');

	// Both ends are written at, the middle too: the rule below the words goes along.
	await editor(nora, 3).click();
	await nora.keyboard.press('Home');
	await nora.keyboard.type('Reported: ');
	await nora.keyboard.press('End');
	await nora.keyboard.type(' It opens in May.');
	await expect(line(olive)).toContainText('Reported: The swing bridge is shut on Mondays. It opens in May.');
	for (const page of [nora, olive]) await expect(marked(page)).toHaveText('swing bridge');

	// The notetaker answers from the keyboard.
	await nora.keyboard.press('Control+Alt+k');
	const entry = thread(nora).getByRole('article', { name: 'Comment by Olive Sayer' });
	await expect(entry).toBeFocused();
	await expectAccessible(nora);
	await thread(nora).getByRole('button', { name: 'Reply' }).press('Enter');
	await expect(thread(nora).getByLabel('Reply')).toBeFocused();
	await nora.keyboard.type('Since October.');
	await nora.keyboard.press('Control+Enter');
	await expect(thread(olive)).toContainText('Since October.');
	await nora.keyboard.press('Escape');
	await expect(thread(nora)).toHaveCount(0);
	await expect(editor(nora, 3)).toBeFocused();

	// The words go: the thread stays at the point and says so.
	await nora.keyboard.press('Control+a');
	await nora.keyboard.type('Nothing to report.');
	await expect(marked(olive)).toHaveCount(0);
	await expect(thread(olive)).toContainText('The words it was about are gone: “swing bridge”');
	await expectAccessible(olive);
	// The whole point goes: it stands at the item.
	await nora.keyboard.press('Home');
	await nora.keyboard.press('Enter');
	await nora.keyboard.press('Control+a');
	await nora.keyboard.press('Control+a');
	await nora.keyboard.press('Delete');
	await expect(thread(olive)).toHaveAccessibleName('Remarks on item 4');
	await expect(thread(olive)).toContainText('The words it was about are gone');

	await olive.setViewportSize({ width: 320, height: 700 });
	await expectNoSideways(olive);
	await expectAccessible(olive);
	await thread(olive).getByRole('button', { name: 'Resolve' }).click();
	await expect(head(nora)).toHaveText('Remarks: none open');
	await head(nora).click();
	const list = nora.getByRole('dialog', { name: 'Remarks' });
	await expect(list).toContainText('Resolved by Olive Sayer');
	await expectAccessible(nora);
});

test('[X4] an observer suggests other words; the notetaker accepts with one key, declines with a reason, and is asked where the point moved on', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Suggestions');
	const [nora, olive] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'olive@example.org')
	]);
	await Promise.all([openMeeting(nora, meeting), openMeeting(olive, meeting)]);
	await write(nora, 'ACTION: MB to write to the police', 'The report was noted.');
	await expect(line(olive, 1)).toContainText('The report was noted.');
	const suggest = async (at: number, words: string) => {
		// By keyboard alone: the button of the point, the way to a suggestion, the words.
		await sign(olive, at).focus();
		await olive.keyboard.press('Enter');
		await thread(olive)
			.getByRole('button', { name: /^Suggest other words/ })
			.press('Enter');
		await expect(thread(olive).getByLabel('The words you suggest')).toBeFocused();
		await olive.keyboard.press('Control+a');
		await olive.keyboard.type(words);
		await expect(thread(olive).locator('ins').first()).toBeVisible();
		await expectAccessible(olive);
		await olive.keyboard.press('Control+Enter');
		await expect(thread(olive).getByRole('article').last()).toBeFocused();
		await olive.keyboard.press('Escape');
	};
	await suggest(0, 'to write to the police and the coastguard');
	await expect(sign(nora)).toHaveText('1 suggestion');

	// One key takes it over, as the notetaker's own edit: owners stay, undo takes it back.
	await editor(nora, 3).click();
	await nora.keyboard.press('Control+Alt+k');
	await expect(thread(nora).getByRole('article')).toBeFocused();
	await expect(thread(nora).locator('ins')).toContainText('and the coastguard');
	await expectAccessible(nora);
	await nora.keyboard.press('Control+Enter');
	await expect(line(nora).locator('.words')).toHaveText('to write to the police and the coastguard');
	await expect(line(olive).locator('.words')).toHaveText('to write to the police and the coastguard');
	await expect(line(olive).locator('.owner')).toHaveText(['MB']);
	await expect(thread(nora)).toHaveCount(0);
	await expect(editor(nora, 3)).toBeFocused();
	await nora.keyboard.press('Control+z');
	await expect(line(olive).locator('.words')).toHaveText('to write to the police');
	await nora.keyboard.press('Control+y');
	await expect(line(olive).locator('.words')).toHaveText('to write to the police and the coastguard');
	await expect(sign(olive)).toHaveText('1 settled');
	await sign(olive).press('Enter');
	await expect(thread(olive)).toContainText('Accepted by Nora Quill');
	await expect(thread(olive).getByRole('article').first()).toBeFocused();
	await olive.keyboard.press('Escape');

	// Declined, with the word that has to be given.
	await suggest(1, 'The report was approved.');
	// Before it has come the sign is another word, and elsewhere.
	await expect(sign(nora, 1)).toHaveText('1 suggestion');
	await sign(nora, 1).click();
	await thread(nora).getByRole('button', { name: 'Decline…' }).click();
	await expect(thread(nora).getByLabel('Why not, in a word')).toBeFocused();
	await nora.keyboard.type('It was only noted.');
	await expectAccessible(nora);
	await nora.keyboard.press('Control+Enter');
	await expect(sign(olive, 1)).toHaveText('1 settled');
	await sign(olive, 1).press('Enter');
	await expect(thread(olive)).toContainText('Declined by Nora Quill');
	await expect(thread(olive)).toContainText('“It was only noted.”');
	await expect(thread(olive).getByRole('article').first()).toBeFocused();
	await olive.keyboard.press('Escape');
	await expect(line(nora, 1).locator('.words')).toHaveText('The report was noted.');

	// The point is written in between: nothing is done before somebody has looked.
	await sign(olive, 1).press('Enter');
	await thread(olive)
		.getByRole('button', { name: /^Suggest other words/ })
		.press('Enter');
	await expect(thread(olive).getByLabel('The words you suggest')).toBeFocused();
	await olive.keyboard.press('Control+a');
	await olive.keyboard.type('The annual report was noted.');
	await olive.keyboard.press('Control+Enter');
	await expect(sign(nora, 1)).toHaveText('1 suggestion');
	await line(nora, 1).locator('.words').click();
	await nora.keyboard.press('End');
	await nora.keyboard.type(' Thanks were given.');
	await sign(nora, 1).click();
	await expect(thread(nora).getByRole('article').first()).toBeFocused();
	await nora.keyboard.press('Control+Enter');
	await expect(thread(nora)).toContainText('The point was changed since.');
	await expect(line(nora, 1).locator('.words')).toHaveText('The report was noted. Thanks were given.');
	await expectAccessible(nora);
	await nora.setViewportSize({ width: 320, height: 700 });
	await expectNoSideways(nora);
	await thread(nora).getByRole('button', { name: 'Put in the suggested words' }).click();
	await expect(line(olive, 1).locator('.words')).toHaveText('The annual report was noted.');
});

test('[X7] a request is taken over live as a point, another declined; [X8] the record has none of it and shows it beside', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Requests');
	const [nora, olive] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'olive@example.org', { width: 390, height: 800 })
	]);
	await Promise.all([openMeeting(nora, meeting), openMeeting(olive, meeting)]);
	await write(nora, 'The harbour office is moving.');
	const ask = async (words: string) => {
		await olive.getByRole('button', { name: /^To the notetaker.*item 4$/ }).press('Enter');
		await expect(thread(olive).getByLabel('What shall be recorded, for the notetaker')).toBeFocused();
		await olive.keyboard.type(words);
		await olive.keyboard.press('Control+Enter');
		await expect(thread(olive).getByRole('article').last()).toContainText(words);
		await olive.keyboard.press('Escape');
	};
	await ask('The lease of the old office ends in June.');
	const requests = nora.getByRole('region', { name: 'For the notetaker, item 4' });
	await expect(requests.getByRole('article')).toContainText('The lease of the old office ends in June.');
	await expectAccessible(nora);
	await requests.getByRole('button', { name: /^Take it over/ }).click();
	for (const page of [nora, olive])
		await expect(line(page, 1).locator('.words')).toHaveText('The lease of the old office ends in June.');
	await expect(requests).toHaveCount(0);
	await ask('Mabel said so.');
	await requests.getByRole('button', { name: 'Decline…' }).click();
	await expect(requests.getByLabel('Why not, in a word')).toBeFocused();
	await nora.keyboard.type('No names in this item.');
	await nora.keyboard.press('Control+Enter');
	await olive.getByRole('button', { name: '2 settled on item 4' }).press('Enter');
	await expect(thread(olive)).toContainText('Taken over as a point by Nora Quill');
	await expect(thread(olive)).toContainText('“No names in this item.”');
	await expectAccessible(olive);
	await expectNoSideways(olive);

	// Signed: read beside the record, and in nothing of it.
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed by Chidi Marsh')).toBeVisible();
	await chidi.goto(`/meetings/${meeting}`);
	const beside = chidi.getByRole('region', { name: 'Remarks while it was written' });
	await expect(beside.getByRole('listitem')).toHaveCount(2);
	await expect(beside).toContainText('Declined by Nora Quill');
	await expectAccessible(chidi);
	for (const kind of ['txt', 'json']) {
		const text = await (await chidi.request.get(`/meetings/${meeting}/minutes.${kind}`)).text();
		expect(text).toContain('The lease of the old office');
		expect(text).not.toContain('Mabel said so');
		expect(text).not.toContain('No names in this item');
	}
});

test('[X10] a member with the pen lays it down, suggests, and takes it up again', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Suggesting');
	const [nora, mabel] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'mabel@example.org')
	]);
	await Promise.all([openMeeting(nora, meeting), openMeeting(mabel, meeting)]);
	await write(nora, 'The bridge is shut on Mondays.');
	await expect(line(mabel)).toContainText('shut on Mondays');

	await editor(mabel, 3).click();
	await mabel.keyboard.press('Control+Alt+y');
	await expect(mabel.getByTestId('suggesting')).toContainText('the minutes stay as they are');
	await expect(editor(mabel, 3)).toHaveAttribute('contenteditable', 'false');
	await expectAccessible(mabel);
	await select(mabel, 'Mondays');
	await mabel.keyboard.press('Control+Alt+s');
	const field = thread(mabel).getByRole('textbox').first();
	await expect(field).toHaveValue('The bridge is shut on Mondays.');
	await field.fill('The bridge is shut on Tuesdays.');
	await mabel.keyboard.press('Control+Enter');
	await expect(head(nora)).toHaveText('Remarks: 1 open');
	await expect(line(nora)).toContainText('shut on Mondays');

	await mabel.getByRole('button', { name: 'Write again' }).click();
	await expect(editor(mabel, 3)).toHaveAttribute('contenteditable', 'true');
	await editor(mabel, 3).click();
	await mabel.keyboard.press('End');
	await mabel.keyboard.type(' Still.');
	await expect(line(nora)).toContainText('Still.');
});

test('[X3] somebody else settles the remark one stands in: the keyboard stays in the thread', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Settled under the hands');
	const [nora, olive] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'olive@example.org')
	]);
	await Promise.all([openMeeting(nora, meeting), openMeeting(olive, meeting)]);
	await write(nora, 'The bridge is shut on Mondays.');
	await expect(line(olive)).toContainText('shut on Mondays');
	await select(olive, 'Mondays');
	await olive.keyboard.press('Control+Alt+c');
	await olive.keyboard.type('Which ones?');
	await olive.keyboard.press('Control+Enter');
	await expect(sign(nora)).toHaveText('1 comment');
	await thread(olive).getByRole('button', { name: 'Reply' }).click();
	await expect(thread(olive).getByLabel('Reply', { exact: true })).toBeFocused();
	await sign(nora).click();
	await thread(nora).getByRole('button', { name: 'Resolve' }).click();
	await expect(head(olive)).toHaveText('Remarks: none open');
	await expect(thread(olive)).toBeVisible();
	expect(await thread(olive).evaluate((region) => region.contains(document.activeElement))).toBe(true);
});

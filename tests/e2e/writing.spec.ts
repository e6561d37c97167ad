import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	lamp,
	openAs,
	openMeeting,
	test
} from './fixtures.ts';

test('two people write in the same item and see each other', async ({ browser, world: { server } }) => {
	const meeting = await server.meeting('harbour', 'Writing together');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 390, height: 800 });
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('The harbour report was noted.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('Second point.');
	await expect(editor(mabel, 3)).toContainText('Second point.');
	await editor(mabel, 3).locator('.words').first().click();
	await mabel.keyboard.press('Home');
	await mabel.keyboard.type('Mabel: ');
	await expect(editor(nora, 3)).toContainText('Mabel:');
	await expect(nora.locator('.others-caret[data-name="Mabel Birch"]')).toHaveCount(1);
	await expect(nora.getByTestId('people')).toHaveText('Here: Mabel Birch');
	await expect(nora.locator('.line[data-label="4.2"]')).toContainText('Second point.');
	await expectSaved(nora);
	await expectSaved(mabel);
	await expect(lamp(nora)).toHaveText(/; 1 other has it$/);
	await expectNoSideways(mabel);
	await expectAccessible(nora);
	await expectAccessible(mabel);
});

test('ACTION: makes an action as it is typed; owner, due and number stand beside it', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Actions as typed');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('The group approved the suggestion.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('ACTION: MB to invite the lifeboat crew by 12 December 2026.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('ACTION: CD to ring the school.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('ACTION: ZZ to publicise the dates.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('AGREED: The plan stands.');
	const actions = nora.locator('.line[data-kind="action"]');
	await expect(actions).toHaveCount(3);
	await expect(actions.nth(0).locator('.owner')).toHaveText('MB');
	await expect(actions.nth(0).locator('.owner')).toHaveAttribute('title', /Mabel Birch/);
	await expect(actions.nth(0).locator('.words')).toHaveText(
		'to invite the lifeboat crew by 12 December 2026.'
	);
	await expect(actions.nth(0).locator('.due')).toHaveText('due 12 December 2026');
	await expect(actions.nth(1).locator('.question')).toHaveText('who?');
	await expect(actions.nth(2).locator('.question')).toHaveText('not on the roster');
	await expect(nora.locator('.line[data-kind="decision"] .verb')).toHaveText('agreed');
	const list = nora.getByRole('complementary', { name: 'Actions' });
	await expect(list.getByRole('listitem')).toHaveCount(3);
	await expect(list.getByRole('button', { name: 'Go to action 4.1 in the minutes' })).toHaveCount(3);
	await list.getByRole('button', { name: /^CD who\?/ }).click();
	await list.getByRole('option', { name: /Colm Deakin/ }).click();
	await expect(actions.nth(1).locator('.question')).toHaveCount(0);
	await expect(actions.nth(1).locator('.owner')).toHaveAttribute('title', 'Colm Deakin');
});

test('the line and the list are the same action: two people change both at once', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Line and list');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('ACTION: MB to visit the school');
	const listed = mabel.getByRole('complementary', { name: 'Actions' }).getByRole('listitem');
	await expect(listed).toHaveCount(1);
	const words = listed.getByLabel(/Words of action/);
	await expect(words).toHaveValue('to visit the school');
	// At the same moment: Nora goes on in the line, Mabel rewrites the head of it in the list and adds an owner and a due.
	await words.focus();
	await words.press('Home');
	await Promise.all([
		nora.keyboard.type(' and the youth club before the winter holidays begin', { delay: 8 }),
		(async () => {
			await mabel.keyboard.type('together ', { delay: 25 });
			await listed.getByLabel(/Add an owner/).fill('CM');
			await mabel.keyboard.press('Enter');
			await listed.getByRole('textbox', { name: /Due date/ }).fill('3 December 2026');
			await mabel.keyboard.press('Enter');
		})()
	]);
	const whole = 'together to visit the school and the youth club before the winter holidays begin';
	for (const page of [nora, mabel]) {
		await expect(page.locator('.line[data-kind="action"] .words')).toHaveText(whole);
		await expect(
			page.getByRole('complementary', { name: 'Actions' }).getByLabel(/Words of action/)
		).toHaveValue(whole);
		await expect(page.locator('.line[data-kind="action"] .owner')).toHaveText(['MB', 'CM']);
		await expect(page.locator('.line[data-kind="action"] .due')).toHaveText('due 3 December 2026');
	}
});

test('items are added, renamed, moved, removed and brought back while somebody types in them', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'The agenda moves');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	const typing = mabel.locator('section.item', {
		has: mabel.locator('textarea[aria-label="Title of item 4"]')
	});
	const id = (await typing.getAttribute('id')) ?? '';
	const mine = mabel.locator(`#${id} .ProseMirror`);
	await mine.click();
	const menu = async (label: string, command: string) => {
		await nora.getByRole('button', { name: `Item ${label}: move, add, remove` }).click();
		await nora.getByRole('menuitem', { name: command }).click();
	};
	await Promise.all([
		mabel.keyboard.type('Everything typed while the item travels stays in it.', { delay: 15 }),
		(async () => {
			await menu('4', 'Move up');
			await menu('3', 'Move up');
			await menu('2', 'Remove this item');
		})()
	]);
	await expect(nora.getByText('Removed: Partner updates')).toBeVisible();
	await nora.getByRole('button', { name: 'Bring back' }).click();
	await expect(nora.locator(`#${id} .line[data-label="2.1"]`)).toHaveText(
		'Everything typed while the item travels stays in it.'
	);
	await menu('2', 'Add an item below');
	await expect(nora.getByLabel('Title of item 3')).toBeFocused();
	await nora.keyboard.type('Winter plan');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('First words.');
	await expect(mabel.getByLabel('Title of item 3')).toHaveValue('Winter plan');
	await expect(mabel.locator('.line[data-label="3.1"]')).toHaveText('First words.');
});

test('a line without words has no number between those that have, and the next one behind them', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Blank lines');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 3).click();
	for (const words of ['One.', 'Two.']) {
		await nora.keyboard.type(words);
		await nora.keyboard.press('Enter');
	}
	const lines = editor(nora, 3).locator('.line');
	await expect(lines.nth(2)).toHaveAttribute('data-label', '4.3');
	await nora.keyboard.press('ArrowUp');
	await nora.keyboard.press('ArrowUp');
	await nora.keyboard.press('End');
	await nora.keyboard.press('Enter');
	await expect(lines).toHaveText(['One.', '', 'Two.', '']);
	await expect(lines.nth(1)).not.toHaveAttribute('data-label');
	await expect(lines.nth(2)).toHaveAttribute('data-label', '4.2');
	await nora.keyboard.type('Between.');
	await expect(lines.nth(1)).toHaveAttribute('data-label', '4.2');
	await expect(lines.nth(2)).toHaveAttribute('data-label', '4.3');
});

test('undo takes back one’s own words only', async ({ browser, world: { server } }) => {
	const meeting = await server.meeting('harbour', 'Undo');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('Mine. ');
	await expect(editor(mabel, 3)).toContainText('Mine.');
	await editor(mabel, 3).click();
	await mabel.keyboard.press('End');
	await mabel.keyboard.type('Hers.');
	await expect(editor(nora, 3)).toContainText('Hers.');
	// What is typed within half a second is one step; on a slow machine the words may be several.
	const until = async (key: string, text: string) => {
		for (let n = 0; n < 6 && (await editor(nora, 3).textContent())?.trim() !== text; n++)
			await nora.keyboard.press(key);
		await expect(editor(nora, 3)).toHaveText(text);
	};
	await until('Control+z', 'Hers.');
	await nora.keyboard.press('Control+z');
	await expect(editor(nora, 3)).toHaveText('Hers.');
	await until('Control+y', 'Mine. Hers.');
});

test('with the line cut writing goes on, the lamp says so, and afterwards all is there', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'The line is cut');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await server.stop('SIGKILL');
	await editor(nora, 3).click();
	await nora.keyboard.type('Typed without a server.');
	await expect(lamp(nora)).toHaveText(/Not connected\. \d+ changes kept on this device/);
	await server.start();
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toContainText('Typed without a server.');
});

test('an observer reads along and cannot write; a stranger gets 404', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Read only');
	const olive = await openAs(browser, server, 'olive@example.org');
	await openMeeting(olive, meeting);
	await expect(lamp(olive)).toHaveText('Read only');
	await expect(editor(olive, 0)).toHaveAttribute('contenteditable', 'false');
	await expectAccessible(olive);
	await server.cli('person', 'add', '--email', 'stranger@example.org', '--name', 'Sam Stranger');
	const stranger = await openAs(browser, server, 'stranger@example.org');
	const answer = await stranger.goto(`/meetings/${meeting}`);
	expect(answer?.status()).toBe(404);
	await expectAccessible(stranger);
});

test('the whole page is reached by keyboard; Esc leaves the text and Tab goes on', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Keyboard only');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await nora.getByLabel('Title of item 4').focus();
	await nora.keyboard.press('Enter');
	await expect(editor(nora, 3)).toBeFocused();
	await nora.keyboard.type('By keyboard.');
	await nora.keyboard.press('Control+Alt+d');
	await expect(editor(nora, 3).locator('[data-kind="decision"]')).toHaveText(/By keyboard\./);
	await nora.keyboard.press('Control+Alt+a');
	await expect(editor(nora, 3).locator('[data-kind="action"]')).toHaveText(/By keyboard\./);
	await nora.keyboard.press('Control+Alt+a');
	await expect(editor(nora, 3).locator('[data-kind="point"]')).toHaveText('By keyboard.');
	await nora.keyboard.press('Escape');
	await expect(nora.getByText('You left the text.')).toHaveCount(1);
	await nora.keyboard.press('Tab');
	await expect(nora.getByLabel('Title of item 5')).toBeFocused();
	await nora.keyboard.press('Shift+Tab');
	await expect(editor(nora, 3)).toBeFocused();
	await nora.keyboard.press('Escape');
	await nora.keyboard.press('?');
	await expect(nora.getByRole('dialog', { name: 'Keys' })).toBeVisible();
	await expectAccessible(nora);
	await nora.keyboard.press('Escape');
	await expect(nora.getByRole('dialog', { name: 'Keys' })).toBeHidden();
	await nora.getByRole('button', { name: 'Item 4: move, add, remove' }).press('Enter');
	await expect(nora.getByRole('menuitem', { name: 'Move up' })).toBeFocused();
	await expectAccessible(nora);
	await nora.keyboard.press('Enter');
	await expect(nora.locator('.line[data-label="3.1"]')).toHaveText('By keyboard.');
});

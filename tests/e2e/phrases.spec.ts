/** House phrases, "??" and the time as they are typed; notes that are for their writer alone. */
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
import { openWorld } from './editors/open-world.ts';

const NOTED = 'The group noted the report.';

test('abbreviations of one’s own and of the board, from the list into the minutes and back', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Harbour Board, phrases');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 700 });
	await openMeeting(mabel, meeting);

	// The board's list: by its notetaker, with what is wrong said at its field.
	await nora.goto('/boards/harbour');
	await expect(nora.getByText('This board has no abbreviations yet. Add the first one below.')).toBeVisible();
	await nora.getByText('Add an abbreviation').press('Enter');
	await nora.getByLabel('Abbreviation', { exact: true }).fill('two words');
	await nora.getByLabel('Stands for').fill('Shared words.');
	await nora.getByLabel('Stands for').press('Enter');
	await expect(nora.getByText(/letters and digits without a space/)).toBeVisible();
	await expect(nora.getByLabel('Abbreviation', { exact: true })).toBeFocused();
	await expectAccessible(nora);
	await nora.getByLabel('Abbreviation', { exact: true }).fill('tgn');
	await nora.getByLabel('Stands for').press('Enter');
	await expect(nora.getByText('tgn now expands for everybody who writes here.')).toBeVisible();

	// A member's open minutes know it at once; a member sees the list and keeps none of it.
	await editor(mabel, 0).click();
	await expect(async () => {
		await mabel.keyboard.type('tgn ');
		await expect(editor(mabel, 0)).toContainText('Shared words. ', { timeout: 300 });
	}).toPass();
	const member = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 700 });
	await member.goto('/boards/harbour');
	await expect(member.getByRole('listitem').filter({ hasText: 'tgn' })).toBeVisible();
	await expect(member.getByText('Add an abbreviation')).toHaveCount(0);
	await expectNoSideways(member);

	// Her own on her account beats it, in the minutes that stand open in another tab.
	await openMeeting(nora, meeting);
	const account = await nora.context().newPage();
	await account.goto('/account');
	await account.getByText('Add an abbreviation').click();
	await account.getByLabel('Abbreviation', { exact: true }).fill('tgn');
	await account.getByLabel('Stands for').fill(NOTED);
	const told = nora.waitForResponse(/__data\.json/);
	await account.getByRole('button', { name: 'Add it' }).click();
	await expect(account.getByText('(yours is used instead)')).toBeVisible();
	await told;
	await expectAccessible(account);
	await account.getByRole('button', { name: 'Change tgn' }).click();
	await account.getByLabel('Stands for').first().fill('tgn');
	await account.getByLabel('Stands for').first().press('Enter');
	await expect(account.getByText('These are the same letters. Enter what they stand for.')).toBeVisible();
	await account.setViewportSize({ width: 320, height: 700 });
	await expectNoSideways(account);

	await nora.bringToFront();
	const words = editor(nora, 1);
	await words.click();
	await nora.keyboard.type('It was read. tgn ');
	await expect(words).toContainText(`It was read. ${NOTED}`);
	await nora.keyboard.press('Backspace');
	await expect(words).toHaveText('It was read. tgn');
	await nora.keyboard.type('?? and xtgn done ;;');
	await expect(words).toHaveText(/^It was read\. tgn \?\? and xtgn done \d\d:\d\d$/);
	await expect(words.locator('.doubt')).toHaveText('??');
	await editor(nora, 0).click();
	await nora.keyboard.press('Control+Alt+x');
	await expect(words).toBeFocused();
	await nora.keyboard.type('again?? so');
	await expect(words).toHaveText(/^It was read\. tgn again\?\? so and xtgn done/);
	await expectSaved(nora);
	await expectAccessible(nora);
	await nora.keyboard.press('Control+/');
	await expect(nora.getByTestId('keys')).toContainText(`tgn ${NOTED}`);
	await nora.keyboard.press('Escape');

	// Review lists the doubt, and leads to its place.
	await nora.getByRole('link', { name: 'Review', exact: true }).click();
	const doubt = nora.getByTestId('open-points').getByRole('listitem').filter({ hasText: 'To be confirmed' });
	await expect(doubt).toContainText('“It was read. tgn again?? so and xtgn done');
	await doubt.getByRole('link').click();
	await expect(nora.locator(':target')).toContainText('It was read.');
	await expect(nora.locator(':target .doubt')).toHaveText('??');
	await account.goto('/account');
	await account.getByRole('button', { name: 'Remove tgn' }).click();
	await expect(account.getByText('You have no abbreviations of your own yet.')).toBeVisible();
});

test('private notes: saved while typed, nobody else’s, in nothing that leaves, and erased for good', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Harbour Board, private notes');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 0).click();
	await nora.keyboard.type('Open words.');
	await nora.keyboard.press('Control+Alt+n');
	const note = nora.getByLabel('Private note to item 1');
	await expect(note).toBeFocused();
	await nora.keyboard.type('Ask about the keelhaul');
	const foot = nora.locator('.private').first();
	await expect(foot).toContainText(/Saved \d\d:\d\d:\d\d/);
	await nora.keyboard.press('Escape');
	await expect(editor(nora, 0)).toBeFocused();
	await nora.reload();
	await expect(note).toHaveValue('Ask about the keelhaul');

	// Another window of hers: nothing is overwritten unseen.
	const second = await nora.context().newPage();
	await openMeeting(second, meeting);
	await second.getByLabel('Private note to item 1').fill('Ask about the keelhaul today');
	await expect(second.locator('.private').first()).toContainText('Saved');
	await note.press('End');
	await note.pressSequentially(' and the rum');
	await expect(foot).toContainText('Not saved: this note was changed in another window of yours.');
	await expect(foot.locator('blockquote')).toHaveText('Ask about the keelhaul today');
	await expectAccessible(nora);
	await foot.getByRole('button', { name: 'Keep the text in this window' }).click();
	await expect(foot).toContainText('Saved');

	// Without a line it says so, and saves when the line is back.
	await nora.context().setOffline(true);
	await note.press('End');
	await note.pressSequentially('!');
	await expect(foot).toContainText('Not saved: there is no connection.');
	await nora.context().setOffline(false);
	await expect(foot).toContainText('Saved');

	// The chair, a member, and whatever leaves: nothing of it.
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(chidi, meeting);
	expect(await chidi.content()).not.toContain('keelhaul');
	await chidi.getByRole('button', { name: /^Item 1:/ }).click();
	await chidi.getByRole('menuitem', { name: 'Private note, for you alone' }).click();
	await expect(chidi.getByLabel('Private note to item 1')).toBeFocused();
	await expect(chidi.getByLabel('Private note to item 1')).toHaveValue('');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 700 });
	await openMeeting(mabel, meeting);
	await mabel.getByRole('button', { name: /^Item 1:/ }).click();
	await expect(mabel.getByRole('menuitem', { name: 'Move down' })).toBeVisible();
	await expect(mabel.getByRole('menuitem', { name: /Private note/ })).toHaveCount(0);
	const item = (await nora.locator('.item').first().getAttribute('id'))?.replace('item-', '');
	const put = await mabel.request.put(`/meetings/${meeting}/notes`, {
		headers: { 'sec-fetch-site': 'same-origin', accept: 'application/json' },
		data: { item, text: 'x', seen: '' }
	});
	expect([put.status(), await put.json()]).toEqual([
		403,
		{
			message: 'You may not keep private notes in this meeting. The notetaker or the chair of the board can.'
		}
	]);
	for (const file of ['minutes.json', 'minutes.txt', 'review']) {
		const taken = await nora.request.get(`/meetings/${meeting}/${file}`);
		expect([file, taken.status(), (await taken.text()).includes('keelhaul')]).toEqual([file, 200, false]);
	}
	await nora.setViewportSize({ width: 320, height: 700 });
	await expectNoSideways(nora);

	// Signed: they are still hers alone, and hers to erase.
	await chidi.getByRole('link', { name: 'Review', exact: true }).click();
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed', { exact: true })).toBeVisible();
	expect(await chidi.content()).not.toContain('keelhaul');
	await expect(nora.getByRole('heading', { name: 'Your private notes' })).toBeVisible();
	await expect(nora.getByLabel(/^Private note to item 1,/)).toHaveValue(
		'Ask about the keelhaul and the rum!'
	);
	await expectAccessible(nora);
	await nora.goto('/account');
	await expect(nora.getByText('Harbour Safeguarding Board. One note.')).toBeVisible();
	await nora.getByRole('button', { name: /^Erase it/ }).click();
	await expect(nora.getByText('Your private notes of that meeting are erased.')).toBeVisible();
	await nora.goto(`/meetings/${meeting}`);
	await expect(nora.getByText('Signed', { exact: true })).toBeVisible();
	await expect(nora.getByRole('heading', { name: 'Your private notes' })).toHaveCount(0);
});

test('an expansion is one step of undo, outlives what others type, and Backspace later is a Backspace', async ({
	browser
}) => {
	const { page, world } = await openWorld(browser);
	const shown = await world.evaluate(({ open, deliver, lines }) => {
		const [nora, mabel] = open(
			[
				['point', ''],
				['point', 'theirs']
			],
			2
		);
		if (!nora || !mabel) return [];
		const told: string[] = [];
		const tell = () => {
			deliver();
			told.push([nora, mabel].map((writer) => lines(writer)[0]?.replace(/^point ?/, '') ?? '').join(' | '));
		};
		nora.editor(0).view.focus();
		nora.at(0, 0, 0);
		nora.type(0, 'tgn ');
		mabel.at(0, 1, 99);
		mabel.type(0, ' more');
		// Before what stands there, not at the same place at the same moment.
		deliver();
		mabel.at(0, 0, 0);
		mabel.type(0, 'So: ');
		tell();
		nora.press(0, 'Backspace');
		tell();
		nora.type(0, 'tgn ');
		nora.undo.undo();
		tell();
		nora.undo.redo();
		tell();
		nora.press(0, 'Backspace');
		tell();
		nora.type(0, ' tgn x');
		nora.press(0, 'Backspace');
		nora.press(0, 'Backspace');
		tell();
		nora.at(0, 1, 3);
		nora.type(0, ' tgn');
		nora.at(0, 1, 5);
		nora.type(0, ' ');
		told.push(lines(nora)[1] ?? '');
		return told;
	});
	const both = (text: string) => `${text} | ${text}`;
	expect(shown).toEqual([
		both(`So: ${NOTED}`),
		both('So: tgn'),
		both('So: tgn tgn'),
		both(`So: tgn ${NOTED}`),
		both('So: tgn tgn'),
		both(`So: tgn tgn ${NOTED}`),
		'point the t gnirs more'
	]);

	// A phone's keyboard: the word and its blank at once, with a capital; or composed first.
	const cdp = await page.context().newCDPSession(page);
	await world.evaluate(({ open }) =>
		open([['point', '']])[0]
			?.editor(0)
			.view.focus()
	);
	const line = () => world.evaluate(({ people, lines }) => people().map((writer) => lines(writer)[0]));
	await cdp.send('Input.insertText', { text: 'Tgn ' });
	await expect.poll(line).toEqual([`point ${NOTED}`]);
	await page.keyboard.press('Backspace');
	await expect.poll(line).toEqual(['point Tgn']);
	for (const text of ['t', 'tg', 'tgn'])
		await cdp.send('Input.imeSetComposition', {
			text,
			selectionStart: text.length,
			selectionEnd: text.length
		});
	await cdp.send('Input.insertText', { text: 'tgn ' });
	await expect.poll(line).toEqual([`point Tgn ${NOTED}`]);
	await page.close();
});

/** The items as one text, on the real page: caret, selection, undo, moves, and every command by keyboard. */
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
} from './fixtures.ts';

const lines = (page: Page, item: number) => editor(page, item).locator('.line');
const title = (page: Page, label: string) => page.getByLabel(`Title of item ${label}`);

async function press(page: Page, ...keys: readonly string[]) {
	for (const key of keys) await page.keyboard.press(key);
}

/** Words of one's own in so many items, one line each, the first without the mouse. */
async function write(page: Page, texts: readonly string[]) {
	await title(page, '1').focus();
	await press(page, 'Enter');
	for (const [index, text] of texts.entries()) {
		if (index > 0) await press(page, 'Control+Enter');
		await page.keyboard.type(text);
	}
}

test('arrows, Page Up and Page Down go through all items, and what is typed stands where the caret is', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'One text');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 1280, height: 620 });
	await openMeeting(nora, meeting);
	await write(nora, ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']);
	await press(nora, 'Control+Home', 'ArrowDown');
	await expect(title(nora, '2')).toBeFocused();
	await press(nora, 'ArrowDown');
	await expect(editor(nora, 1)).toBeFocused();
	await press(nora, ...Array<string>(4).fill('ArrowRight'), 'ArrowDown');
	await expect(title(nora, '3')).toBeFocused();
	await press(nora, 'ArrowLeft');
	await nora.keyboard.type('!');
	await expect(editor(nora, 1)).toContainText('beta!');
	await press(nora, 'Control+Home', 'ArrowLeft');
	await expect(title(nora, '1')).toBeFocused();
	await press(nora, 'ArrowDown');
	await expect(editor(nora, 0)).toBeFocused();
	await press(nora, 'PageDown');
	await expect(editor(nora, 0)).not.toBeFocused();
	await press(nora, 'PageDown', 'PageDown', 'PageDown', 'PageDown');
	await expect(editor(nora, 5)).toBeFocused();
	await press(nora, 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'PageUp');
	await expect(editor(nora, 0)).toBeFocused();
	await press(nora, 'Control+End');
	await nora.keyboard.type('?');
	await expect(editor(nora, 5)).toContainText('zeta?');
	// The browser's own finding goes through all items, too, wherever the caret is.
	for (const words of ['zeta', 'alpha', 'gamma'])
		expect(
			await nora.evaluate((text) => {
				const find = (window as unknown as { find: (...args: unknown[]) => boolean }).find;
				return find.call(window, text, false, false, true);
			}, words)
		).toBe(true);
});

test('Shift selects on into other items; it is copied whole, and not deleted', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Selected across');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	// Our pages may not read the clipboard ([P16]); what goes into it is seen as it goes.
	const copied = await nora.evaluateHandle(() => {
		const seen = { text: '' };
		addEventListener('copy', (event) => (seen.text = event.clipboardData?.getData('text/plain') ?? ''));
		return seen;
	});
	const clipboard = () => copied.evaluate(({ text }) => text);
	await write(nora, ['first words', 'ACTION: MB to row', 'third words']);
	await press(nora, 'Control+Home', ...Array<string>(6).fill('ArrowRight'));
	const painted = nora.locator('.selected-across');
	await press(nora, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight');
	await expect(painted).toHaveText(['words', 'to row']);
	await press(nora, 'Control+c');
	await expect.poll(clipboard).toMatch(/^words\n2 .*\nACTION: MB to row\n3 .*\nthird? ?w?$/);
	// Back again, within the first item: an ordinary selection.
	await press(nora, 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowRight');
	await expect(painted).toHaveCount(0);
	await press(nora, 'Shift+ArrowDown', 'Delete');
	await expect(nora.getByText('Delete within one item.')).toHaveCount(1);
	await expect(editor(nora, 0)).toHaveText('first words');
	await nora.keyboard.type('-');
	await expect(editor(nora, 0)).toHaveText('first words');
	await expect(lines(nora, 1).locator('.words')).toContainText('-');
	// The line, the item, everything; pasted in an item the action is one of its own, with its owner.
	await press(nora, 'Control+z', 'Control+a', 'Control+a', 'Control+a', 'Control+c');
	await expect.poll(clipboard).toMatch(/^1 .*\nfirst words\n2 .*\n[^]*third words[^]*$/);
	await press(nora, 'ArrowRight', 'Control+v');
	await expect(nora.locator('.line[data-kind="action"] .owner')).toHaveText(['MB', 'MB']);
	await expect(nora.locator('.line[data-kind="heading"]').first()).toBeVisible();
	await expectSaved(nora);
});

test('one undo for all items: only one’s own, and the caret goes where it was done', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Undone across');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await write(nora, ['one', 'two', '', '', '', 'last']);
	await press(nora, 'Control+Enter');
	await expect(title(nora, '7')).toBeFocused();
	await nora.keyboard.type('Boats');
	await expect(title(mabel, '7')).toHaveValue('Boats');
	await editor(mabel, 6).click();
	await mabel.keyboard.type('Mabel rows.');
	await expect(editor(nora, 6)).toContainText('Mabel rows.');
	// The title goes letter by letter or at once; then the item; Mabel's words are with it and come back with it.
	await press(nora, 'Control+z', 'Control+z');
	await expect(nora.getByText(/Removed:/)).toBeVisible();
	await mabel.getByRole('button', { name: 'Bring back' }).click();
	await expect(editor(nora, 6)).toHaveText('Mabel rows.');
	await expect(editor(mabel, 6)).toHaveText('Mabel rows.');
	await press(nora, 'Control+z');
	await expect(editor(nora, 5)).toHaveText('');
	await expect(editor(nora, 5)).toBeFocused();
	await press(nora, 'Control+z');
	await expect(editor(nora, 1)).toHaveText('');
	await expect(editor(nora, 1)).toBeFocused();
	await press(nora, 'Control+z');
	await expect(editor(nora, 0)).toHaveText('');
	await press(nora, 'Control+z');
	await expect(nora.getByText('There is nothing more of yours to undo.')).toHaveCount(1);
	await press(nora, 'Control+y', 'Control+y');
	await expect(editor(nora, 1)).toHaveText('two');
	await expect(editor(mabel, 6)).toHaveText('Mabel rows.');
	await expectSaved(nora);
});

test('Alt and arrows move lines and items, Tab makes bullets, Enter twice leaves the list', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Moved about');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	const kinds = () =>
		lines(nora, 0).evaluateAll((all) =>
			all.map(
				(line) => `${(line as HTMLElement).dataset['kind']} ${line.querySelector('.words')?.textContent}`
			)
		);
	await write(nora, ['one']);
	await press(nora, 'Enter', 'Tab');
	await nora.keyboard.type('inner');
	await press(nora, 'Enter', 'Enter');
	await nora.keyboard.type('two');
	expect(await kinds()).toEqual(['point one', 'bullet inner', 'point two']);
	await press(nora, 'Alt+ArrowUp', 'Shift+ArrowUp', 'Alt+ArrowDown');
	expect(await kinds()).toEqual(['bullet inner', 'point one', 'point two']);
	await press(nora, 'Control+Home', 'Control+a', 'Control+a', 'Tab', 'Tab');
	expect(await kinds()).toEqual(['bullet inner', 'bullet one', 'bullet two']);
	await expect(nora.getByText('This line cannot go further in.')).toHaveCount(1);
	await press(nora, 'Shift+Tab');
	expect(await kinds()).toEqual(['point inner', 'point one', 'point two']);
	const name = await title(nora, '1').inputValue();
	await press(nora, 'Alt+Shift+ArrowDown');
	await expect(title(nora, '2')).toHaveValue(name);
	await expect(editor(nora, 1)).toBeFocused();
	await title(nora, '2').focus();
	await press(nora, 'Alt+ArrowUp');
	await expect(title(nora, '1')).toHaveValue(name);
	await expect(title(nora, '1')).toBeFocused();
});

test('a key that is pressed before the browser has told of its caret is pressed at that caret', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Unread caret');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await write(nora, ['one', 'two words']);
	await press(nora, 'Home');
	// Within one task: the browser tells of a caret in a task of its own.
	await editor(nora, 1).evaluate((text) => {
		const words = text.querySelector('.words')?.firstChild;
		if (words) getSelection()?.collapse(words, 'two words'.length);
		const pressed = { key: 'ArrowUp', altKey: true, bubbles: true, cancelable: true };
		text.dispatchEvent(new KeyboardEvent('keydown', pressed));
	});
	await expect(lines(nora, 0)).toHaveText([/one/, /two words/]);
	await nora.keyboard.type(' more');
	await expect(lines(nora, 0)).toHaveText([/one/, /two words more/]);
});

test('a caret that comes back into a text stays where it was, whatever the text is told at that moment', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Coming back');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await write(nora, ['one']);
	await press(nora, 'Enter');
	await nora.keyboard.type('two words');
	await press(nora, 'Home');
	// As a dialog with a field in it does: the browser begins at the start of the text it gives the caret back to.
	await editor(nora, 0).evaluate((text) => {
		const field = document.body.appendChild(document.createElement('input'));
		field.focus();
		text.focus();
		field.remove();
		text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true, cancelable: true }));
	});
	await nora.keyboard.type('(here)');
	await expect(lines(nora, 0)).toHaveText([/one/, /\(here\)two words/]);
});

test('an arrow goes to the very start of a text right after the caret came back into it', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'To the start');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await write(nora, ['one']);
	await press(nora, 'Enter');
	const field = await nora.evaluateHandle(() => document.body.appendChild(document.createElement('input')));
	await field.evaluate((input) => input.focus());
	await editor(nora, 0).evaluate((text) => text.focus());
	await press(nora, 'ArrowUp');
	await nora.waitForTimeout(300);
	await nora.keyboard.type('(here)');
	await expect(lines(nora, 0)).toHaveText([/^\(here\)one$/, /^$/]);
});

test('Alt and an arrow carry a line on into the item beside, with its owner, while somebody else sees it; one undo brings it back', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Carried');
	const nora = await openAs(browser, server, 'nora@example.org');
	const olive = await openAs(browser, server, 'olive@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(olive, meeting);
	await write(nora, ['one', 'ACTION: ID to phone']);
	await press(nora, 'Enter');
	await nora.keyboard.type('three');
	await press(nora, 'ArrowUp', 'End', 'Alt+ArrowUp');
	for (const page of [nora, olive]) {
		await expect(lines(page, 0)).toHaveText([/one/, /ID.*to phone/]);
		await expect(lines(page, 0).nth(1)).toHaveAttribute('data-kind', 'action');
		await expect(lines(page, 1)).toHaveText([/three/]);
	}
	await expect(nora.getByText('Moved into item 1')).toHaveCount(1);
	await expect(editor(nora, 0)).toBeFocused();
	await nora.keyboard.type(' today');
	await expect(lines(olive, 0).nth(1)).toContainText('to phone today');
	await press(nora, 'Alt+ArrowDown');
	await expect(editor(nora, 1)).toBeFocused();
	await expect(lines(olive, 1)).toHaveText([/ID.*to phone today/, /three/]);
	await press(nora, 'Control+z');
	for (const page of [nora, olive]) {
		await expect(lines(page, 0)).toHaveText([/one/, /ID.*to phone today/]);
		await expect(lines(page, 1)).toHaveText([/three/]);
	}
	await press(nora, 'Control+Home', 'Alt+ArrowUp');
	await expect(nora.getByText('This is the first line of the minutes.')).toHaveCount(1);
	await expectSaved(nora);
});

test('the list of keys and the menu of commands, by keyboard; Esc leaves the text', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Keys and menu');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await write(nora, ['one?']);
	await expect(editor(nora, 0)).toHaveText('one?');
	const keys = nora.getByRole('dialog', { name: 'Keys' });
	await press(nora, 'Control+/');
	await expect(keys).toContainText('Move the item up');
	await expect(keys).toContainText('Ctrl + Alt + A or Alt + Shift + A');
	await expectAccessible(nora);
	await press(nora, 'Escape');
	await expect(keys).toBeHidden();
	await expect(editor(nora, 0)).toBeFocused();
	await press(nora, 'Alt+F10');
	await expect(nora.getByRole('menuitem', { name: /Make it an action/ })).toBeFocused();
	await expectAccessible(nora);
	await press(nora, 'Enter');
	await expect(editor(nora, 0).locator('[data-kind="action"]')).toHaveCount(1);
	await expect(editor(nora, 0)).toBeFocused();
	await press(nora, 'Alt+F10', 'Escape');
	await expect(editor(nora, 0)).toBeFocused();
	await press(nora, 'Escape');
	await expect(editor(nora, 0)).not.toBeFocused();
	await expect(nora.getByText('You left the text.')).toHaveCount(1);
	await press(nora, '?');
	await expect(keys).toBeVisible();
	await nora.setViewportSize({ width: 320, height: 640 });
	await expectNoSideways(nora);
	await expectAccessible(nora);
	await keys.getByRole('checkbox').uncheck();
	await press(nora, 'Escape', '?');
	await expect(keys).toBeHidden();
	await nora.getByRole('button', { name: 'Commands' }).press('Enter');
	await expect(nora.getByRole('menu')).toBeVisible();
	await expectNoSideways(nora);
	await expectAccessible(nora);
});

test('who may only read has the keys that read, and none that write', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Read by keyboard');
	const olive = await openAs(browser, server, 'olive@example.org');
	await openMeeting(olive, meeting);
	await olive.locator('body').press('Control+/');
	const keys = olive.getByRole('dialog', { name: 'Keys' });
	await expect(keys).toContainText('Show this list of keys');
	await expect(keys).not.toContainText('Undo');
	await press(olive, 'Escape');
	await title(olive, '1').focus();
	await press(olive, 'Alt+Shift+ArrowDown', 'Alt+ArrowDown');
	await expect(title(olive, '1')).toBeFocused();
});

test('the name over somebody’s caret at the edge of a phone makes the page no wider', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Edge');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 640 });
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await write(nora, ['']);
	let typed = '';
	for (let n = 0; n < 20; n++) {
		await nora.keyboard.type('w');
		await expect(editor(mabel, 0)).toContainText((typed += 'w'));
		await expectNoSideways(mabel);
	}
});

/** The others in the same minutes: where they are, how one gets there, their changes paused, and what is heard of them. */
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

const heard = (page: Page) => page.getByTestId('heard');
const here = (page: Page, item: number) => page.locator('section.item').nth(item).getByTestId('here');
const people = (page: Page) => page.getByRole('button', { name: /^(Here:|Nobody else)/ });
const paused = (page: Page) => page.getByRole('switch', { name: /^Pause others/ });
const told = (page: Page) => page.getByRole('status');

/** At the start of the last line of an item. */
async function type(page: Page, item: number, words: string): Promise<void> {
	await editor(page, item).locator('.words').last().click();
	await page.keyboard.press('Home');
	await page.keyboard.type(words);
}

test('[Z1] [Z2] who is in which item stands beside it, and in the menu of the people', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Who is where');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 800 });
	await openMeeting(nora, meeting);
	await people(nora).press('Enter');
	await expect(nora.getByRole('menuitem', { name: 'Nobody else is here' })).toBeVisible();
	await expectAccessible(nora);
	await nora.keyboard.press('Escape');
	await expect(people(nora)).toBeFocused();

	await openMeeting(mabel, meeting);
	await people(nora).press('Enter');
	await expect(nora.getByRole('menuitem', { name: 'Mabel Birch in no item' })).toBeVisible();
	await nora.keyboard.press('Escape');
	await editor(mabel, 3).click();
	await expect(here(nora, 3)).toHaveText('Mabel Birch is here');
	await editor(nora, 3).click();
	await expect(here(mabel, 3)).toHaveText('Nora Quill is here');
	// She writes in a paragraph that comes with her caret.
	await mabel.keyboard.type('One.');
	await mabel.keyboard.press('Enter');
	await mabel.keyboard.type('Two.');
	await expect(here(nora, 3)).toHaveText('Mabel Birch is here');
	await people(nora).press('Enter');
	await expect(nora.getByRole('menuitem', { name: /^Mabel Birch item 4, / })).toBeVisible();
	await expectAccessible(nora);
	await nora.keyboard.press('Escape');
	await editor(mabel, 1).click();
	await expect(here(nora, 1)).toHaveText('Mabel Birch is here');
	await expect(here(nora, 3)).toHaveCount(0);
	for (const page of [nora, mabel]) {
		await expectAccessible(page);
		await expectNoSideways(page);
	}
	await editor(nora, 3).click();
	await expect(here(mabel, 3)).toHaveText('Nora Quill is here');
	await people(mabel).click();
	await expect(mabel.getByRole('menuitem', { name: /^Nora Quill item 4, / })).toBeVisible();
	await expectAccessible(mabel);
	await expectNoSideways(mabel);
	await mabel.keyboard.press('Escape');
	await mabel.getByLabel('Title of item 1').focus();
	await expect(here(nora, 1)).toHaveCount(0);
});

test('[Z3] by key and by menu one goes to where somebody writes, and so does who may only read', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Going there');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 1280, height: 500 });
	const mabel = await openAs(browser, server, 'mabel@example.org');
	const chidi = await openAs(browser, server, 'chidi@example.org');
	const olive = await openAs(browser, server, 'olive@example.org', { width: 1280, height: 500 });
	for (const page of [nora, mabel, chidi, olive]) await openMeeting(page, meeting);
	await editor(nora, 0).click();
	await nora.keyboard.press('Control+Alt+g');
	await expect(told(nora).filter({ hasText: 'Nobody else is in an item at the moment.' })).toHaveCount(1);

	await type(chidi, 2, 'Chidi was here.');
	await type(mabel, 4, 'First line.');
	await mabel.keyboard.press('Enter');
	await mabel.keyboard.type('Mabel writes');
	await expect(here(nora, 2)).toHaveText('Chidi Marsh is here');
	await expect(here(nora, 4)).toHaveText('Mabel Birch is here');
	await expect(editor(nora, 4)).toContainText('Mabel writes');
	await nora.keyboard.press('Control+Alt+g');
	await expect(editor(nora, 4)).toBeFocused();
	await expect(told(nora).filter({ hasText: /^You are where Mabel Birch is writing, item 5, / })).toHaveCount(
		1
	);
	await nora.keyboard.type(' and Nora with her.');
	await expect(editor(mabel, 4).locator('.words').last()).toHaveText('Mabel writes and Nora with her.');
	await nora.keyboard.press('Control+Alt+g');
	await expect(editor(nora, 2)).toBeFocused();

	await people(nora).press('Enter');
	await nora.keyboard.press('m');
	await expect(nora.getByRole('menuitem', { name: /^Mabel Birch/ })).toBeFocused();
	await nora.keyboard.press('Enter');
	await expect(editor(nora, 4)).toBeFocused();
	await people(nora).press('Enter');
	await nora.getByRole('menuitem', { name: /^Olive Sayer in no item/ }).press('Enter');
	await expect(told(nora).filter({ hasText: 'Olive Sayer is in no item at the moment.' })).toHaveCount(1);
	await expect(people(nora)).toBeFocused();

	await olive.keyboard.press('Alt+Shift+g');
	const section = olive.locator('section.item').nth(4);
	await expect(section).toBeFocused();
	await expect(editor(olive, 4).locator('.words').last()).toBeInViewport();
	await expect(told(olive).filter({ hasText: /^You are where .* is writing, item 5/ })).toHaveCount(1);
	await expectAccessible(olive);
	await nora.keyboard.press('Control+/');
	await expect(nora.getByTestId('keys')).toContainText('Go to where somebody else is writing');
});

test('[Z4] others’ changes are paused, own writing is saved, and all is there once they are shown', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Paused');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 320, height: 800 });
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await type(mabel, 3, 'Before.');
	await expect(editor(nora, 3)).toHaveText('Before.');
	await editor(nora, 3).click();
	await nora.keyboard.press('Control+Alt+f');
	await expect(paused(nora)).toBeChecked();
	await expect(nora.getByTestId('pause')).toContainText('Paused: nothing waits');

	await mabel.keyboard.press('Enter');
	await mabel.keyboard.type('Mabel’s own line.');
	await type(mabel, 1, 'And another.');
	await expect(nora.getByTestId('pause')).toContainText('Paused: 2 changes wait');
	await expect(nora.locator('.others-caret:visible')).toHaveCount(0);
	await editor(nora, 3).click();
	await nora.keyboard.press('End');
	await nora.keyboard.type(' Nora goes on.');
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toContainText('Before. Nora goes on.');
	await expect(editor(nora, 3)).toHaveText('Before. Nora goes on.');
	await expect(editor(nora, 1)).toHaveText('');
	await expectAccessible(nora);
	await expectNoSideways(nora);

	// The server goes and comes back: it says again what waits already, and what neither had heard.
	await server.stop('SIGKILL');
	await expect(nora.getByTestId('lamp')).toHaveText(/Not connected/);
	await nora.keyboard.type(' Still.');
	await type(mabel, 4, 'Offline, too.');
	await server.start();
	await expectSaved(mabel);
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toContainText('Before. Nora goes on. Still.');
	await expect(nora.getByTestId('pause')).toContainText('Paused: 3 changes wait');
	await expect(editor(nora, 4)).toHaveText('');

	await paused(nora).press('Space');
	await expect(paused(nora)).not.toBeChecked();
	for (const page of [nora, mabel]) {
		await expect(editor(page, 3).locator('.words')).toHaveText([
			'Before. Nora goes on. Still.',
			'Mabel’s own line.'
		]);
		await expect(editor(page, 1)).toHaveText('And another.');
		await expect(editor(page, 4)).toHaveText('Offline, too.');
	}
	// And nothing is lost on the way to the disk.
	await nora.reload();
	await expect(editor(nora, 3)).toContainText('Mabel’s own line.');
	await expect(editor(nora, 3)).toContainText('Nora goes on. Still.');
});

test('[Z4] who leaves while paused, and who is paused while the minutes are signed, misses nothing', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Signed while paused');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await paused(nora).click();
	await type(mabel, 3, 'Typed while Nora paused.');
	await type(nora, 1, 'Nora’s words.');
	await expect(nora.getByTestId('pause')).toContainText('1 change waits');
	await expectSaved(nora);
	await nora.reload();
	await expect(paused(nora)).not.toBeChecked();
	await expect(editor(nora, 3)).toHaveText('Typed while Nora paused.');
	await expect(editor(nora, 1)).toHaveText('Nora’s words.');

	await paused(nora).click();
	await mabel.keyboard.type(' The last word.');
	await expect(nora.getByTestId('pause')).toContainText('1 change waits');
	await expectSaved(mabel);
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(nora.getByText('Signed by Chidi Marsh')).toBeVisible();
	await expect(nora.getByText('Typed while Nora paused. The last word.')).toBeVisible();
	await expect(nora.getByText(/too late/i)).toHaveCount(0);
});

test('[Z5] [Z6] what others do is said in one polite region, by level', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Said aloud');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 320, height: 800 });
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(mabel, meeting);
	await type(mabel, 3, 'Stood here before.');
	await expectSaved(mabel);
	await nora.clock.install();
	await openMeeting(nora, meeting);
	await expect(people(nora)).toHaveText(/Mabel Birch/);
	await nora.clock.runFor(4000);
	await expect(heard(nora)).toHaveAttribute('role', 'status');

	// My item, which is what is chosen for who has chosen nothing.
	await editor(nora, 3).click();
	await type(mabel, 3, 'Hers. ');
	await expect(editor(nora, 3)).toContainText('Hers. Stood');
	await type(mabel, 1, 'Elsewhere.');
	await expect(editor(nora, 1)).toHaveText('Elsewhere.');
	await nora.clock.fastForward(6000);
	await expect(heard(nora)).toHaveText(/^Mabel Birch changed item 4, [^.]+\.$/);

	// Everything; the choice is made with the keyboard and remembered.
	await people(nora).press('Enter');
	const all = nora.getByRole('menuitemradio', { name: /^All/ });
	await expect(nora.getByRole('menuitemradio', { name: /^My item/ })).toBeChecked();
	await expectAccessible(nora);
	await all.press('Enter');
	await editor(nora, 0).click();
	await type(mabel, 1, 'More. ');
	await expect(editor(nora, 1)).toContainText('More. Elsewhere.');
	await nora.keyboard.type('Nora types');
	await nora.clock.fastForward(1500);
	await nora.keyboard.type(' and types');
	await nora.clock.fastForward(6500);
	await expect(heard(nora)).toHaveText(/^Mabel Birch changed item 2, [^.]+\.$/);

	// What is only taken away has no author.
	await type(mabel, 3, '');
	await mabel.keyboard.press('Delete');
	await expect(editor(nora, 3)).toContainText(/^ers\./);
	await nora.clock.fastForward(6000);
	await expect(heard(nora)).toHaveText(/^Changed: item 4, [^.]+\.$/);

	await nora.reload();
	await people(nora).press('Enter');
	await expect(all).toBeChecked();
	await nora.getByRole('menuitemradio', { name: /^People/ }).press('Enter');
	await nora.clock.runFor(4000);
	await mabel.context().close();
	await expect(people(nora)).toHaveText(/Nobody else/, { timeout: 30_000 });
	await nora.clock.fastForward(6000);
	await expect(heard(nora)).toHaveText('Mabel Birch left.');
});

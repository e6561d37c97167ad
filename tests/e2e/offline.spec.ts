import {
	editor,
	expect,
	expectAccessible,
	expectSaved,
	lamp,
	openAs,
	openMeeting,
	test
} from './fixtures.ts';
import { keptOn } from './kept-on.ts';

const CANARY = 'Canary words about the old lighthouse';

test('[O1] [O2] words typed without a server outlive the tab, unreadable, and arrive once', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'The server dies');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(mabel, 3).click();
	await mabel.keyboard.type('Before. ');
	await expectSaved(mabel);
	await expect.poll(async () => (await keptOn(mabel)).pieces).toBe(0);

	await server.stop('SIGKILL');
	await mabel.keyboard.type(`${CANARY}.`);
	await expect(lamp(mabel)).toHaveText(
		/^(Not connected|The server does not answer)\. \d+ changes kept on this device$/
	);
	await expect.poll(async () => (await keptOn(mabel)).pieces).toBeGreaterThan(0);
	expect((await keptOn(mabel)).letters).not.toContain('Canary');
	expect((await keptOn(mabel)).letters).not.toContain('lighthouse');
	await mabel.close({ runBeforeUnload: false });
	await server.start();
	await expect(lamp(nora)).toHaveText(/^Saved/);
	await expect(editor(nora, 3)).not.toContainText(CANARY);

	const again = await mabel.context().newPage();
	await openMeeting(again, meeting);
	await expect(again.getByText('has come back, and goes to the server now')).toBeVisible();
	await expectSaved(again);
	await expect(editor(nora, 3)).toHaveText(`Before. ${CANARY}.`);
	await expect(editor(again, 3)).toHaveText(`Before. ${CANARY}.`);
	await expect.poll(async () => (await keptOn(again)).pieces).toBe(0);
	await expectAccessible(again);
});

test('[O3] signing out asks when something is unsaved, and leaves nothing', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Signing out');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(mabel, meeting);
	await server.stop('SIGKILL');
	await editor(mabel, 3).click();
	await mabel.keyboard.type(CANARY);
	await expect.poll(async () => (await keptOn(mabel)).pieces).toBeGreaterThan(0);
	const elsewhere = await mabel.context().newPage();
	await mabel.close({ runBeforeUnload: false });
	await server.start();
	await elsewhere.goto('/');
	await elsewhere.getByRole('button', { name: 'Sign out' }).click();
	const dialog = elsewhere.getByRole('dialog');
	await expect(dialog).toContainText('not saved');
	await expectAccessible(elsewhere);
	await dialog.getByRole('button', { name: 'Stay signed in' }).click();
	await expect.poll(async () => (await keptOn(elsewhere)).pieces).toBeGreaterThan(0);
	await elsewhere.getByRole('button', { name: 'Sign out' }).click();
	await dialog.getByRole('button', { name: 'Sign out and remove it' }).click();
	await elsewhere.waitForURL(/sign-in/);
	await expect.poll(() => elsewhere.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

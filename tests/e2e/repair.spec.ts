/** [R91] The text of a meeting is set right while two people write in it: both go on, and no word is lost. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import Sqlite from 'better-sqlite3';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { test as far } from './far.ts';
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
import { keptOn } from './kept-on.ts';

const sessionOf = async (page: Page): Promise<string> =>
	(await page.context().cookies()).find(({ name }) => name === 'session')?.value ?? '';

/** Finding F2, as it was before there was a guard. */
function breakText(dataDir: string, meeting: string): void {
	const database = new Sqlite(path.join(dataDir, DATABASE_FILE));
	database.prepare('UPDATE document SET schema = 999999 WHERE meeting_id = ?').run(meeting);
	database.close();
}

const earlier = (page: Page) => page.getByTestId('earlier');

far(
	'[R91] two write while the text is set right: one goes on by herself, what the other had not sent is shown to him',
	async ({ browser, far: { line, server } }) => {
		far.slow();
		const meeting = await server.meeting('far', 'Set right');
		const nora = await openAs(browser, server, 'nora@example.org');
		const mabel = await openAs(browser, server, 'mabel@example.org', { width: 390, height: 800 });
		await openMeeting(nora, meeting);
		await openMeeting(mabel, meeting);
		await editor(nora, 3).click();
		await nora.keyboard.type('Nora wrote this. ');
		await expectSaved(nora);
		await editor(mabel, 3).press('End');
		await mabel.keyboard.type('And Mabel this.');
		await expectSaved(mabel);

		line.setWayOf(await sessionOf(mabel), 'gone');
		await editor(mabel, 4).click();
		await mabel.keyboard.type('Typed on a train.');
		await expect(lamp(mabel)).toHaveText(/^Not connected\. \d+ changes? kept on this device$/);
		await expect.poll(async () => (await keptOn(mabel)).pieces).toBeGreaterThan(0);

		await nora.keyboard.press('Home');
		breakText(server.dataDir, meeting);
		expect(await server.cli('repair', meeting)).toContain('The meeting goes on in text 2.');
		await expect(nora.getByTestId('set-right')).toContainText(
			'An administrator set the text of these minutes right on'
		);
		await expect(editor(nora, 3)).toHaveText('Nora wrote this. And Mabel this.');
		// Her caret stands where it stood, and she sees why the text moved.
		await expect(editor(nora, 3)).toBeFocused();
		await expect(nora.getByTestId('set-right')).toBeInViewport({ ratio: 1 });
		await nora.keyboard.type('Nora began. ');
		await expectSaved(nora);
		await expect(earlier(nora)).toHaveCount(0);
		await expectAccessible(nora);

		line.setWayOf(await sessionOf(mabel), undefined);
		await expect(editor(mabel, 3)).toHaveText('Nora began. Nora wrote this. And Mabel this.');
		await expect(earlier(mabel)).toContainText('Typed on a train.');
		await expect(earlier(mabel)).not.toContainText('Nora');
		await expect(editor(mabel, 4)).toHaveText('');
		await expectNoSideways(mabel);
		await expectAccessible(mabel);

		// They stay until their author is done with them, and signing out asks first.
		await mabel.reload();
		await expect(earlier(mabel)).toContainText('Typed on a train.');
		await editor(mabel, 4).click();
		await mabel.keyboard.type('Typed on a train.');
		await expectSaved(mabel);
		await expect(editor(nora, 4)).toHaveText('Typed on a train.');
		await earlier(mabel).getByRole('button', { name: 'Remove them from this device' }).click();
		await expect(earlier(mabel)).toHaveCount(0);
		await expect.poll(async () => (await keptOn(mabel)).pieces).toBe(0);
		await nora.getByTestId('set-right').getByRole('button', { name: 'All right' }).click();
		await nora.reload();
		await expect(editor(nora, 3)).toHaveText('Nora began. Nora wrote this. And Mabel this.');
		await expect(nora.getByTestId('set-right')).toHaveCount(0);
	}
);

test('[R91] the history tells the text that was set right from the one before, and who wrote what in both', async ({
	browser,
	world: { server }
}) => {
	test.slow();
	const meeting = await server.meeting('harbour', 'Two texts');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 390, height: 800 });
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('First words. ');
	await expectSaved(nora);
	await editor(mabel, 3).press('End');
	await mabel.keyboard.type('Second words.');
	await expectSaved(mabel);
	await server.cli('repair', meeting, '--anyway');
	await expect(nora.getByTestId('set-right')).toBeVisible();
	await nora.goto(`/meetings/${meeting}/history?show=who`);
	await expect(nora.getByTestId('moment')).toContainText('The text as it was set right');
	await expect(nora.getByTestId('then')).toContainText(/First words\..*Nora Quill/s);
	await expect(nora.getByTestId('then')).toContainText(/Second words\..*Mabel Birch/s);
	await expectNoSideways(nora);
	await expectAccessible(nora);
	await nora.getByRole('link', { name: /^The text until/ }).click();
	await expect(nora.getByTestId('moment')).toContainText('Mabel Birch wrote');
	await nora.getByRole('button', { name: 'Earlier' }).click();
	await expect(nora.getByTestId('moment')).toContainText('Nora Quill wrote');
	await expect(nora).toHaveURL(/epoch=1/);
	await nora.getByRole('link', { name: 'Put item 4 back to this moment' }).click();
	await nora.getByRole('button', { name: 'Put it back' }).click();
	await expect(editor(mabel, 3)).toHaveText('First words.');
});

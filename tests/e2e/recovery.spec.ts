/** Devices that come back: after eight hours, from sleep, restored, twice, through lines that cut and servers that restart. */
import path from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import Sqlite from 'better-sqlite3';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { IDLE_MS } from '#server/store/accounts/sessions.ts';
import { LAUNCH } from './chromium.ts';
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	lamp,
	openAs,
	openMeeting,
	test as near
} from './fixtures.ts';
import { sessionOf, test, type Far } from './far.ts';
import { keptOn } from './kept-on.ts';

const unsentWords =
	/^(Not connected|The server does not answer|Signed out)\. \d+ changes? kept on this device$/;

near(
	'[O8] after eight hours the sign-in is over: one signs in over the page, and what was typed goes in',
	async ({ browser, world: { server, mails } }) => {
		const meeting = await server.meeting('harbour', 'Eight hours');
		const nora = await openAs(browser, server, 'nora@example.org', { width: 390, height: 800 });
		const mabel = await openAs(browser, server, 'mabel@example.org');
		await openMeeting(nora, meeting);
		await openMeeting(mabel, meeting);
		await editor(nora, 3).click();
		await nora.keyboard.type('Before. ');
		await expectSaved(nora);

		const database = new Sqlite(path.join(server.dataDir, DATABASE_FILE));
		const [id = ''] = (await sessionOf(nora)).split('.');
		const eightHours = 8 * 60 * 60_000;
		expect(
			database
				.prepare(
					`UPDATE session SET created_at = created_at - ?, last_seen_at = last_seen_at - ?, idle_ms = ${IDLE_MS} WHERE id = ?`
				)
				.run(eightHours, eightHours, id).changes
		).toBe(1);
		database.close();
		await expect(lamp(nora)).toHaveText(/^Signed out/);
		await nora.keyboard.type('After.');
		await expect(lamp(nora)).toHaveText(unsentWords);
		await expect(nora.getByText('you may go on typing')).toBeVisible();
		await expectNoSideways(nora);
		await expectAccessible(nora);

		await nora.getByRole('button', { name: 'Sign in again' }).click();
		const dialog = nora.getByRole('dialog', { name: 'Sign in again' });
		await expectAccessible(nora);
		await dialog.getByLabel('E-mail address').fill('nora@example.org');
		await dialog.getByRole('button', { name: 'Get a code' }).click();
		const mailed = () => mails.findLast(({ to }) => to.includes('nora@example.org'))?.raw ?? '';
		await expect.poll(mailed).toContain('Your code is');
		await dialog.getByLabel('Code').fill('WRONGONE');
		await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(dialog.getByText('You have 4 tries left')).toBeVisible();
		await dialog.getByLabel('Code').fill(/Your code is ([A-Z2-9]{8})/.exec(mailed())?.[1] ?? '');
		await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(dialog).toHaveCount(0);
		await expectSaved(nora);
		await expect(editor(mabel, 3)).toHaveText('Before. After.');
		await expect(editor(nora, 3)).toHaveText('Before. After.');
	}
);

near(
	'[O8] signed in again in another tab, the page notices; as somebody else, it says so',
	async ({ browser, world: { server } }) => {
		const meeting = await server.meeting('harbour', 'Another tab');
		const nora = await openAs(browser, server, 'nora@example.org');
		await openMeeting(nora, meeting);
		await nora.context().clearCookies();
		const database = new Sqlite(path.join(server.dataDir, DATABASE_FILE));
		database
			.prepare(
				"DELETE FROM session WHERE person_id = (SELECT id FROM person WHERE email = 'nora@example.org')"
			)
			.run();
		database.close();
		await expect(lamp(nora)).toHaveText(/^Signed out/);
		await editor(nora, 3).click();
		await nora.keyboard.type('Kept.');
		await nora.context().addCookies([await server.cookie('mabel@example.org')]);
		await nora.evaluate(() => dispatchEvent(new Event('focus')));
		await nora.getByRole('button', { name: 'Sign in again' }).click();
		await expect(nora.getByText('Mabel Birch is signed in now.')).toBeVisible();
		await nora.getByRole('button', { name: 'Go on writing' }).click();
		await nora.context().addCookies([await server.cookie('nora@example.org')]);
		await nora.evaluate(() => dispatchEvent(new Event('focus')));
		await expectSaved(nora);
		await expect(editor(nora, 3)).toHaveText('Kept.');
	}
);

test('a laptop that slept comes back to what the others wrote meanwhile, with what it had not sent', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'A laptop sleeps');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	const session = await sessionOf(nora);
	line.setWayOf(session, 'stalled');
	await editor(nora, 3).click();
	await nora.keyboard.type('Typed before the lid closed.');
	const devtools = await nora.context().newCDPSession(nora);
	await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
	await editor(mabel, 4).click();
	await mabel.keyboard.type('Said meanwhile.');
	await expectSaved(mabel);
	// The network forgot the connection while the laptop slept.
	line.cut(session);
	line.setWayOf(session, undefined);
	await devtools.send('Page.setWebLifecycleState', { state: 'active' });
	await expectSaved(nora);
	await expect(editor(nora, 4)).toHaveText('Said meanwhile.');
	await expect(editor(mabel, 3)).toHaveText('Typed before the lid closed.');
});

test('a line that gives nothing for a minute is given up, said, and made anew', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'A minute without a word');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await nora.clock.install();
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('Before. ');
	await expectSaved(nora);
	const session = await sessionOf(nora);
	line.setWayOf(session, 'stalled');
	await nora.keyboard.type('During. ');
	await nora.clock.runFor(5000);
	await expect(lamp(nora)).toHaveText(/^The server does not answer\. \d+ changes? kept on this device$/);
	await nora.clock.runFor(60_000);
	await expect(lamp(nora)).toHaveText(/^Not connected\. \d+ changes? kept on this device$/);
	await nora.keyboard.type('After.');
	line.setWayOf(session, undefined);
	line.cut(session);
	await nora.clock.resume();
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toHaveText('Before. During. After.');
	await expect(editor(nora, 3)).toHaveText('Before. During. After.');
});

test('a server that restarts in mid-sentence takes the sentence whole', async ({
	browser,
	far: { server }
}) => {
	const meeting = await server.meeting('far', 'The server restarts');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await editor(mabel, 3).click();
	for (const [word, signal] of [
		['first', 'SIGTERM'],
		['second', 'SIGKILL']
	] as const) {
		await nora.keyboard.type(`The ${word} half of a sentence `);
		const stopped = server.stop(signal);
		await nora.keyboard.type('and while nobody listens ');
		await stopped;
		await expect(lamp(nora)).toHaveText(unsentWords);
		await nora.keyboard.type('its end. ');
		await server.start();
		await expectSaved(nora);
	}
	const all = ['first', 'second']
		.map((word) => `The ${word} half of a sentence and while nobody listens its end. `)
		.join('');
	await expect(editor(nora, 3)).toHaveText(all);
	await expect(editor(mabel, 3)).toHaveText(all);
});

test('two tabs of one person: each keeps its own, and what the closed one left goes in through the other', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Two tabs');
	const first = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(first, meeting);
	const second = await first.context().newPage();
	await openMeeting(second, meeting);
	await openMeeting(mabel, meeting);
	line.setWayOf(await sessionOf(first), 'gone');
	await editor(first, 3).click();
	await first.keyboard.type('In the first tab.');
	await expect(lamp(first)).toHaveText(unsentWords);
	await expect.poll(async () => (await keptOn(first)).pieces).toBeGreaterThan(0);
	await second.bringToFront();
	await editor(second, 4).click();
	await second.keyboard.type('In the second tab.');
	await expect(lamp(second)).toHaveText(unsentWords);
	await first.waitForTimeout(300);
	await first.close({ runBeforeUnload: false });
	line.setWayOf(await sessionOf(second), undefined);
	await expectSaved(second);
	await expect(editor(mabel, 3)).toHaveText('In the first tab.');
	await expect(editor(mabel, 4)).toHaveText('In the second tab.');
	await expect(editor(second, 3)).toHaveText('In the first tab.');
	await expectSaved(second);
	await expect.poll(async () => (await keptOn(second)).pieces).toBe(0);
});

test('a browser that ended and restores its tab brings back what was typed last', async ({
	far: { line, server }
}, { outputDir }) => {
	const meeting = await server.meeting('far', 'Restored');
	const profile = path.join(outputDir, 'profile');
	const options = { ...LAUNCH, baseURL: server.origin };
	const before = await chromium.launchPersistentContext(profile, options);
	await before.addCookies([
		{ ...(await server.cookie('nora@example.org')), expires: Math.trunc(Date.now() / 1000) + 3600 }
	]);
	const page = before.pages()[0] ?? (await before.newPage());
	await openMeeting(page, meeting);
	line.way = 'gone';
	await editor(page, 3).click();
	await page.keyboard.type('The last words before the battery was empty.');
	await expect(lamp(page)).toHaveText(unsentWords);
	await expect.poll(async () => (await keptOn(page)).pieces).toBeGreaterThan(0);
	await page.waitForTimeout(300);
	await before.close();
	line.way = 'through';
	const after = await chromium.launchPersistentContext(profile, options);
	const restored = after.pages()[0] ?? (await after.newPage());
	await openMeeting(restored, meeting);
	await expect(restored.getByText('has come back')).toBeVisible();
	await expectSaved(restored);
	await expect(editor(restored, 3)).toHaveText('The last words before the battery was empty.');
	await after.close();
});

test('[O9] words that come back to minutes signed meanwhile stand beside the record, also after a reload', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Signed meanwhile');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 390, height: 800 });
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(mabel, meeting);
	await editor(mabel, 3).click();
	await mabel.keyboard.type('In time.');
	await expectSaved(mabel);
	line.setWayOf(await sessionOf(mabel), 'gone');
	await mabel.keyboard.type(' Canary, too late.');
	await expect(lamp(mabel)).toHaveText(unsentWords);
	await expect.poll(async () => (await keptOn(mabel)).pieces).toBeGreaterThan(0);
	await mabel.waitForTimeout(300);
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await chidi.waitForURL(`**/meetings/${meeting}`);
	line.setWayOf(await sessionOf(mabel), undefined);

	// The page that was open turns; a later one finds the words on the device.
	const late = mabel.getByTestId('late');
	await expect(late).toContainText('In time. Canary, too late.', { timeout: 20_000 });
	await expectAccessible(mabel);
	await expectNoSideways(mabel);
	expect((await keptOn(mabel)).letters).not.toContain('Canary');
	await mabel.reload();
	await expect(late).toContainText('In time. Canary, too late.');
	await expect(late.getByRole('listitem')).toHaveCount(1);
	await late.getByRole('button', { name: 'Remove them from this device' }).click();
	await expect(late).toHaveCount(0);
	await expect.poll(async () => (await keptOn(mabel)).pieces).toBe(0);
});

/** Two lines, "First." and "Second."; Mabel has typed behind the second without a network, and closed the page. */
async function leaveWordsBehind(browser: Browser, { line, server }: Far, meeting: string) {
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('First.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('Second.');
	await expect(editor(mabel, 3)).toContainText('Second.');
	line.setWayOf(await sessionOf(mabel), 'gone');
	await editor(mabel, 3).locator('.words').last().click();
	await mabel.keyboard.press('End');
	await mabel.keyboard.type(' And mine.');
	await expect(lamp(mabel)).toHaveText(unsentWords);
	await mabel.waitForTimeout(400);
	await mabel.close({ runBeforeUnload: false });
	await editor(nora, 3).locator('.words').last().click();
	const comeBack = async () => {
		await expectSaved(nora);
		line.setWayOf(await sessionOf(mabel), undefined);
		const again = await mabel.context().newPage();
		await openMeeting(again, meeting);
		return again;
	};
	return { nora, comeBack };
}

test('[F4] words that come back to a line that was moved go along', async ({ browser, far }) => {
	const meeting = await far.server.meeting('far', 'A line that was moved');
	const { nora, comeBack } = await leaveWordsBehind(browser, far, meeting);
	await nora.keyboard.press('Alt+ArrowUp');
	await expect(editor(nora, 3).locator('.words')).toHaveText(['Second.', 'First.']);
	const again = await comeBack();
	for (const page of [again, nora])
		await expect(editor(page, 3).locator('.words')).toHaveText(['Second. And mine.', 'First.']);
	await expectSaved(again);
	await expect(again.getByTestId('homeless')).toHaveCount(0);
});

test('[F4] words that come back to a line that is gone are shown, not dropped', async ({ browser, far }) => {
	const meeting = await far.server.meeting('far', 'A line that is gone');
	const { nora, comeBack } = await leaveWordsBehind(browser, far, meeting);
	await nora.keyboard.press('Home');
	await nora.keyboard.press('Shift+End');
	await nora.keyboard.press('Delete');
	await nora.keyboard.press('Backspace');
	await expect(editor(nora, 3).locator('.line')).toHaveCount(1);
	const again = await comeBack();
	const homeless = again.getByTestId('homeless');
	await expect(homeless.getByRole('listitem')).toHaveText('And mine.');
	await expectAccessible(again);
	await homeless.getByRole('button', { name: 'Done with them' }).click();
	await expect(homeless).toHaveCount(0);
});

test('[F1] words typed into a line that somebody else joins at that moment go along, and so does the caret', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Joined under the hands');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('First.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('Second.');
	await expect(editor(mabel, 3)).toContainText('Second.');
	await editor(mabel, 3).locator('.words').last().click();
	await mabel.keyboard.press('End');
	line.setWayOf(await sessionOf(mabel), 'stalled');
	await mabel.keyboard.type(' Typed mean');
	await editor(nora, 3).locator('.words').last().click();
	await nora.keyboard.press('Home');
	await nora.keyboard.press('Backspace');
	await expect(editor(nora, 3).locator('.line')).toHaveCount(1);
	await expectSaved(nora);
	line.setWayOf(await sessionOf(mabel), undefined);
	await expect(editor(mabel, 3).locator('.line')).toHaveCount(1);
	await mabel.keyboard.type('while.');
	await expect(editor(nora, 3)).toHaveText('First.Second. Typed meanwhile.');
	await expect(editor(mabel, 3)).toHaveText('First.Second. Typed meanwhile.');
});

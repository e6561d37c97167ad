/** Networks that forbid, stall and cut: what the page says, and that nothing is lost or doubled. */
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	lamp,
	openAs,
	openMeeting
} from './fixtures.ts';
import { test } from './far.ts';

test('[O4] a network that forbids WebSockets is said in plain words; reading and the register work', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Behind a strict network');
	line.way = 'no-websockets';
	const nora = await openAs(browser, server, 'nora@example.org', { width: 390, height: 800 });
	await nora.goto(`/meetings/${meeting}`);
	await expect(lamp(nora)).toHaveText('This network lets no live connection through');
	const notice = nora.getByTestId('forbidden');
	await expect(notice).toContainText('Ask whoever runs the network to allow WebSockets');
	await expectNoSideways(nora);
	await expectAccessible(nora);
	const text = await nora.request.get(
		(await notice.getByRole('link', { name: 'the minutes so far' }).getAttribute('href')) ?? ''
	);
	expect(text.status()).toBe(200);
	await notice.getByRole('link', { name: 'register' }).click();
	await expect(nora.getByRole('heading', { level: 1 })).toContainText(/register/i);
	await nora.goBack();
	line.way = 'through';
	await expect(editor(nora, 0)).toBeVisible({ timeout: 15_000 });
	await expect(nora.getByTestId('forbidden')).toHaveCount(0);
});

test('[O5] a line that stalls is told, writing goes on, and afterwards everything is there once', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'A line that stalls');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('Before. ');
	await expectSaved(nora);
	line.way = 'stalled';
	await nora.keyboard.type('During.');
	await expect(lamp(nora)).toHaveText(/^The server does not answer\. \d+ changes? kept on this device$/);
	await expectAccessible(nora);
	line.way = 'through';
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toHaveText('Before. During.');
	await expect(editor(nora, 3)).toHaveText('Before. During.');
});

test('[O5] a proxy that cuts the line again and again loses and doubles nothing', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'A line that is cut');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await editor(mabel, 4).click();
	for (const word of ['one', 'two', 'three', 'four']) {
		await nora.keyboard.type(`${word} `);
		line.cut();
		await mabel.keyboard.type(`${word} `);
		await nora.keyboard.type(`and `);
		await expectSaved(nora);
		await expectSaved(mabel);
	}
	await expect(editor(mabel, 3)).toHaveText('one and two and three and four and ');
	await expect(editor(nora, 3)).toHaveText('one and two and three and four and ');
	await expect(editor(nora, 4)).toHaveText('one two three four ');
});

test('[O5] the browser’s own switch: nothing is lost while the device is offline, and the lamp says so', async ({
	browser,
	far: { server }
}) => {
	const meeting = await server.meeting('far', 'Flight mode');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('Before. ');
	await expectSaved(nora);
	await nora.context().setOffline(true);
	await nora.keyboard.type('ACTION: MB to bring the key. ');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('And a point.');
	await editor(mabel, 3).click();
	await mabel.keyboard.press('Home');
	await mabel.keyboard.type('Meanwhile: ');
	await expect(lamp(nora)).toHaveText(
		/^(Not connected|The server does not answer)\. \d+ changes kept on this device$/,
		{ timeout: 20_000 }
	);
	await nora.context().setOffline(false);
	await expectSaved(nora);
	await expect(editor(mabel, 3)).toContainText('Meanwhile: Before. ');
	await expect(editor(mabel, 3)).toContainText('And a point.');
	await expect(editor(nora, 3)).toContainText('Meanwhile: Before. ');
});

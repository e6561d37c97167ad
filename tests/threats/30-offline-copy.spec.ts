/** Threat 30: what a device keeps is read by who finds it. [O6] [O7] Pages without a network: what is said, what opens, and that none of it can be read off the device. */
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	lamp,
	openAs,
	openMeeting
} from '../e2e/fixtures.ts';
import { sessionOf, test } from '../e2e/far.ts';
import { keptOn, workerIsThere } from '../e2e/kept-on.ts';

const CANARY = 'Canary words about the old lighthouse';

test('threat 30 [O7] without a network a page says what is safe, and goes on by itself', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Quayside matters');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 390, height: 800 });
	await openMeeting(nora, meeting);
	await workerIsThere(nora);
	line.way = 'gone';
	await editor(nora, 3).click();
	await nora.keyboard.type(CANARY);
	await expect(lamp(nora)).toHaveText(/^Not connected\. \d+ changes kept on this device$/);
	await expect.poll(async () => (await keptOn(nora)).pieces).toBeGreaterThan(0);
	const context = nora.context();
	await nora.close({ runBeforeUnload: false });

	const again = await context.newPage();
	await again.goto(`/meetings/${meeting}`);
	await expect(again.getByRole('heading', { name: 'There is no connection' })).toBeVisible();
	await expect(again.getByTestId('unsent')).toContainText('is safe, too');
	await expectAccessible(again);
	await expectNoSideways(again);
	const { letters } = await keptOn(again);
	for (const word of ['Canary', 'lighthouse', 'Conner', 'Quayside']) expect(letters).not.toContain(word);
	line.way = 'through';
	await expect(again).toHaveURL(new RegExp(`/meetings/${meeting}$`), { timeout: 20_000 });
	await expect(editor(again, 3)).toHaveText(CANARY);
	await expectSaved(again);
});

test('threat 30 [O6] a meeting kept on the device opens without a network, is written in, and merges', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Kept at hand');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type(`${CANARY}. `);
	await expectSaved(nora);
	await nora.getByRole('button', { name: 'Keep a copy on this device for a day' }).click();
	await expect(
		nora.getByRole('button', { name: /^Kept on this device until \d\d:\d\d; remove it$/ })
	).toBeVisible();
	await expectAccessible(nora);
	await workerIsThere(nora);
	const session = await sessionOf(nora);
	line.setWayOf(session, 'gone');
	await nora.keyboard.press('Control+End');
	await editor(nora, 3).click();
	await nora.keyboard.press('End');
	await nora.keyboard.type('Before the tab went. ');
	await expect(lamp(nora)).toHaveText(/^Not connected\. \d+ changes kept on this device$/);
	await nora.waitForTimeout(500);
	const context = nora.context();
	await nora.close({ runBeforeUnload: false });
	await editor(mabel, 4).click();
	await mabel.keyboard.type('Meanwhile, elsewhere.');
	await expectSaved(mabel);

	// Opened twice: a page that is closed before it comes to rest puts nothing emptier over the copy.
	const short = await context.newPage();
	await short.addInitScript(() => {
		const look = setInterval(() => {
			if (document.querySelector('.ProseMirror')) clearInterval(look);
			else document.dispatchEvent(new Event('visibilitychange'));
		}, 5);
	});
	await short.goto(`/meetings/${meeting}`);
	await expect(editor(short, 3)).toContainText(CANARY);
	await short.close({ runBeforeUnload: false });
	const again = await context.newPage();
	await openMeeting(again, meeting);
	await expect(again.getByText('These are the minutes as this device kept them')).toBeVisible();
	await expect(editor(again, 3)).toHaveText(`${CANARY}. Before the tab went. `);
	await expect(lamp(again)).toHaveText(/^Not connected\. \d+ changes? kept on this device$/);
	await expectAccessible(again);
	await editor(again, 3).click();
	await again.keyboard.press('End');
	await again.keyboard.type('And after.');
	await expect.poll(async () => (await keptOn(again)).pieces).toBeGreaterThan(2);
	const { letters } = await keptOn(again);
	for (const word of ['Canary', 'lighthouse', 'Conner', 'Kept at hand', 'Before the tab'])
		expect(letters).not.toContain(word);

	line.setWayOf(session, undefined);
	await expectSaved(again);
	await expect(editor(mabel, 3)).toHaveText(`${CANARY}. Before the tab went. And after.`);
	await expect(editor(again, 3)).toHaveText(`${CANARY}. Before the tab went. And after.`);
	await expect(editor(again, 4)).toHaveText('Meanwhile, elsewhere.');
	await again.getByRole('button', { name: 'Sign out' }).click();
	await again.waitForURL(/sign-in/);
	await expect.poll(() => again.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
	expect(await again.evaluate(async () => (await caches.keys()).length)).toBe(0);
});

test('threat 30 [O6] after a day a kept meeting is gone from the device, and its key with it', async ({
	browser,
	far: { line, server }
}) => {
	const meeting = await server.meeting('far', 'Kept for a day');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await nora.getByRole('button', { name: 'Keep a copy on this device for a day' }).click();
	await expect(nora.getByRole('button', { name: /^Kept on this device until/ })).toBeVisible();
	await nora.evaluate(async (id) => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		const database = await done(indexedDB.open('minutebook'));
		const store = () => database.transaction('whole', 'readwrite').objectStore('whole');
		const row = (await done(store().get(id))) as { until: number };
		await done(store().put({ ...row, until: Date.now() - 1 }));
		database.close();
	}, meeting);
	line.way = 'gone';
	await nora.goto(`/meetings/${meeting}`);
	await expect(nora.getByRole('heading', { name: 'There is no connection' })).toBeVisible();
	await expect(nora.getByRole('heading', { name: 'Kept on this device' })).toHaveCount(0);
	expect((await keptOn(nora)).pieces).toBe(0);
});

test('threat 30 [O6] what somebody kept on a device is gone when somebody else signs in there', async ({
	browser,
	far: { server }
}) => {
	const meeting = await server.meeting('far', 'Kept by one');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await nora.getByRole('button', { name: 'Keep a copy on this device for a day' }).click();
	await expect(nora.getByRole('button', { name: /^Kept on this device until/ })).toBeVisible();
	expect((await keptOn(nora)).pieces).toBe(1);
	await nora.context().clearCookies();
	await nora.context().addCookies([await server.cookie('mabel@example.org')]);
	await nora.goto('/');
	await expect.poll(async () => (await keptOn(nora)).pieces).toBe(0);
});

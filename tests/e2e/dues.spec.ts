/** Dues as spoken: what the words come to stands beside them, follows what they name, and is asked about where it is open. */
import { addDays, longDate, londonDate, weekdayName } from '#core/kernel/time.ts';
import { addWorkingDays } from '#core/reading/working-days.ts';
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

const today = londonDate(Date.now());

test('dues in words: read, asked, answered by keyboard, seen by the other, listed in Review, following the meeting', async ({
	browser,
	world: { server }
}) => {
	await server.board('dues', 'Quay Board', [
		['norma@example.org', 'Norma Quay', 'notetaker'],
		['maud@example.org', 'Maud Brand', 'member']
	]);
	const meeting = await server.meeting('dues', 'Dues as spoken');
	const nora = await openAs(browser, server, 'norma@example.org');
	const mabel = await openAs(browser, server, 'maud@example.org', { width: 320, height: 720 });
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	await editor(nora, 3).click();
	const tomorrow = addDays(today, 1);
	for (const words of [
		`ACTION: MB to write by ${weekdayName(tomorrow)}.`,
		'ACTION: MB to mend it within 10 working days.',
		'ACTION: MB to report at the next meeting.',
		`ACTION: MB to ring by ${weekdayName(today)}.`,
		'ACTION: MB to sweep, date TBC.'
	]) {
		await nora.keyboard.type(words);
		await nora.keyboard.press('Enter');
	}
	const due = (page: typeof nora, n: number) =>
		page.locator('.line[data-kind="action"]').nth(n).locator('.due');
	await expect(due(nora, 0)).toHaveText(`due ${longDate(tomorrow)}`);
	await expect(due(nora, 1)).toHaveText(`due ${longDate(addWorkingDays(today, 10, 'england-and-wales'))}`);
	await expect(due(nora, 2)).toHaveText('due next meeting');
	await expect(due(nora, 3)).toContainText(
		`due by ${weekdayName(today)} ${weekdayName(today)} ${Number(today.slice(8))} `
	);
	await expect(due(nora, 4)).toHaveText('due date TBC');

	// Asked in the page; one key answers, and both see it.
	await nora.locator('.line[data-kind="action"] .words').nth(3).click();
	await nora.keyboard.press('Alt+Enter');
	const dialog = nora.getByRole('dialog');
	await expect(dialog.getByRole('group', { name: `Which day is “by ${weekdayName(today)}”?` })).toBeVisible();
	await expectAccessible(nora);
	await nora.keyboard.press('Tab');
	await nora.keyboard.press('Enter');
	const inAWeek = addDays(today, 7);
	await expect(due(nora, 3)).toHaveText(`due ${longDate(inAWeek)}`);
	await nora.keyboard.press('Escape');
	await expect(due(mabel, 3)).toHaveText(`due ${longDate(inAWeek)}`);
	await expect(nora.locator('.line[data-kind="action"]').nth(3).locator('.words')).toHaveText(
		`to ring by ${weekdayName(today)}.`
	);

	// Another region, without a reload.
	const settings = await openAs(browser, server, 'norma@example.org');
	await settings.goto('/boards/dues/bank-holidays');
	await settings.getByLabel('Scotland').check();
	await settings.getByRole('button', { name: 'Keep these bank holidays' }).click();
	await expect(settings.getByRole('status')).toContainText('Kept.');
	await expectAccessible(settings);
	await expect(due(nora, 1)).toHaveText(`due ${longDate(addWorkingDays(today, 10, 'scotland'))}`);

	// The next meeting is planned, then moved.
	const planned = addDays(today, 60);
	const moved = addDays(today, 67);
	await settings.goto('/boards/dues/meetings/new');
	await settings.getByLabel('Date').fill(planned);
	await settings.getByRole('button', { name: 'Make the meeting' }).click();
	await settings.waitForURL(/\/meetings\//);
	await expect(due(nora, 2)).toHaveText(`due next meeting, ${longDate(planned)}`);
	await settings.getByText('Change the facts').click();
	await settings.getByLabel('Date', { exact: true }).fill(moved);
	await settings.getByRole('button', { name: 'Save the facts' }).click();
	await expect(due(mabel, 2)).toHaveText(`due next meeting, ${longDate(moved)}`);
	await expectNoSideways(mabel);
	await expectAccessible(mabel);

	await expectSaved(nora);
	await nora.goto(`/meetings/${meeting}/review`);
	const open = nora.getByTestId('open-points');
	await expect(open).toContainText('The due date is still to be confirmed');
	await expect(open).not.toContainText('Which day?');
	await expect(nora.locator('.line', { hasText: 'to ring' }).locator('.due')).toHaveText(
		`due ${longDate(inAWeek)}`
	);
});

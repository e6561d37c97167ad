/** The last meeting: its notes agreed, its actions reported by two people at once, and both in the record when it is signed. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

const PAST = `Harbour Safeguarding Board
Date: 4 June 2026
1. Apologies
1.1 Apologies were noted.
2. Winter plan
2.1 The plan was presented.
ACTION: NQ to invite the coastguard to the next meeting.
2.2 The map is out of date.
ACTION: MB to redraw the map by 30 September 2026
ACTION: CD to ring the school
`;

async function sign(page: Page, meeting: string): Promise<void> {
	await page.goto(`/meetings/${meeting}/review`);
	await page.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(page.getByText('Signed by Chidi Marsh')).toBeVisible();
}

const report = (page: Page, short: string) =>
	page.getByRole('group', { name: `${short}: what became of it` });

test('what two people pick of the last meeting is printed, signed, and stands in the register and at both meetings', async ({
	browser,
	world: { server }
}) => {
	// Four browsers, two meetings from the agenda to the register.
	test.slow();
	const file = path.join(server.dataDir, 'past.txt');
	writeFileSync(file, PAST);
	const past = /[a-z0-9]{20}/.exec(await server.cli('import', file, '--board', 'harbour'))?.[0] ?? '';
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await sign(chidi, past);
	const meeting = await server.meeting('harbour', 'Harbour Board, autumn');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 320, height: 700 });
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);

	// Without the mouse: the notes are agreed with an amendment, then the first action is told.
	await editor(nora, 0).focus();
	await nora.keyboard.press('Alt+Shift+M');
	await expect(nora.getByLabel('Are the notes of 4 June 2026 agreed?')).toBeFocused();
	await nora.keyboard.type('Agreed,');
	await expect(nora.getByLabel('Point')).toBeFocused();
	await nora.keyboard.type('2.2');
	await nora.keyboard.press('Tab');
	await nora.keyboard.type('for “map” read “chart”');
	const agreed =
		'The notes of the meeting of 4 June 2026 were agreed as a correct record, subject to an amendment at 2.2: for “map” read “chart”.';
	await expect(mabel.getByText(agreed)).toBeVisible();
	const coastguard = report(nora, 'Action 2.1');
	await coastguard.getByLabel('Outcome').focus();
	await nora.keyboard.type('D');
	await nora.keyboard.press('Tab');
	await nora.keyboard.type('they come in January');
	await nora.keyboard.press('Enter');
	await expect(report(nora, 'Action 2.2').getByLabel('Outcome')).toBeFocused();

	// At the same time on a phone: another action, and words in the same field.
	await report(mabel, 'Action 2.2').getByLabel('Outcome').selectOption('New due date');
	await expect(mabel.getByLabel('New due date of Action 2.2', { exact: true })).toBeFocused();
	await mabel.keyboard.type('by 12 December 2026');
	await mabel.keyboard.press('Enter');
	await report(mabel, 'Action 2.2 (2)').getByLabel('Outcome').selectOption('Closed');
	const said = [nora, mabel].map((page) => page.getByLabel('What was said of Action 2.2 (2)'));
	await Promise.all([said[0]?.pressSequentially('The head '), said[1]?.pressSequentially('answers. ')]);
	// Where one begins while the other is in the middle of a word, only their letters are sure.
	const letters = (text: string) => [...text].sort().join('');
	for (const field of said)
		await expect.poll(async () => letters(await field.inputValue())).toBe(letters('The head answers. '));
	await nora.getByLabel('What was said of Action 2.2 (2)').fill('Rung.');
	for (const page of [nora, mabel]) {
		const list = page.getByRole('list', { name: 'Actions of earlier meetings' }).getByRole('listitem');
		await expect(list.locator('.words')).toHaveText([
			'Action 2.1: NQ to invite the coastguard to the next meeting – COMPLETED. they come in January.',
			'Action 2.2: MB to redraw the map by 30 September 2026 – NEW DUE DATE: 12 December 2026 (was: 30 September 2026)',
			'Action 2.2 (2): CD to ring the school – CLOSED. Rung.'
		]);
		await expectSaved(page);
		await expectAccessible(page);
	}
	await expectNoSideways(mabel);

	// One's own pick is taken back and done again, nobody else's.
	await coastguard.getByLabel('Outcome').selectOption('Ongoing');
	await nora.keyboard.press('Control+z');
	await expect(coastguard.getByLabel('Outcome')).toHaveValue('done');

	// Chosen for another item, and taken back; who only reads along sees the list and no controls.
	const listIn = (page: Page, item: number) =>
		page
			.getByRole('region', { name: new RegExp(`^Item ${item}:`) })
			.getByRole('list', { name: 'Actions of earlier meetings' });
	await nora.getByRole('button', { name: /^Item 5:/ }).click();
	await nora.getByRole('menuitem', { name: 'List the actions of earlier meetings here' }).click();
	await expect(listIn(mabel, 5)).toBeVisible();
	await expect(listIn(mabel, 3)).toHaveCount(0);
	await nora.keyboard.press('Control+z');
	const olive = await openAs(browser, server, 'olive@example.org');
	await openMeeting(olive, meeting);
	await expect(listIn(olive, 3)).toContainText('COMPLETED');
	await expect(listIn(olive, 3).getByRole('combobox')).toHaveCount(0);
	await expect(listIn(olive, 3).getByRole('textbox')).toHaveCount(0);

	// What is typed below counts on.
	await editor(nora, 2).click();
	await nora.keyboard.type('Nothing else arose.');
	await expect(editor(nora, 2).locator('.line').first()).toHaveAttribute('data-label', '3.2');
	await expectSaved(nora);

	await chidi.goto(`/meetings/${meeting}/review`);
	await expect(chidi.getByText(agreed)).toBeVisible();
	await expect(chidi.getByTestId('open-points')).not.toContainText('under matters arising');
	await expectAccessible(chidi);
	await sign(chidi, meeting);
	await expect(nora.getByText('COMPLETED. they come in January.')).toBeVisible();
	const text = await (await chidi.request.get(`/meetings/${meeting}/minutes.txt`)).text();
	expect(text).toContain(
		'3.1   The following actions were reported:\n      • Action 2.1: NQ to invite the coastguard'
	);
	expect((await chidi.request.get(`/meetings/${meeting}/minutes.pdf`)).ok()).toBe(true);

	// The register: reported is not closed, closed names the meeting, the old due is kept.
	await nora.goto('/boards/harbour/register?state=all');
	const row = (words: string) => nora.getByRole('row').filter({ hasText: words });
	const told = async (words: string) => {
		await row(words)
			.getByText(/^History/)
			.click();
		return row(words).locator('.what-happened').last();
	};
	const place = /Harbour Board, autumn, \d+ \p{L}+ \d+, 3\.1/u;
	await expect(await told('coastguard')).toHaveText(new RegExp(`^Reported done at ${place.source}$`, 'u'));
	await expect(row('coastguard').locator('.tag')).toHaveText('Reported done');
	await expect(await told('school')).toHaveText(new RegExp(`^Closure agreed at ${place.source}$`, 'u'));
	await expect(await told('the map')).toHaveText(
		new RegExp(`^Due changed from “30 September 2026” to “12 December 2026” at ${place.source}$`, 'u')
	);
	await nora.goto(`/meetings/${past}`);
	await expect(nora.getByTestId('agreed')).toHaveText(
		/^Confirmed at the meeting of .+, 2\.1, subject to an amendment at 2\.2: for “map” read “chart”\.$/
	);
	await expectAccessible(nora);
	expect(await server.cli('verify')).not.toContain('does not');
});

test('what was agreed about one meeting stands when another is signed meanwhile, and both are answered', async ({
	browser,
	world: { server }
}) => {
	const chidi = await openAs(browser, server, 'chidi@example.org');
	const past = async (day: string) => {
		const file = path.join(server.dataDir, `past-${day.replaceAll(' ', '-')}.txt`);
		writeFileSync(file, `Tide Board\nDate: ${day}\n1. Apologies\n1.1 Apologies were noted.\n`);
		const id = /[a-z0-9]{20}/.exec(await server.cli('import', file, '--board', 'tide'))?.[0] ?? '';
		await chidi.goto(`/meetings/${id}/review`);
		await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
		await expect(chidi.getByText('Signed by Chidi Marsh')).toBeVisible();
	};
	const chair = ['--chair', 'chidi@example.org'];
	await server.cli('board', 'add', '--slug', 'tide', '--name', 'Tide Board', ...chair);
	const notes = ['--email', 'nora@example.org', '--role', 'notetaker'];
	await server.cli('member', 'add', '--board', 'tide', ...notes);
	await past('4 June 2026');
	const meeting = await server.meeting('tide', 'Tide Board, autumn');
	const nora = await openAs(browser, server, 'nora@example.org');
	await openMeeting(nora, meeting);
	await nora.getByLabel('Are the notes of 4 June 2026 agreed?').selectOption('Agreed as a correct record');
	const june = 'The notes of the meeting of 4 June 2026 were agreed as a correct record.';
	await expect(nora.getByText(june)).toBeVisible();
	await expectSaved(nora);
	await past('2 July 2026');
	await nora.reload();
	await expect(nora.getByText(june)).toBeVisible();
	await expect(nora.getByText('The notes of the meeting of 2 July 2026 are to be agreed.')).toBeVisible();
	await nora.getByLabel('Are the notes of 2 July 2026 agreed?').selectOption('Agreed as a correct record');
	await expectSaved(nora);
	await expectAccessible(nora);
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed by Chidi Marsh')).toBeVisible();
	const text = await (await chidi.request.get(`/meetings/${meeting}/minutes.txt`)).text();
	expect(text).toContain(june);
	expect(text).toContain('The notes of the meeting of 2 July 2026 were agreed as a correct record.');
});

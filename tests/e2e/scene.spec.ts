/** The whole way once: notes written live, an attendee editing, the chair signing, the letters, the register, the record. */
import Sqlite from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

/** Invented minutes with the traps of real ones, as a notetaker types them into one item after the other. */
const NOTES: readonly (readonly string[])[] = [
	['The group noted the above apologies.', 'CM welcomed Colm Deakin to his first meeting.'],
	['AGREED: The notes of the last meeting were agreed.'],
	['OS asked about the boathouse. There was nothing further.'],
	[
		'CM presented the winter plan. The report was noted by the group.',
		'ACTION: NQ to invite the coastguard to the next meeting.',
		'MB was asked to include night patrols in the plan.',
		'ACTION: CD to ring the school',
		'ACTION: Anyone from the Board who sails to tell NQ.',
		'ACTION: ZZ to publicise the dates by 12 December 2026.',
		'DECISION: The plan was signed off by the Board.'
	],
	['None.'],
	['To be arranged.']
];

test('from the first line to the circulated notes', async ({ browser, world: { server, mails } }) => {
	test.setTimeout(180_000);
	const meeting = await server.meeting('harbour', 'Harbour Board, whole way');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org', { width: 390, height: 800 });
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);

	// The roster, by keyboard.
	await nora.getByRole('button', { name: /Keep the roster/ }).press('Enter');
	await nora
		.getByRole('group', { name: /Olive Sayer/ })
		.getByLabel('Apologies')
		.press('Space');
	await nora.getByRole('button', { name: /Mark the other \d+ present/ }).press('Enter');
	await nora.getByLabel('Guest’s name').fill('Gwen Skerry');
	await nora.getByLabel('Agency', { exact: true }).fill('Lifeboat');
	await nora.getByLabel('Agency', { exact: true }).press('Enter');
	await expect(nora.getByRole('group', { name: /Gwen Skerry/ })).toBeVisible();
	await nora.getByRole('button', { name: 'Done with the roster' }).press('Enter');
	await expect(mabel.getByText('Gwen Skerry')).toBeVisible();

	// The notes, without the mouse: Ctrl+Enter goes to the next item.
	await editor(nora, 0).focus();
	for (const [item, lines] of NOTES.entries()) {
		for (const [index, line] of lines.entries()) {
			if (index > 0) await nora.keyboard.press('Enter');
			await nora.keyboard.type(line);
		}
		if (item < NOTES.length - 1) await nora.keyboard.press('Control+Enter');
	}
	await expect(editor(nora, 3).locator('.line[data-kind="action"]')).toHaveCount(4);

	// The attendee mends the wording of her neighbour's action in the list, on her phone.
	const listed = mabel.getByRole('complementary', { name: 'Actions' }).getByRole('listitem');
	await expect(listed).toHaveCount(4);
	const words = listed.nth(1).getByLabel(/Words of action/);
	await words.focus();
	await words.press('End');
	await mabel.keyboard.type(' before Friday');
	await expect(editor(nora, 3)).toContainText('to ring the school before Friday');
	await expectNoSideways(mabel);
	await expectSaved(nora);
	await expectSaved(mabel);

	// The chair reads; somebody types; the signature is refused with what changed.
	await chidi.goto(`/meetings/${meeting}/review`);
	const open = chidi.getByTestId('open-points');
	await expect(open).toContainText('“CD” may be Carys Dunne or Colm Deakin');
	await expect(open).toContainText('“ZZ” is nobody on the roster');
	await expectAccessible(chidi);
	await editor(nora, 4).click();
	await nora.keyboard.press('End');
	await nora.keyboard.type(' Thanks were given.');
	await expectSaved(nora);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByTestId('refused')).toContainText(
		'5.1 read “None.”, now “None. Thanks were given.”'
	);
	await expectAccessible(chidi);
	await chidi.getByRole('button', { name: 'Read the changed text' }).click();
	await expect(chidi.getByRole('heading', { name: 'Changed since you read it' })).toBeFocused();
	await chidi.getByText('None. Thanks were given.', { exact: true }).scrollIntoViewIfNeeded();
	await expect(chidi.getByRole('button', { name: 'Next change' })).toHaveCount(0);

	// He signs what he now reads, and every open page turns within the moment.
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await chidi.waitForURL(`**/meetings/${meeting}`);
	for (const page of [nora, mabel, chidi])
		await expect(page.getByText('Signed by Chidi Marsh')).toBeVisible();
	await expectAccessible(nora);
	await expectNoSideways(mabel);

	// The letters; other tests of this worker had theirs from the same mail server.
	const circulated = () => mails.filter(({ raw }) => raw.includes('application/pdf'));
	await chidi.getByRole('link', { name: 'Circulate the notes' }).click();
	await expectAccessible(chidi);
	await chidi.getByRole('button', { name: /^Send/ }).click();
	await expect
		.poll(() =>
			circulated()
				.flatMap(({ to }) => to)
				.sort()
		)
		.toEqual([
			'carys@example.org',
			'chidi@example.org',
			'colm@example.org',
			'mabel@example.org',
			'nora@example.org',
			'olive@example.org'
		]);
	await expect(chidi.getByText(/sent/i).first()).toBeVisible();
	await expectAccessible(chidi);
	expect(circulated().find(({ to }) => to.includes('nora@example.org'))?.raw).toContain('coastguard');

	// The register: Nora reports her action done; Mabel's open page sees it without reloading.
	await mabel.goto('/boards/harbour/register');
	await expect(mabel.getByText(/NQ to invite the coastguard/).first()).toBeVisible();
	await nora.goto('/boards/harbour/register?owner=me');
	await nora
		.getByRole('button', { name: /Report(ed)? done/ })
		.first()
		.click();
	await expect(mabel.locator('.tag', { hasText: 'Reported done' }).first()).toBeVisible();
	await expectAccessible(nora);
	await expectAccessible(mabel);
	await expectNoSideways(mabel);

	// What stands in the database, read by somebody else.
	const sqlite = new Sqlite(path.join(server.dataDir, 'minutebook.sqlite'), { readonly: true });
	const actions = sqlite
		.prepare('SELECT reference, sentence, due_date FROM action WHERE meeting_id = ? ORDER BY position')
		.all(meeting);
	expect(actions).toHaveLength(4);
	expect(actions[1]).toMatchObject({ sentence: 'CD to ring the school before Friday' });
	expect(actions[3]).toMatchObject({ due_date: '2026-12-12' });
	expect(
		sqlite.prepare('SELECT verb FROM decision WHERE meeting_id = ? ORDER BY position').pluck().all(meeting)
	).toEqual(['agreed', 'signed off']);
	expect(() =>
		new Sqlite(path.join(server.dataDir, 'minutebook.sqlite'))
			.prepare("UPDATE snapshot SET text = 'other'")
			.run()
	).toThrow(/never changes/);
	sqlite.close();

	// The PDF is tagged, and the verifier holds.
	const pdf = await chidi.request.get(`/meetings/${meeting}/minutes.pdf`);
	const bytes = (await pdf.body()).toString('latin1');
	expect(bytes.startsWith('%PDF-')).toBe(true);
	expect(bytes).toContain('/StructTreeRoot');
	expect(await server.cli('verify')).toMatch(/\S/);
});

test('what was typed too late is kept on its device and offered to copy', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Too late');
	const nora = await openAs(browser, server, 'nora@example.org');
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(nora, meeting);
	await editor(nora, 0).click();
	await nora.keyboard.type('In time.');
	await expectSaved(nora);
	await nora.context().setOffline(true);
	await server.stop('SIGKILL');
	await nora.keyboard.type(' Too late.');
	await expect(nora.getByTestId('lamp')).toHaveText(/Not connected/);
	await server.start();
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed by Chidi Marsh')).toBeVisible();
	await nora.context().setOffline(false);
	await expect(nora.getByTestId('late')).toContainText('In time. Too late.');
	await expect(nora.getByText('Signed by Chidi Marsh')).toBeVisible();
	await expectAccessible(nora);
	await nora.reload();
	await expect(nora.getByTestId('late')).toContainText('In time. Too late.');
	await nora.getByRole('button', { name: 'Remove them from this device' }).click();
	await expect(nora.getByTestId('late')).toHaveCount(0);
});

test('minutes of sixty pages, quotation marks and all, can be read and signed', async ({
	browser,
	world: { server }
}) => {
	const sentence =
		'The group heard “how” the “harbour” patrols “went” – and “what” the “schools” – and “the trust” – “said” of them. ';
	const text = [
		'Harbour Safeguarding Board',
		'Date: 4 June 2026',
		...Array.from({ length: 15 }, (_, item) => [
			`${item + 1}. Item ${item + 1}`,
			...Array.from({ length: 40 }, (_, point) => `${item + 1}.${point + 1} ${sentence.repeat(4)}`)
		]).flat()
	].join('\n');
	const file = path.join(server.dataDir, 'sixty-pages.txt');
	writeFileSync(file, text);
	const meeting = /[a-z0-9]{20}/.exec(await server.cli('import', file, '--board', 'harbour'))?.[0] ?? '';
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await chidi.goto(`/meetings/${meeting}/review`);
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed by Chidi Marsh')).toBeVisible();
});

/** Separate duties, in browsers: who signs changes by two and is taken back; whoever is disabled is out; two people for one record. */
import type { Page } from '@playwright/test';
import { longStandingBoard } from '../support/long-standing.ts';
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	lamp,
	openAs,
	openMeeting,
	PEOPLE,
	test
} from './fixtures.ts';

const PHONE = { width: 390, height: 844 };
const member = (page: Page, name: string) =>
	page.getByRole('list', { name: 'Members today' }).getByRole('listitem').filter({ hasText: name });

test('[D2] [D3] a new chair is proposed by one and confirmed by another, told to all chairs, and taken back within a day', async ({
	browser,
	world: { server, mails }
}) => {
	const name = 'Breakwater Board';
	await longStandingBoard(server.dataDir, { slug: 'breakwater', name }, PEOPLE);
	const nora = await openAs(browser, server, 'nora@example.org', PHONE);
	await nora.goto('/boards/breakwater/members');
	await member(nora, 'Mabel Birch').locator('summary').click();
	await member(nora, 'Mabel Birch').getByLabel('Propose that they').selectOption('co-chair');
	await expectAccessible(nora);
	await expectNoSideways(nora);
	await member(nora, 'Mabel Birch').getByRole('button', { name: 'Propose', exact: true }).click();
	await expect(nora.getByText('Proposed. Nothing changes until a second member confirms it')).toBeVisible();
	await expect(nora.getByRole('button', { name: 'Confirm' })).toHaveCount(0);

	const mabel = await openAs(browser, server, 'mabel@example.org', PHONE);
	await mabel.goto('/boards/breakwater/members');
	await expect(mabel.getByText('Mabel Birch becomes co-chair, before that member')).toBeVisible();
	await expect(mabel.getByRole('button', { name: 'Confirm' })).toHaveCount(0);
	const colm = await openAs(browser, server, 'colm@example.org', PHONE);
	await colm.goto('/boards/breakwater/members');
	await colm.getByRole('button', { name: /^Confirm/ }).click();
	await expect(colm.getByText('Confirmed and done. The chairs are told.')).toBeVisible();
	await expectAccessible(colm);
	await expectNoSideways(colm);

	const told = () =>
		mails.filter(({ raw }) => /^Subject: Breakwater Board: Mabel Birch becomes co-chair/m.test(raw));
	await expect
		.poll(() =>
			told()
				.flatMap(({ to }) => to)
				.sort()
		)
		.toEqual(['carys@example.org', 'chidi@example.org', 'mabel@example.org']);
	// Quoted-printable breaks long lines.
	const letter =
		told()
			.find(({ to }) => to.includes('chidi@example.org'))
			?.raw.replaceAll('=\r\n', '') ?? '';
	const link = /\/boards\/breakwater\/members\/changes\/\w+/.exec(letter)?.[0] ?? '';

	const chidi = await openAs(browser, server, 'chidi@example.org', PHONE);
	await chidi.goto(link);
	await expect(chidi.getByText('Colm Deakin confirmed it on')).toBeVisible();
	await expectAccessible(chidi);
	await expectNoSideways(chidi);
	await chidi.getByRole('button', { name: /^Take it back/ }).click();
	await expect(chidi.getByText('Taken back: it is again as it was before.')).toBeVisible();
	await chidi.getByRole('link', { name: 'All members' }).click();
	await expect(member(chidi, 'Mabel Birch')).toContainText('Member');
	await expectAccessible(chidi);
});

test('[D2] [D4] who was added today confirms nothing, and the last chair is removed by no notetaker', async ({
	browser,
	world: { server }
}) => {
	const people = PEOPLE.filter(([, , role]) => role !== 'co-chair');
	await longStandingBoard(server.dataDir, { slug: 'jetty', name: 'Jetty Board' }, people);
	const nora = await openAs(browser, server, 'nora@example.org', PHONE);
	await nora.goto('/boards/jetty/members');
	for (const friend of ['Pal One', 'Pal Two']) {
		await nora.getByLabel('E-mail address').fill(`${friend.replace(' ', '.').toLowerCase()}@example.org`);
		await nora.getByLabel('Name', { exact: true }).fill(friend);
		await nora.getByLabel('First day').fill('2024-01-01');
		await nora.getByRole('button', { name: 'Add', exact: true }).click();
		await expect(nora.getByText(`${friend} is on this board now.`)).toBeVisible();
	}
	// Of the chair she may propose things and change nothing.
	await member(nora, 'Chidi Marsh').locator('summary').click();
	// What she opened stays open when somebody else changes the members.
	await server.cli(
		'member',
		'add',
		'--board',
		'jetty',
		'--email',
		'late@example.org',
		'--name',
		'Late Comer',
		'--role',
		'observer'
	);
	await expect(member(nora, 'Late Comer')).toBeVisible();
	await expect(member(nora, 'Chidi Marsh').getByLabel('Propose that they')).toBeVisible();
	await expect(member(nora, 'Chidi Marsh').getByRole('button', { name: 'End the membership' })).toHaveCount(
		0
	);
	const [membership = ''] = await member(nora, 'Chidi Marsh')
		.locator('[name=membership]')
		.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
	const ended = await nora.request.post('/boards/jetty/members?/end', {
		headers: {
			origin: server.origin,
			'sec-fetch-site': 'same-origin',
			accept: 'application/json',
			'x-sveltekit-action': 'true'
		},
		form: { membership }
	});
	expect(await ended.text()).toContain('Who signs the minutes changes by a chair');
	await member(nora, 'Chidi Marsh').getByLabel('Propose that they').selectOption('');
	await member(nora, 'Chidi Marsh').getByRole('button', { name: 'Propose', exact: true }).click();
	await expect(nora.getByText('Chidi Marsh, chair, leaves the board').first()).toBeVisible();

	const pal = await openAs(browser, server, 'pal.one@example.org', PHONE);
	await pal.goto('/boards/jetty/members');
	await expect(pal.getByText('Chidi Marsh, chair, leaves the board').first()).toBeVisible();
	await expect(pal.getByRole('button', { name: 'Confirm' })).toHaveCount(0);
	await expect(pal.getByText('have been on the board for thirty days')).toBeVisible();

	// Two long-standing members agree: it still waits for an administrator, and the chair stays.
	const colm = await openAs(browser, server, 'colm@example.org', PHONE);
	await colm.goto('/boards/jetty/members');
	await colm.getByRole('button', { name: /^Confirm/ }).click();
	await expect(colm.getByText('It would leave the board without a chair')).toBeVisible();
	await expect(colm.getByText('Waits for an administrator')).toBeVisible();
	await expect(member(colm, 'Chidi Marsh')).toContainText('Chair');
	await expectAccessible(colm);
	await expectNoSideways(colm);
});

test('[D10] an administrator disables somebody who is writing: their page says so and ends, and keeps their words', async ({
	browser,
	world: { server }
}) => {
	const name = 'Ferry Board';
	await longStandingBoard(server.dataDir, { slug: 'ferry', name }, [
		['fern@example.org', 'Fern Ladle', 'chair'],
		['wade@example.org', 'Wade Oster', 'member']
	]);
	await server.cli('person', 'add', '--email', 'adm@example.org', '--name', 'Adele Minn', '--admin');
	const meeting = await server.meeting('ferry', 'Out at once');
	const wade = await openAs(browser, server, 'wade@example.org', PHONE);
	await openMeeting(wade, meeting);
	await editor(wade, 3).click();
	await wade.keyboard.type('Said before.');
	await expectSaved(wade);

	const adele = await openAs(browser, server, 'adm@example.org', PHONE);
	await adele.goto('/people');
	const row = adele.getByRole('row').filter({ hasText: 'Wade Oster' });
	await row.locator('summary').click();
	await expectAccessible(adele);
	await expectNoSideways(adele);
	await row.getByRole('button', { name: 'Disable and end all sessions' }).click();
	await expect(row.getByText('Disabled', { exact: true })).toBeVisible();

	await expect(lamp(wade)).toHaveText('Signed out');
	await expect(wade.getByText('Your sign-in has ended.')).toBeVisible();
	await wade.keyboard.type(' Said after.');
	await expect(lamp(wade)).toHaveText(/^Signed out\. \d+ changes? kept on this device$/);
	await expect(editor(wade, 3)).toHaveText('Said before. Said after.');
	await expectAccessible(wade);
	await expectNoSideways(wade);
	const fern = await openAs(browser, server, 'fern@example.org');
	await openMeeting(fern, meeting);
	await expect(editor(fern, 3)).toHaveText('Said before.');
	await wade.goto('/boards/ferry');
	await expect(wade).toHaveURL(/\/sign-in/);

	// Let in again, in the same browser: what was typed comes back and goes to the server.
	await row.getByRole('button', { name: 'Enable' }).click();
	await expect(row.getByText('Disabled', { exact: true })).toHaveCount(0);
	await wade.context().addCookies([await server.cookie('wade@example.org')]);
	await openMeeting(wade, meeting);
	await expectSaved(wade);
	await expect(editor(fern, 3)).toHaveText('Said before. Said after.');
});

test('[D6] who took the notes does not sign them, unless the board lets one person do both: then the record says so', async ({
	browser,
	world: { server }
}) => {
	const name = 'Pontoon Board';
	await longStandingBoard(server.dataDir, { slug: 'pontoon', name }, [
		['chidi@example.org', 'Chidi Marsh', 'chair'],
		['nora@example.org', 'Nora Quill', 'notetaker'],
		['nora@example.org', 'Nora Quill', 'co-chair']
	]);
	const meeting = await server.meeting('pontoon', 'Two people');
	const nora = await openAs(browser, server, 'nora@example.org', PHONE);
	await nora.goto(`/meetings/${meeting}/review`);
	await expect(nora.getByText(/You took the notes of this meeting/)).toBeVisible();
	await expect(nora.getByRole('button', { name: 'Sign these minutes' })).toHaveCount(0);
	await expectAccessible(nora);
	await expectNoSideways(nora);

	const chidi = await openAs(browser, server, 'chidi@example.org', PHONE);
	await chidi.goto('/boards/pontoon/members');
	await chidi.getByLabel('one person, if need be').check();
	await chidi.getByRole('button', { name: 'Save' }).click();
	await expect(chidi.getByText('Saved. It holds for all minutes that are not signed yet.')).toBeVisible();

	await nora.reload();
	await nora.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(nora.getByText('Signed', { exact: true })).toBeVisible();
	const says = 'This board lets one person take the notes of a meeting and sign them.';
	await expect(nora.getByText(says)).toBeVisible();
	await expect(nora.getByText('co-chair, who also took the notes')).toBeVisible();
	expect(await (await nora.request.get(`/meetings/${meeting}/minutes.txt`)).text()).toContain(says);
	await expectAccessible(nora);
	await expectNoSideways(nora);
});

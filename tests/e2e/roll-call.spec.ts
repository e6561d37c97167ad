/** Roll-call of 45 people by keyboard alone, two callers at once, arrivals and departures, the quorum and what it marks. */
import type { Page, Route } from '@playwright/test';
import type { MembershipId, PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate } from '#core/kernel/time.ts';
import { boardBySlug, insertMembership } from '#server/store/boards/boards.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { insertPerson } from '#server/store/boards/people.ts';
import { newId } from '#server/usecases/kernel/deps.ts';
import type { TestServer } from '../support/server.ts';
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

const AGENCIES = ['Harbour Council', 'Harbour Police', 'Harbour NHS Trust', 'Brook School', 'Tern House'];
const FIRST = ['Ada', 'Bruno', 'Cleo', 'Dara', 'Emil', 'Freya', 'Gil', 'Hope', 'Ivo'];
const LAST = ['Quist', 'Rowan', 'Sorrel', 'Tansy', 'Umber'];
/** 45 whose initials are all different. */
const CROWD = FIRST.flatMap((first, row) =>
	LAST.map((last, column) => ({
		name: `${first} ${last}`,
		initials: `${first[0] ?? ''}${last[0] ?? ''}`.toLowerCase(),
		agency: AGENCIES[(row + column) % AGENCIES.length] ?? ''
	}))
);
/** Straight into the database: 45 command lines would take longer than the roll-call. */
async function join(server: TestServer, slug: string): Promise<void> {
	const db = openDatabase(server.dataDir);
	const board = must(await boardBySlug(db, slug), slug).id;
	for (const { name, agency } of CROWD) {
		const person = newId<PersonId>();
		await insertPerson(db, { id: person, name, email: null, initials: '', agency, admin: false }, Date.now());
		await insertMembership(db, {
			id: newId<MembershipId>(),
			board,
			person,
			role: 'member',
			agency,
			initials: '',
			from: must(calendarDate('2020-01-01'), 'date'),
			to: null
		});
	}
	await db.destroy();
}
const who = (page: Page) => page.getByLabel('Name, initials or agency');
const call = async (page: Page) => {
	await page.keyboard.press('Control+Alt+r');
	await expect(page.getByRole('dialog', { name: 'Roll-call' })).toBeVisible();
	await expect(who(page)).toBeFocused();
};

test('[R1] [R5] [R6] 45 people by keyboard, with a second caller', async ({ browser, world: { server } }) => {
	await server.board('crowd', 'Crowd Board', [
		['nell@example.org', 'Nell Yarrow', 'notetaker'],
		['wanda@example.org', 'Wanda Vetch', 'chair']
	]);
	await join(server, 'crowd');
	const meeting = await server.meeting('crowd', 'Everybody');
	const nell = await openAs(browser, server, 'nell@example.org');
	const wanda = await openAs(browser, server, 'wanda@example.org');
	await openMeeting(nell, meeting);
	await openMeeting(wanda, meeting);
	await editor(nell, 0).focus();
	await call(nell);
	await expect(nell.getByRole('heading', { level: 3 })).toHaveText([...AGENCIES].sort().concat('No agency'));

	// 45 names, each by its initials and one key.
	const started = Date.now();
	for (const [index, { initials }] of CROWD.entries())
		await nell.keyboard.type(`${initials}${index % 9 === 4 ? 2 : index % 9 === 7 ? 3 : 1}`);
	await nell.keyboard.press('Escape');
	const seconds = (Date.now() - started) / 1000;
	test.info().annotations.push({ type: 'roll-call of 45', description: `${seconds} s` });
	await expect(wanda.locator('h2', { hasText: /^Apologies$/ }).locator('+ ul > li')).toHaveCount(5);
	await expect(wanda.locator('h2', { hasText: /^Absent$/ }).locator('+ ul > li')).toHaveCount(5);
	await expect(wanda.locator('h2', { hasText: /^Present$/ }).locator('+ ul > li')).toHaveCount(35);
	// Esc gave the caret back.
	await expect(nell.getByRole('dialog', { name: 'Roll-call' })).toBeHidden();
	await expect(editor(nell, 0)).toBeFocused();

	// Both at once, different people; then the same one from pages that do not know of each other.
	await call(nell);
	await call(wanda);
	await Promise.all([
		nell.keyboard.type('aq2br2cs2', { delay: 20 }),
		wanda.keyboard.type('dt2eu2fq2', { delay: 20 })
	]);
	for (const page of [nell, wanda])
		for (const name of ['Ada Quist', 'Bruno Rowan', 'Cleo Sorrel', 'Dara Tansy', 'Emil Umber', 'Freya Quist'])
			await expect(page.getByRole('group', { name: new RegExp(name) }).getByLabel('Apologies')).toBeChecked();
	// Wanda's line is cut: she marks what she sees, and it waits. Nell marks the same person otherwise.
	await wanda.context().setOffline(true);
	await wanda.keyboard.type('gs3');
	await expect(wanda.getByRole('alert')).toContainText('One mark waits on this page');
	await nell.keyboard.type('gs2');
	await expect(nell.getByTestId('roll-said')).toHaveText('Gil Sorrel: apologies.');
	await expect(nell.getByRole('group', { name: /Gil Sorrel/ }).getByLabel('Apologies')).toBeChecked();
	await nell.keyboard.type('hq2');
	await expect(nell.locator('.roster li', { hasText: 'Hope Quist' })).toHaveCount(1);
	await wanda.context().setOffline(false);
	await expect(wanda.getByRole('alert')).toContainText(
		'Gil Sorrel was marked “apologies” by Nell Yarrow meanwhile, so “absent” was not set.'
	);
	await expect(wanda.getByRole('group', { name: /Gil Sorrel/ }).getByLabel('Apologies')).toBeChecked();
});

test('[R5] a mark that is kept shows while one load of the page overtakes another', async ({
	browser,
	world: { server }
}) => {
	await server.board('crossing', 'Crossing Board', [
		['nell3@example.org', 'Nell Reed', 'notetaker'],
		['wanda3@example.org', 'Wanda Fern', 'chair'],
		['ravi3@example.org', 'Ravi Dell', 'member']
	]);
	const meeting = await server.meeting('crossing', 'Crossing');
	const nell = await openAs(browser, server, 'nell3@example.org');
	const wanda = await openAs(browser, server, 'wanda3@example.org');
	await openMeeting(nell, meeting);
	await openMeeting(wanda, meeting);
	await call(nell);
	await call(wanda);
	const held: Route[] = [];
	let holding = true;
	await nell.route('**/__data.json*', (route) => (holding ? void held.push(route) : route.continue()));
	await nell.keyboard.type('rd2');
	await expect.poll(() => held.length).toBeGreaterThan(0);
	const before = held.length;
	await wanda.keyboard.type('wf1');
	await expect.poll(() => held.length).toBeGreaterThan(before);
	const newest = held.pop() as Route;
	for (const route of held.splice(0)) await route.continue();
	await nell.waitForTimeout(500);
	const ravi = nell.getByRole('group', { name: /Ravi Dell/ });
	await expect(ravi.getByLabel('Apologies')).toBeChecked();
	// What is marked now is marked upon that, and not upon what stood there before.
	await nell.keyboard.type('rd0');
	await nell.keyboard.type('rd2');
	holding = false;
	for (const route of [newest, ...held]) await route.continue();
	for (const page of [nell, wanda])
		await expect(page.getByRole('group', { name: /Ravi Dell/ }).getByLabel('Apologies')).toBeChecked();
	await nell.keyboard.press('Escape');
	await expect(nell.locator('h2', { hasText: /^Apologies$/ }).locator('+ ul > li')).toHaveText(/Ravi Dell/);
});

test('[Q1] [Q3] [R2] [R3] who came late, stands in, and what was decided without a quorum', async ({
	browser,
	world: { server }
}) => {
	await server.cli(
		...['board', 'add', '--slug', 'tide', '--name', 'Tide Board', '--chair', 'wanda2@example.org'],
		...['--chair-name', 'Wanda Loam', '--chair-agency', 'Tide Council']
	);
	for (const [email, name, role, agency] of [
		['nell2@example.org', 'Nell Sedge', 'notetaker', 'Office'],
		['ravi@example.org', 'Ravi Marl', 'member', 'Tide Police'],
		['sheila@example.org', 'Sheila Dune', 'member', 'Tide NHS Trust']
	] as const) {
		await server.cli('person', 'add', '--email', email, '--name', name);
		await server.cli(
			'member',
			'add',
			'--board',
			'tide',
			'--email',
			email,
			'--role',
			role,
			'--agency',
			agency
		);
	}
	const nell = await openAs(browser, server, 'nell2@example.org');
	await nell.goto('/boards/tide/quorum');
	await nell.getByLabel('How many are needed').fill('3');
	await nell.getByLabel('Sectors of which').fill('health');
	await nell.getByRole('button', { name: 'Keep this quorum' }).click();
	await expect(nell.getByText('No agency is of the sector health below')).toBeVisible();
	await nell.getByLabel('Tide NHS Trust').fill('health');
	await nell.getByRole('button', { name: 'Keep this quorum' }).press('Enter');
	await expect(nell.getByText('Kept. It holds for every meeting')).toBeVisible();
	await expectAccessible(nell);

	const meeting = await server.meeting('tide', 'Spring meeting');
	await openMeeting(nell, meeting);
	const quorum = nell.getByTestId('quorum');
	await expect(quorum).toHaveText('Not quorate so far: 0 of 3 needed, health missing, 3 not yet marked');
	await editor(nell, 0).focus();
	await call(nell);
	// The next one is called without letters; Sheila is away, and somebody stands in for Ravi.
	await nell.keyboard.type('dune3');
	await nell.keyboard.type('wanda');
	await nell.keyboard.press('Enter');
	await nell.keyboard.type('ns1');
	await nell.keyboard.type('rm2');
	await nell.keyboard.type('Tess Gorse4');
	await expect(nell.getByLabel('For whom does Tess Gorse stand in?')).toBeFocused();
	await nell.keyboard.type('rm');
	await nell.keyboard.press('Enter');
	await expect(nell.getByTestId('roll-said')).toHaveText('Tess Gorse is here for Ravi Marl.');
	await expect(nell.getByTestId('roll-quorum')).toHaveText('Not quorate: 2 of 3 needed, health missing');
	await expectAccessible(nell);
	// Taken back, and done again.
	await nell.keyboard.press('Control+z');
	await expect(nell.getByTestId('roll-said')).toHaveText('Taken back. Ravi Marl: not yet marked.');
	await nell.keyboard.type('rm2');
	await nell.keyboard.press('Escape');
	await expect(quorum).toHaveText('Not quorate: 2 of 3 needed, health missing');

	await nell.keyboard.type('AGREED: the spring plan.');
	await expect(editor(nell, 0)).toContainText('without a quorum: 2 of 3 needed, health missing');
	await nell.keyboard.press('Enter');
	await call(nell);
	await nell.keyboard.type('sd5');
	await expect(nell.getByTestId('roll-said')).toHaveText('Sheila Dune joined.');
	await nell.keyboard.press('Escape');
	await nell.keyboard.type('AGREED: the summer plan.');
	await expect(quorum).toHaveText('Quorate: 3 of 3 needed');
	await expect(nell.locator('.lacks')).toHaveCount(1);
	await expect(nell.getByText(/^Sheila Dune joined at \d\d:\d\d, item 1$/)).toBeVisible();
	await expect(nell.getByText(/^Quorate from \d\d:\d\d, item 1: 3 of 3 needed$/)).toBeVisible();
	await expectSaved(nell);

	const wanda = await openAs(browser, server, 'wanda2@example.org', { width: 320, height: 800 });
	await openMeeting(wanda, meeting);
	await wanda.getByRole('button', { name: /Keep the roster/ }).press('Enter');
	await expectNoSideways(wanda);
	await expectAccessible(wanda);
	await wanda.goto(`/meetings/${meeting}/review`);
	const open = wanda.getByTestId('open-points');
	await expect(open.getByText(/Taken without a quorum/)).toHaveCount(1);
	await expect(open).toContainText(
		'Taken without a quorum (2 of 3 needed, health missing): “the spring plan”.'
	);
	await wanda.getByRole('button', { name: 'Sign these minutes' }).press('Enter');
	await expect(wanda.getByText('without a quorum: 2 of 3 needed, health missing')).toHaveCount(1);
	const text = await (await wanda.request.get(`/meetings/${meeting}/minutes.txt`)).text();
	expect(text).toMatch(/Arrivals and departures:\n {2}Sheila Dune joined at \d\d:\d\d, item 1\n/);
	expect(text).toMatch(/the spring plan.*\[taken without a quorum: 2 of 3 needed, health missing\]/);
	expect(text).not.toMatch(/the summer plan.*taken without/);
	expect(text).toContain('Tess Gorse (Tide Police) for Ravi Marl');
});

test('[R7] without a line to the server guests and arrivals wait as marks do, in their order and with their time', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Called without a line');
	const nora = await openAs(browser, server, 'nora@example.org');
	const chidi = await openAs(browser, server, 'chidi@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(chidi, meeting);
	await editor(nora, 0).focus();
	await call(nora);
	await nora.context().setOffline(true);
	await nora.keyboard.type('mabel2');
	await nora.keyboard.type('Gale Storm9');
	await expect(nora.getByRole('alert')).toContainText('2 marks wait on this page and will be sent');
	await expect(who(nora)).toHaveValue('');
	await nora.keyboard.type('colm5');
	await expect(nora.getByRole('alert')).toContainText('3 marks wait on this page and will be sent');
	await expectAccessible(nora);
	await nora.context().setOffline(false);
	await expect(nora.getByRole('alert')).toHaveCount(0);
	await call(chidi);
	await expect(chidi.getByRole('group', { name: /Mabel Birch/ }).getByLabel('Apologies')).toBeChecked();
	await expect(chidi.getByRole('group', { name: /Gale Storm/ })).toBeVisible();
	await expect(chidi.getByText(/^Colm Deakin joined at \d\d:\d\d/)).toBeVisible();
});

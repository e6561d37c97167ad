import type { Browser, Page } from '@playwright/test';
import { emptyLine, type DraftLine } from '#core/minutes/draft.ts';
import type { ActionId, AttendanceId } from '#core/kernel/ids.ts';
import type { Due } from '#core/minutes/minutes.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate, londonDate } from '#core/kernel/time.ts';
import { seedUpdate } from '#document/seed.ts';
import { boardBySlug, membershipsOf } from '#server/store/boards/boards.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { newId, realDeps } from '#server/usecases/kernel/deps.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { placeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import type { TestServer } from '../support/server.ts';
import { expect, expectAccessible, expectNoSideways, openAs, test } from './fixtures.ts';

const CHAIR = 'chidi@example.org';
const OWNER = 'mabel@example.org';
const NOTES = 'nora@example.org';
const OBSERVER = 'olive@example.org';

/** A board of its own with one signed meeting, so that no other scene changes what stands in the register. */
async function signedBoard(server: TestServer, slug: string): Promise<string> {
	await server.cli('board', 'add', '--slug', slug, '--name', 'Pier Board', '--chair', CHAIR);
	for (const [email, role] of [
		[OWNER, 'member'],
		[NOTES, 'notetaker'],
		[OBSERVER, 'observer']
	] as const)
		await server.cli('member', 'add', '--board', slug, '--email', email, '--role', role);
	const db = openDatabase(server.dataDir);
	const deps = realDeps(db);
	const board = must(await boardBySlug(db, slug), slug);
	const members = await membershipsOf(db, board.id);
	const chair = must(
		members.find(({ role }) => role === 'chair'),
		'chair'
	);
	const action = (label: string, text: string, due: Due | undefined, ...owners: string[]): DraftLine => ({
		...emptyLine('action', newId<ActionId>(), text),
		printed: label,
		owners: owners.map((written) => ({ written, chosen: null, outside: false })),
		due
	});
	const overdue: Due = { written: '31 January 2020', kind: 'date', date: calendarDate('2020-01-31') };
	const meeting = await db.transaction().execute((store) =>
		placeMeeting(deps, store, {
			board: board.id,
			facts: {
				title: 'Spring session',
				date: londonDate(deps.now()),
				start: null,
				end: null,
				place: '',
				chair: { name: chair.name, agency: '' },
				next: null
			},
			roster: members.map(({ person, name, role }) => ({
				id: newId<AttendanceId>(),
				person,
				name,
				agency: '',
				initials: '',
				role,
				attendance: 'present',
				deputyFor: null,
				note: ''
			})),
			content: seedUpdate([
				{
					id: newId(),
					printed: null,
					title: 'Quay and crane',
					lines: [
						action('1.1', 'to mend the crane', overdue, 'MB'),
						action('1.2', 'to paint the bollards', undefined, 'MB', 'CM'),
						action('1.3', 'to ask the pilots', undefined, 'CM'),
						{ ...emptyLine('decision', newId(), 'The tide table stands.'), printed: '1.4', verb: 'agreed' }
					]
				}
			]),
			origin: 'live',
			createdBy: null
		})
	);
	const { digest, minutes } = must(await loadMinutes(db, meeting), 'minutes');
	const signed = await signOff(deps, { ...chair, admin: false }, { meeting, digest, read: minutes });
	expect(signed).toMatchObject({ ok: true, value: { state: 'signed' } });
	await db.destroy();
	return `/boards/${slug}/register`;
}

const rowOf = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });

async function open(
	browser: Browser,
	server: TestServer,
	email: string,
	path: string,
	width = 1280
): Promise<Page> {
	const page = await openAs(browser, server, email, { width });
	await page.goto(path);
	await page.waitForLoadState('networkidle');
	return page;
}

test('an owner reports done with one press on a phone; the chair sees it come, keeps what they type, and closes it', async ({
	browser,
	world: { server }
}) => {
	const path = await signedBoard(server, 'pier-one');
	const chair = await open(browser, server, CHAIR, path);
	await expect(rowOf(chair, 'mend the crane')).toContainText('31 January 2020');
	await expect(rowOf(chair, 'mend the crane')).toContainText('Overdue');
	await expectAccessible(chair);
	await rowOf(chair, 'mend the crane').getByText('Change', { exact: false }).first().click();
	const due = rowOf(chair, 'mend the crane').getByLabel('Due', { exact: true });
	await due.fill('end of January 2031');
	await expect(rowOf(chair, 'mend the crane').getByLabel('Owners', { exact: true })).toHaveValue(
		'Mabel Birch'
	);

	const owner = await open(browser, server, OWNER, path, 320);
	await owner.getByRole('link', { name: 'My actions' }).click();
	await expect(owner.getByText('2 actions')).toBeVisible();
	await expect(rowOf(owner, 'ask the pilots')).toHaveCount(0);
	await expectNoSideways(owner);
	await owner.getByRole('button', { name: /^Report done \(.*, 1\.1\)$/ }).click();
	await expect(owner.getByRole('status').filter({ hasText: 'It stays on the register until' })).toBeFocused();
	await expectAccessible(owner);

	await expect(rowOf(chair, 'mend the crane').getByRole('cell').last()).toContainText('Reported done');
	await expect(due).toBeVisible();
	await expect(due).toHaveValue('end of January 2031');
	await rowOf(chair, 'mend the crane').getByRole('button', { name: 'Change due' }).click();
	await expect(chair.getByText('Due: 31 January 2031.')).toBeVisible();
	await rowOf(chair, 'mend the crane')
		.getByRole('button', { name: /^Agree closure \(/ })
		.click();
	await expect(chair.getByText('Closed.', { exact: true })).toBeVisible();
	await chair.goto(`${path}?state=closed`);
	await rowOf(chair, 'mend the crane').getByText('History (4)').click();
	await expect(rowOf(chair, 'mend the crane').getByRole('listitem')).toHaveText([
		/Signed with the minutes\s+Chidi Marsh/,
		/Reported done\s+Mabel Birch/,
		/Due changed from “31 January 2020” to “31 January 2031”\s+Chidi Marsh/,
		/Closure agreed\s+Chidi Marsh/
	]);
	await expectAccessible(chair);
});

test('a row that somebody writes in stays while another takes it off the list', async ({
	browser,
	world: { server }
}) => {
	const path = await signedBoard(server, 'pier-two');
	const owner = await open(browser, server, OWNER, `${path}?state=open&owner=me`);
	const row = rowOf(owner, 'mend the crane');
	await row.getByText('Add a note').click();
	await row.getByLabel('Note').fill('Half a thought');
	const notes = await open(browser, server, NOTES, path);
	await rowOf(notes, 'mend the crane').getByText('Change', { exact: false }).first().click();
	await rowOf(notes, 'mend the crane').getByRole('button', { name: 'Agree closure' }).click();
	await expect(row.getByText('fits your list no longer')).toBeVisible();
	await expect(row.getByLabel('Note')).toHaveValue('Half a thought');
	await row.getByRole('button', { name: 'Report done with this note' }).click();
	await expect(row.getByRole('alert')).toContainText('closed already');
	await expect(row.getByLabel('Note')).toHaveValue('Half a thought');
	await row.getByRole('button', { name: 'Add note' }).click();
	await expect(row.getByText('Note added to the history.')).toBeVisible();
});

test('without scripts everything works, and a refusal keeps what was typed', async ({
	browser,
	world: { server }
}) => {
	const path = await signedBoard(server, 'pier-three');
	const context = await browser.newContext({ baseURL: server.origin, javaScriptEnabled: false });
	await context.addCookies([await server.cookie(NOTES)]);
	const page = await context.newPage();
	await page.goto(`${path}?owner=nobody`);
	await expect(page.getByText('No action fits this choice.')).toBeVisible();
	await page.getByLabel('Words').fill('pilots');
	await page.getByLabel('Owner').selectOption('Anybody');
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(page.getByRole('row')).toHaveCount(2);
	await rowOf(page, 'ask the pilots').getByText('Change', { exact: false }).first().click();
	await page.getByLabel('Owners', { exact: true }).fill('Harbour Trust');
	await page.getByRole('button', { name: 'Change owners' }).click();
	await expect(page.getByRole('alert')).toContainText('“Harbour Trust” is nobody on this board');
	await expect(page.getByLabel('Owners', { exact: true })).toHaveValue('Harbour Trust');
	await page.getByLabel('outside the board').check();
	await page.getByRole('button', { name: 'Change owners' }).click();
	await expect(page.getByRole('status').first()).toContainText('Harbour Trust (outside the board)');
	await expect(page.getByRole('row')).toHaveCount(2);
});

test('an observer reads and presses nothing; a stranger finds nothing', async ({
	browser,
	world: { server }
}) => {
	const path = await signedBoard(server, 'pier-four');
	const observer = await open(browser, server, OBSERVER, path);
	await expect(observer.getByRole('row')).toHaveCount(4);
	await expect(observer.getByRole('main').getByRole('button')).toHaveText(['Show']);
	await observer.getByRole('link', { name: 'Decisions' }).click();
	await expect(observer.getByText('The tide table stands.')).toBeVisible();
	await expectAccessible(observer);
	const stranger = await openAs(browser, server, 'colm@example.org');
	for (const address of [path, path.replace('register', 'decisions'), `${path}.csv`])
		expect((await stranger.goto(address))?.status()).toBe(404);
});

test('what was typed stays when the server cannot be reached, and when the session has ended', async ({
	browser,
	world: { server }
}) => {
	const path = await signedBoard(server, 'pier-five');
	const page = await open(browser, server, OWNER, path);
	const row = rowOf(page, 'mend the crane');
	await row.getByText('Add a note').click();
	await row.getByLabel('Note').fill('Ordered the rope.');
	await page.context().setOffline(true);
	await row.getByRole('button', { name: 'Add note' }).click();
	await expect(row.getByRole('alert')).toContainText('could not be reached');
	await page.context().setOffline(false);
	await page.context().clearCookies();
	await row.getByRole('button', { name: 'Add note' }).click();
	await expect(row.getByRole('alert')).toContainText('You are signed out');
	await expect(row.getByLabel('Note')).toHaveValue('Ordered the rope.');
	await page.context().addCookies([await server.cookie(OWNER)]);
	await row.getByRole('button', { name: 'Add note' }).click();
	await expect(row.getByText('Note added to the history.')).toBeVisible();
});

test('an empty register says what to do next', async ({ browser, world: { server } }) => {
	await server.cli('board', 'add', '--slug', 'pier-six', '--name', 'Pier Board', '--chair', CHAIR);
	const page = await open(browser, server, CHAIR, '/boards/pier-six/register', 320);
	await expect(page.getByText('There are no actions yet.')).toBeVisible();
	await expectAccessible(page);
	await expectNoSideways(page);
});

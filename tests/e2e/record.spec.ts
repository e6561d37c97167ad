/** The chair sees whether the record holds: on a page, by letter, and by a head that went out. */
import type { Page } from '@playwright/test';
import { connect } from '#server/store/database/database.ts';
import { TestServer } from '../support/server.ts';
import { expect, expectAccessible, expectNoSideways, openAs, PEOPLE, test } from './fixtures.ts';

let server: TestServer;
// Of its own: what is tampered with here, other tests must not find.
test.beforeAll(async () => {
	server = new TestServer();
	await server.board('harbour', 'Harbour Safeguarding Board', PEOPLE);
	await server.cli('person', 'add', '--email', 'ada@example.org', '--name', 'Ada Moss', '--admin');
	await server.start();
});
test.afterAll(() => server.remove());

const checkNow = (page: Page) => page.getByRole('button', { name: 'Check now' }).click();
const compare = async (page: Page, text: string) => {
	await page.getByLabel('“Record chain: …”').fill(text);
	await page.getByRole('button', { name: 'Compare' }).click();
};
const letters = (): readonly string[] => {
	const sqlite = connect(server.dataDir, 'NORMAL');
	const subject = "subject LIKE '%check of the records found something'";
	const told = sqlite
		.prepare<[], string>(`SELECT to_name FROM letter WHERE ${subject} ORDER BY to_name`)
		.pluck()
		.all();
	sqlite.close();
	return told;
};

/** What whoever has the file can do: take the law away, change a row, and put the law back. */
function tamper(): void {
	const sqlite = connect(server.dataDir, 'NORMAL');
	const laws = sqlite
		.prepare<[], { name: string; sql: string }>(
			`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'membership'`
		)
		.all();
	for (const { name } of laws) sqlite.exec(`DROP TRIGGER ${name}`);
	sqlite.exec(`UPDATE membership SET role = 'chair' WHERE role = 'observer'`);
	for (const { sql } of laws) sqlite.exec(sql);
	sqlite.close();
}

test('[L10] a chair sees that the record holds, compares a head, and is told when it does not hold; an administrator sees that, and no more', async ({
	browser
}) => {
	const page = await openAs(browser, server, 'chidi@example.org', { width: 390, height: 800 });
	await page.goto('/boards/harbour');
	await page.getByRole('link', { name: 'Check of the record' }).click();
	await expect(page.getByText('Nothing was checked yet.')).toBeVisible();
	await expectAccessible(page);

	await checkNow(page);
	await expect(page.getByText('All holds')).toBeVisible();
	await expect(page.locator('dd', { hasText: 'Chidi Marsh' })).toBeVisible();
	await expect(page.getByText('There is no earlier check.')).toBeVisible();

	const head = await page.locator('.head code').innerText();
	await compare(page, `Dear Chidi,\n> Record chain: ${head}`);
	await expect(page.getByText('Found, and the chain is whole.')).toBeVisible();
	await compare(page, 'ab12 '.repeat(16));
	await expect(page.getByText('Not found.')).toBeVisible();
	await expectAccessible(page);
	await compare(page, 'Dear Chidi');
	await expect(page.getByText('There is no head of a record chain in that.')).toBeVisible();
	await expect(page.getByLabel('“Record chain: …”')).toBeFocused();
	await compare(page, ' ');
	await expect(page.getByText('Paste the line “Record chain: …”')).toBeVisible();
	await expectAccessible(page);

	tamper();
	await checkNow(page);
	await expect(page.getByText('One thing does not hold')).toBeVisible();
	await expect(page.getByText(/^A membership \(membership \w+\) is not what was entered on/)).toBeVisible();
	await expect(page.getByText('What to do.')).toBeVisible();
	await expectAccessible(page);
	await page.setViewportSize({ width: 320, height: 800 });
	await expectNoSideways(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await expectAccessible(page);
	expect(letters()).toEqual(['Ada Moss', 'Carys Dunne', 'Chidi Marsh', 'Olive Sayer']);

	// The same again tells nobody twice.
	await checkNow(page);
	await expect(page.locator('.list .tag')).toHaveText(['One thing does not hold', 'All holds']);
	expect(letters()).toHaveLength(4);
	await checkNow(page);
	await expect(page.getByText('You asked for this so often')).toBeVisible();

	await page.goto('/boards/harbour');
	await expect(page.getByText('The last check of the records found something')).toBeVisible();
	await expectNoSideways(page);
	await expectAccessible(page);

	const admin = await openAs(browser, server, 'ada@example.org');
	await admin.goto('/people');
	await expect(admin.getByTestId('check-found')).toContainText('Harbour Safeguarding Board: one thing');
	await expectAccessible(admin);
	expect((await admin.goto('/boards/harbour/record'))?.status()).toBe(404);
});

test('[L10] a member and the notetaker see none of it', async ({ browser }) => {
	for (const email of ['mabel@example.org', 'nora@example.org']) {
		const page = await openAs(browser, server, email);
		await page.goto('/boards/harbour');
		await expect(page.getByRole('heading', { name: 'Harbour Safeguarding Board' })).toBeVisible();
		await expect(page.getByText(/check of the record/i)).toHaveCount(0);
		const answer = await page.goto('/boards/harbour/record');
		expect(answer?.status()).toBe(403);
		await expect(page.getByText('You may not see here whether the signed records still hold.')).toBeVisible();
	}
});

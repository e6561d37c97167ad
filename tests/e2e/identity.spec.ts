/** Who may come in, how, and what strangers are told. */
import { request } from 'node:http';
import { expect, expectAccessible, expectNoSideways, openAs, test } from './fixtures.ts';

/** A request with exactly these headers, as no browser would send it. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<number> {
	return new Promise((resolve, reject) => {
		const asking = request(url, {
			method,
			headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }
		});
		asking.once('response', (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		asking.once('error', reject);
		asking.end();
	});
}

test('[P13] what does not come from our own pages changes nothing', async ({ world }) => {
	const { origin } = world.server;
	const cookie = await world.server.cookie('nora@example.org');
	const post = (headers: Record<string, string>, path = '/boards/harbour/members?/add') =>
		ask(origin + path, 'POST', { cookie: `${cookie.name}=${cookie.value}`, ...headers });
	for (const headers of [
		{},
		{ origin: 'https://elsewhere.example' },
		{ origin: 'null' },
		{ origin: `${origin}.elsewhere.example` },
		{ 'sec-fetch-site': 'cross-site', origin },
		{ 'sec-fetch-site': 'same-site', origin },
		{ 'sec-fetch-site': 'none' }
	])
		expect([headers, await post(headers)]).toEqual([headers, 403]);
	expect(await post({}, '/sign-out')).toBe(403);
	expect(await ask(`${origin}/people`, 'DELETE', {})).toBe(403);
	expect(await post({ origin })).not.toBe(403);
	expect(await post({ 'sec-fetch-site': 'same-origin', origin })).not.toBe(403);
});

test('[P13] 127.0.0.1 and localhost are one address to people', async ({ world }) => {
	const { origin } = world.server;
	const other = await fetch(`${origin.replace('localhost', '127.0.0.1')}/boards/harbour?x=1`, {
		redirect: 'manual'
	});
	expect([other.status, other.headers.get('location')]).toEqual([307, `${origin}/boards/harbour?x=1`]);
});

test('health is for supervisors, pages are for those who signed in', async ({ world }) => {
	const { origin } = world.server;
	const health = await fetch(`${origin}/health`);
	expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
	for (const path of ['/', '/boards/harbour', '/people', '/account', '/boards/nowhere']) {
		const page = await fetch(origin + path, { redirect: 'manual' });
		expect([path, page.status]).toEqual([path, 303]);
	}
});

test('[P10] somebody signs in by a code from a real mail server, and out again', async ({
	browser,
	world
}) => {
	const context = await browser.newContext({ baseURL: world.server.origin });
	const page = await context.newPage();
	await page.goto('/boards/harbour/members');
	await expect(page).toHaveURL(/\/sign-in\?next=/);
	await expectAccessible(page);
	await expect(page.getByRole('button', { name: /Chair/ })).toHaveCount(0);

	await page.getByLabel('E-mail address').fill('mabel@example');
	await page.locator('form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
	await page.getByRole('button', { name: 'Get a code' }).click();
	await expect(page.getByText('Enter an e-mail address such as')).toBeVisible();
	await expectAccessible(page);

	await page.getByLabel('E-mail address').fill('mabel@example.org');
	await page.getByRole('button', { name: 'Get a code' }).click();
	await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
	await expectAccessible(page);
	const mailed = () => world.mails.findLast(({ to }) => to.includes('mabel@example.org'))?.raw ?? '';
	await expect.poll(mailed).toContain('Your code is');
	const code = /Your code is ([A-Z2-9]{8})/.exec(mailed())?.[1] ?? '';

	await page.getByLabel('Code').fill('WRONGONE');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByText('You have 4 tries left')).toBeVisible();
	await page.getByLabel('Code').fill(code.toLowerCase());
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL(/\/boards\/harbour\/members$/);
	await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible();
	const [cookie] = (await context.cookies()).filter(({ name }) => name === 'session');
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });

	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(/\/sign-in$/);
	await context.addCookies([cookie!]);
	await page.goto('/boards/harbour');
	await expect(page).toHaveURL(/\/sign-in/);
	await context.close();
});

test('[P10] without scripts the same', async ({ browser, world }) => {
	const context = await browser.newContext({ baseURL: world.server.origin, javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto('/sign-in?next=%2Faccount');
	await page.getByLabel('E-mail address').fill('colm@example.org');
	await page.getByRole('button', { name: 'Get a code' }).click();
	const mailed = () => world.mails.findLast(({ to }) => to.includes('colm@example.org'))?.raw ?? '';
	await expect.poll(mailed).toContain('Your code is');
	await page.getByLabel('Code').fill(/Your code is ([A-Z2-9]{8})/.exec(mailed())?.[1] ?? '');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL(/\/account$/);
	await expect(page.getByText('colm@example.org')).toBeVisible();
	await context.close();
});

test('nobody is led elsewhere after signing in', async ({ browser, world }) => {
	for (const next of [
		'//elsewhere.example/',
		'https://elsewhere.example/',
		'/\\elsewhere.example',
		'/.//elsewhere.example',
		'javascript:1'
	]) {
		const page = await openAs(browser, world.server, 'mabel@example.org');
		await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
		expect(new URL(page.url()).origin).toBe(world.server.origin);
		await page.context().close();
	}
});

test('a notetaker keeps the members, at a desk and on a phone', async ({ browser, world }) => {
	const page = await openAs(browser, world.server, 'nora@example.org', { width: 320, height: 700 });
	await page.goto('/boards/harbour/members');
	await expectAccessible(page);
	await expectNoSideways(page);
	await page.getByLabel('E-mail address').fill('wren@example.org');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(page.getByText('Nobody with wren@example.org is known yet')).toBeVisible();
	await expect(page.getByLabel('E-mail address')).toHaveValue('wren@example.org');
	await expectAccessible(page);
	await page.getByLabel('Name').fill('Wren Tally');
	await page.getByLabel('Agency').fill('Harbour Trust');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(page.getByText('Wren Tally is on this board now.')).toBeVisible();

	const line = page
		.getByRole('list', { name: 'Members today' })
		.getByRole('listitem')
		.filter({ hasText: 'Wren Tally' });
	await line.locator('summary').click();
	await expectAccessible(page);
	await line.getByLabel('Role from today').selectOption('observer');
	await line.getByRole('button', { name: 'Change the role' }).click();
	// Not the option in the form, which says so all the time: the line itself.
	await expect(line.locator('div', { hasText: /^Observer$/ })).toBeVisible();
	await line.locator('summary').click();
	await line.getByRole('button', { name: 'End the membership' }).click();
	await expect(page.getByText('Wren Tally is no longer on this board.')).toBeVisible();
	await page.context().close();
});

test('what one opens, types and chooses before the script of a page has come stays', async ({
	browser,
	world
}) => {
	const page = await openAs(browser, world.server, 'nora@example.org');
	const { promise: onItsWay, resolve: arrive } = Promise.withResolvers<void>();
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await onItsWay;
		await route.continue();
	});
	await page.goto('/boards/harbour/members', { waitUntil: 'commit' });
	await page.getByLabel('Name').fill('Typed early');
	await page.getByLabel('Role', { exact: true }).selectOption('observer');
	const members = page.getByRole('list', { name: 'Members today' }).getByRole('listitem');
	await members.filter({ hasText: 'Mabel Birch' }).locator('summary').click();
	arrive();
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(300);
	await expect(page.getByLabel('Name')).toHaveValue('Typed early');
	await expect(page.getByLabel('Role', { exact: true })).toHaveValue('observer');
	await expect(page.getByRole('button', { name: 'End the membership' }).first()).toBeVisible();
	await page.context().close();
});

test('a notetaker makes a meeting; members and observers are not offered to', async ({ browser, world }) => {
	const page = await openAs(browser, world.server, 'nora@example.org');
	await page.goto('/boards/harbour');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'New meeting' }).click();
	await expectAccessible(page);
	await page.getByLabel('Title').fill('Autumn meeting');
	await page.getByLabel('Date').fill('2031-10-15');
	await page.getByLabel('Start').fill('14:00');
	await page.getByLabel('End').fill('13:00');
	await page.getByRole('button', { name: 'Make the meeting' }).click();
	await expect(page.getByText('The end is not after the start')).toBeVisible();
	await expect(page.getByLabel('Title')).toHaveValue('Autumn meeting');
	await page.getByLabel('End').fill('16:00');
	await page.getByRole('button', { name: 'Make the meeting' }).click();
	await expect(page).toHaveURL(/\/meetings\/[a-z0-9]+$/);
	const meeting = page.url();
	await page.goto('/boards/harbour');
	await expect(page.getByRole('listitem').filter({ hasText: 'Autumn meeting' })).toContainText('Planned');
	await page.context().close();

	for (const email of ['mabel@example.org', 'olive@example.org']) {
		const other = await openAs(browser, world.server, email);
		await other.goto('/boards/harbour');
		await expect(other.getByText('15 October 2031')).toBeVisible();
		await expect(other.getByRole('link', { name: 'New meeting' })).toHaveCount(0);
		expect((await other.goto('/boards/harbour/meetings/new'))?.status()).toBe(403);
		await other.context().close();
	}

	await world.server.board('other', 'Other Board', [['sid@example.org', 'Sid Elsewhere', 'chair']]);
	const stranger = await openAs(browser, world.server, 'sid@example.org');
	for (const path of [
		'/boards/harbour',
		'/boards/harbour/members',
		'/boards/harbour/meetings/new',
		meeting,
		'/people'
	]) {
		expect([path, (await stranger.goto(path))?.status()]).toEqual([path, 404]);
		await expectAccessible(stranger);
	}
	expect((await stranger.request.get(`${meeting}/document`)).status()).toBe(404);
	await stranger.context().close();
});

test('an administrator adds people and boards, and reads none of them', async ({ browser, world }) => {
	await world.server.cli('person', 'add', '--email', 'root@example.org', '--name', 'Ada Minn', '--admin');
	const page = await openAs(browser, world.server, 'root@example.org');
	await page.goto('/');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'add people and boards' }).click();
	await expectAccessible(page);
	await page.getByText('Add a board').click();
	await page.getByLabel('Name of the board').fill('Lighthouse Panel');
	await page.getByLabel('Address', { exact: true }).fill('Lighthouse Panel');
	await page.getByLabel('E-mail address of the chair').fill('grace@example.org');
	await page.getByLabel('Name of the chair').fill('Grace Darling');
	await page.getByRole('button', { name: 'Add the board' }).click();
	await expect(page.getByText('Enter a short name of letters, digits and hyphens')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Address', { exact: true }).fill('lighthouse');
	await page.getByLabel('Reports to').selectOption('harbour');
	await page.getByRole('button', { name: 'Add the board' }).click();
	await page.getByRole('link', { name: 'Members of Lighthouse Panel' }).click();
	await expect(page.getByRole('list', { name: 'Members today' }).getByText('Grace Darling')).toBeVisible();
	await expectAccessible(page);
	expect((await page.goto('/boards/lighthouse'))?.status()).toBe(404);
	await page.context().close();
});

test('everybody sees where they are signed in, and ends it there', async ({ browser, world }) => {
	const first = await openAs(browser, world.server, 'carys@example.org');
	const second = await openAs(browser, world.server, 'carys@example.org', { width: 320, height: 700 });
	await second.goto('/account');
	await expectAccessible(second);
	await expectNoSideways(second);
	await second
		.getByRole('button', { name: /^Sign out Made on the command line/ })
		.first()
		.click();
	await expect(second.getByText('That device is signed out.')).toBeVisible();
	await first.goto('/account');
	await expect(first).toHaveURL(/\/sign-in/);
	await first.context().close();
	await second.context().close();
});

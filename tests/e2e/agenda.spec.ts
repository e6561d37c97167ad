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

/** Two pages of text, as small as a PDF can be. */
const PDF = Buffer.from(
	`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`,
	'latin1'
);
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test('a member proposes an item, the notetaker takes it over live, another is declined with a word', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Proposed');
	const [nora, mabel] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'mabel@example.org', { width: 360, height: 740 })
	]);
	await Promise.all([openMeeting(nora, meeting), mabel.goto(`/meetings/${meeting}/agenda`)]);
	await expect(mabel.getByRole('heading', { name: 'Days before the meeting' })).toHaveCount(0);
	const propose = async (title: string) => {
		await mabel.getByLabel('What it is about').fill(title);
		await mabel.getByLabel('Purpose').selectOption({ label: 'For decision' });
		await mabel.getByLabel('Minutes it needs').fill('15');
		await mabel.getByRole('button', { name: 'Propose it' }).click();
		await expect(mabel.getByText('Your proposal is with the notetaker.')).toBeVisible();
	};
	await propose('Lifeboats in winter');
	const waiting = nora.getByTestId('proposal');
	await expect(waiting).toHaveText(/Lifeboats in winter\s*Mabel Birch, for decision, 15 minutes/);
	await expectAccessible(nora);
	await propose('A flag for the pier');
	await expect(waiting).toHaveCount(2);
	await waiting
		.first()
		.getByRole('button', { name: /Take over/ })
		.click();
	const item = nora.locator('section.item', { hasText: 'For decision, Mabel Birch, 15 minutes' });
	await expect(item.getByRole('textbox', { name: /^Title of item/ })).toHaveValue('Lifeboats in winter');
	await expect(waiting).toHaveCount(1);
	await waiting.getByRole('button', { name: /Decline/ }).click();
	await waiting.getByLabel('Why not, in a word').fill('The council decides on flags.');
	await waiting.getByRole('button', { name: 'Decline it' }).click();
	await expect(waiting).toHaveCount(0);
	await expectSaved(nora);

	const mine = mabel.getByRole('region', { name: 'What you proposed' }).getByRole('listitem');
	await expect(mine.nth(0)).toContainText('On the agenda');
	await expect(mine.nth(1)).toContainText('Declined');
	await expect(mine.nth(1)).toContainText('“The council decides on flags.”');
	await mabel.reload();
	await expect(mabel.getByRole('heading', { name: /Lifeboats in winter/ })).toBeVisible();
	await expectNoSideways(mabel);
	await expectAccessible(mabel);
});

test('purpose, lead, time, clock and papers of an item; a point leads to the page; late is marked; the agenda is sent', async ({
	browser,
	world: { server, mails }
}) => {
	const meeting = await server.meeting('harbour', 'Planned');
	const [nora, olive] = await Promise.all([
		openAs(browser, server, 'nora@example.org'),
		openAs(browser, server, 'olive@example.org')
	]);
	await nora.clock.install();
	await Promise.all([openMeeting(nora, meeting), openMeeting(olive, meeting)]);
	const plan = nora.getByRole('group', { name: 'Plan of item 4' });
	await nora.getByRole('button', { name: 'Item 4: move, add, remove' }).click();
	await nora.getByRole('menuitem', { name: 'Purpose, lead, time, papers' }).click();
	await expect(plan.getByLabel('Purpose')).toBeFocused();
	await plan.getByLabel('Purpose').selectOption('discussion');
	await plan.getByLabel(/^Lead/).fill('CM');
	await plan.getByLabel('Minutes').fill('15');
	await plan.getByLabel('Minutes').press('Tab');
	const line = (page: typeof nora) => page.locator('section.item').nth(3).locator('.line-of-plan');
	await expect(line(olive)).toContainText('For discussion, Chidi Marsh, 15 minutes');

	// What is no paper is refused in words; what is one is there for everybody who may read, at its page.
	const chooser = plan.getByLabel(/^Attach papers/);
	await chooser.setInputFiles(file('harmless.pdf', Buffer.from('<script>alert(1)</script>')));
	await expect(plan.getByRole('alert')).toContainText(
		'“harmless.pdf”: By its content this is none of the files'
	);
	await chooser.setInputFiles(file('big.pdf', Buffer.alloc(26 * 1024 * 1024)));
	await expect(plan.getByRole('alert')).toContainText('larger than 25 MB, so it was not sent');
	await chooser.setInputFiles(file('Toolkit_v3.pdf', PDF));
	const paper = olive.getByRole('link', { name: 'Toolkit v3' });
	await expect(paper).toBeVisible();
	await expectAccessible(nora);
	await editor(nora, 3).click();
	await nora.keyboard.type('The glossary lacks self-neglect (p. 2, para 4.3).');
	const reference = olive.getByRole('link', { name: 'p. 2, para 4.3' });
	const address = (await paper.getAttribute('href')) ?? '';
	await expect(reference).toHaveAttribute('href', `${address}#page=2`);
	const answer = await olive.request.get(address);
	expect(Buffer.compare(await answer.body(), PDF)).toBe(0);
	expect(answer.headers()).toMatchObject({
		'content-type': 'application/pdf',
		'content-disposition': `inline; filename="Toolkit v3.pdf"; filename*=UTF-8''Toolkit%20v3.pdf`,
		'x-content-type-options': 'nosniff',
		'cache-control': 'private, no-store'
	});
	expect(answer.headers()['content-security-policy']).toMatch(/^default-src 'none';.*; sandbox$/);
	await expect(olive.getByRole('button', { name: /Plan|Begin|Withdraw/ })).toHaveCount(0);
	for (let n = 0; n < 3; n++) await nora.keyboard.press('ArrowLeft');
	const [opened] = await Promise.all([
		nora.context().waitForEvent('page'),
		nora.keyboard.press('Alt+Shift+o')
	]);
	await opened.close();

	// The clock runs for everybody and goes along with Ctrl and Enter.
	await nora.getByRole('button', { name: /^Begin.*clock of item 4$/ }).click();
	await expect(line(nora).getByTestId('clock')).toHaveText('Now: 15 minutes left');
	await expect(olive.getByTestId('now')).toHaveText('Item 4 Partner updates: 15 minutes left');
	await nora.clock.fastForward('19:30');
	await expect(nora.getByTestId('now')).toHaveText('Item 4 Partner updates: 4 minutes over');
	await editor(nora, 3).click();
	await nora.keyboard.press('Control+Enter');
	await expect(nora.getByTestId('now')).toHaveText(/^Item 5 .*: just begun$/);
	await expect(line(nora).getByTestId('clock')).toHaveText('Stopped: 4 minutes over');

	// Late, printed and sent.
	await nora.goto(`/meetings/${meeting}/agenda`);
	await nora.getByLabel('Papers are due by').fill('2020-01-01');
	await nora.getByRole('button', { name: 'Save the days' }).click();
	await expect(nora.getByRole('listitem').filter({ hasText: 'Toolkit v3' }).last()).toContainText('Late');
	await expectAccessible(nora);
	await nora.getByRole('link', { name: 'Send the agenda' }).click();
	await expect(nora.getByText('Paper 1: Toolkit v3 (PDF), late')).toBeVisible();
	await expectAccessible(nora);
	await nora.getByRole('button', { name: 'Send the agenda' }).click();
	await expect(nora.getByText('6 letters on the way.')).toBeVisible();
	await expect
		.poll(() =>
			mails
				.filter(({ raw }) => /^Subject: Agenda of Planned/m.test(raw))
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
	await nora.reload();
	await expect(nora.getByText('Everybody who can be reached has the agenda')).toBeVisible();

	// The minutes name the paper and do not carry it.
	const text = await (await olive.request.get(`/meetings/${meeting}/minutes.txt`)).text();
	expect(text).toContain('Paper 1: Toolkit v3 (PDF), late');
});

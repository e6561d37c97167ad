/** [U13] [U14] A paper that is refused: each reason reaches whoever attaches it as its sentence, in a browser, and the next one is taken. */
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { CATALOGUE, INFECTED, PAGE, PAGES, pdf } from '../support/paper-files.ts';
import { TestServer } from '../support/server.ts';
import { standInClamd, type StandIn } from '../support/stand-in-clamd.ts';
import { expect, expectAccessible, expectNoSideways, openAs, openMeeting, test as base } from './fixtures.ts';

interface Quay {
	readonly server: TestServer;
	readonly mail: MailServer;
}

/** Room for 4 kB a meeting, and a scanner. */
const test = base.extend<object, { quay: Quay }>({
	quay: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			const mail = await startMailServer();
			const scanner: StandIn = await standInClamd('answers');
			const server = new TestServer({
				PAPERS_MEETING_MB: '0.004',
				CLAMD_URL: scanner.url,
				SMTP_URL: mail.url
			});
			await server.board('quay', 'Quay Board', [['nell@example.org', 'Nell Arden', 'notetaker']]);
			await server.start();
			await use({ server, mail });
			await server.remove();
			await scanner.close();
			await mail.stop();
		},
		{ scope: 'worker', timeout: 60_000 }
	]
});

/** What looks into a file begins anew for each, and then asks somebody else. */
const LONG = { timeout: 30_000 };
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer });

test('[U13] [U14] too large, not allowed, no room: said in words beside the chooser, and what is fine is kept', async ({
	browser,
	quay: { server, mail }
}) => {
	const meeting = await server.meeting('quay', 'Papers');
	const nell = await openAs(browser, server, 'nell@example.org', { width: 390, height: 800 });
	await openMeeting(nell, meeting);
	await nell.getByRole('button', { name: 'Item 1: move, add, remove' }).click();
	await nell.getByRole('menuitem', { name: 'Purpose, lead, time, papers' }).click();
	const plan = nell.getByRole('group', { name: 'Plan of item 1' });
	const chooser = plan.getByLabel(/^Attach papers/);
	const alert = plan.getByRole('alert');

	await chooser.setInputFiles(file('large.pdf', Buffer.alloc(26 * 1024 * 1024)));
	await expect(alert).toContainText('larger than 25 MB, so it was not sent');
	await chooser.setInputFiles(file('script.pdf', pdf([CATALOGUE, '<< /S /JavaScript /JS (x) >>'])));
	await expect(alert).toContainText('“script.pdf”: There is a script in the file');
	await chooser.setInputFiles(file('long.pdf', pdf([CATALOGUE, PAGES, PAGE, `(${'x'.repeat(4000)})`])));
	await expect(alert).toContainText(
		/“long\.pdf”: The papers of this meeting may take 4 kB, and 0 kB are taken, so the file was not kept\. Withdraw a paper, or save the file smaller\./
	);
	await expectAccessible(nell);
	await expectNoSideways(nell);
	await chooser.setInputFiles(file('fine.pdf', pdf([CATALOGUE, PAGES, PAGE])));
	await expect(nell.getByText('; checked for viruses')).toBeVisible(LONG);
	await expect(alert).toHaveCount(0);

	// What the scanner finds is refused afterwards: on the page, and by letter to whoever attached it.
	await chooser.setInputFiles(file('infected.pdf', INFECTED));
	const refused = 'Refused: the virus scanner found “Eicar-Signature” in it, so the file was erased';
	await expect(nell.getByText(refused)).toBeVisible(LONG);
	await expectAccessible(nell);
	await expectNoSideways(nell);
	const letter = () =>
		mail.received.find(({ mail: { subject } }) => subject === 'Quay Board: a paper was refused');
	await expect.poll(() => letter()?.to).toEqual(['nell@example.org']);
	expect(letter()?.mail.text).toContain(`is not kept. ${refused}.`);
});

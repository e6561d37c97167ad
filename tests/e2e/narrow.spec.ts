/** What is said in one line at a desk takes two on a phone: nothing sticks out at 320 pixels. */
import { expect, expectNoSideways, openAs, openMeeting, test } from './fixtures.ts';

test('the longest state of a meeting wraps within the phone', async ({ browser, world: { server } }) => {
	const meeting = await server.meeting('harbour', 'Harbour Safeguarding Board');
	const chidi = await openAs(browser, server, 'chidi@example.org', { width: 320, height: 700 });
	await openMeeting(chidi, meeting);
	await chidi.getByRole('link', { name: 'Review', exact: true }).click();
	await chidi.getByRole('button', { name: 'Sign these minutes' }).click();
	await expect(chidi.getByText('Signed', { exact: true })).toBeVisible();
	await chidi.goto('/boards/harbour');
	const state = chidi.getByText(/^Signed on .*, not yet circulated$/);
	// The longest day of the year by its name, whatever day it is.
	await state.evaluate((tag) => {
		tag.textContent = 'Signed on 30 September 2026, not yet circulated, confirmed on 30 September 2026';
	});
	await expectNoSideways(chidi);
});

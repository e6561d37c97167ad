/** The invented minutes of the demo, written from top to bottom without a mouse, are what a reader makes of their paper. */
import { parseMinutes } from '#core/import/parse-minutes.ts';
import type { ParsedAction } from '#core/import/parsed.ts';
import { toDraft } from '#core/import/to-draft.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { dueWords } from '#lib/minutes/words.ts';
import { pastMinutes } from '#server/demo/past-minutes.ts';
import { expect, lamp, openAs, openMeeting, test } from './fixtures.ts';
import { plain, storedDraft, WRITING_MS, writeItems } from './notetaker.ts';

// Recording ten thousand keys would take longer than typing them.
test.use({ trace: 'off' });

test('the minutes of the demo, by keyboard alone', async ({ browser, world: { server } }) => {
	test.setTimeout(WRITING_MS);
	const text = pastMinutes('2026-11-25' as CalendarDate);
	const parsed = parseMinutes(text);
	const { items } = toDraft(parsed, () => '');
	// Initials that may as well be a word are an owner only where somebody has them.
	await server.board('harrowmere', 'Harrowmere Safeguarding Partnership Board', [
		['nell@example.org', 'Nell Quayle', 'notetaker'],
		['priya@example.org', 'Priya Sandhu', 'member']
	]);
	const meeting = await server.meeting('harrowmere', 'From top to bottom');
	const nell = await openAs(browser, server, 'nell@example.org');
	await openMeeting(nell, meeting);
	const standing = await nell.locator('section.item').count();
	await writeItems(nell, parsed, items, text);
	// Typed ten times faster than anybody can: the relay takes its time.
	await expect(lamp(nell)).toHaveText(/^Saved/, { timeout: 120_000 });

	const written = (await storedDraft(server.dataDir, meeting)).items.slice(standing);
	expect(written.map(({ title, lines }) => [title, ...lines.map(plain)])).toEqual(
		items.map(({ title, lines }) => [title, ...lines.map(plain)])
	);

	// The dues stand beside the actions as the words give them.
	const dues = parsed.items
		.flatMap(({ lines }) => lines.filter((line): line is ParsedAction => line.kind === 'action'))
		.map(({ due }) => (due?.kind === 'next-meeting' ? 'due next meeting' : dueWords({ due })));
	await expect(nell.locator('.line[data-kind="action"] .due')).toHaveText(dues);
});

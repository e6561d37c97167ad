/** The invented minutes of the demo, written from top to bottom without a mouse, are what a reader makes of their paper. */
import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import type { DraftLine } from '#core/draft.ts';
import type { MeetingId } from '#core/ids.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import type { ParsedAction } from '#core/import/parsed.ts';
import { toDraft } from '#core/import/to-draft.ts';
import type { CalendarDate } from '#core/time.ts';
import { documentName } from '#core/wire.ts';
import { readDraft } from '#document/read.ts';
import { dueWords } from '#lib/minutes/words.ts';
import { pastMinutes } from '#server/demo/past-minutes.ts';
import { openDatabase } from '#server/store/database.ts';
import { findDocument, readUpdates } from '#server/store/documents.ts';
import { editor, expect, expectSaved, openAs, openMeeting, test } from './fixtures.ts';

const PARSED = parseMinutes(pastMinutes('2026-11-25' as CalendarDate));
const ITEMS = toDraft(PARSED, () => '').items;

/** What the notetaker types: the actions as their paper has them, with owners before the words. */
const SENTENCES = PARSED.items.map(({ lines }) => lines.map((line) => line.text));

/** What a line is by its look, in words that can be compared. */
const plain = ({ kind, text, owners }: Pick<DraftLine, 'kind' | 'text' | 'owners'>) =>
	[kind, owners.map(({ written }) => written).join('+'), text.replace(/\s+/g, ' ')].join(' | ');

async function write(page: Page, line: DraftLine, sentence: string, before: DraftLine | undefined) {
	const { keyboard } = page;
	if (before) await keyboard.press('Enter');
	// A list goes on as a list: Enter on its empty line, or another kind, ends it.
	const goesOn = before && ['bullet', 'paragraph'].includes(before.kind) ? before.kind : 'point';
	if (line.kind === 'action') {
		if (goesOn !== 'point') await keyboard.press('Enter');
		return keyboard.type(`ACTION: ${sentence}`);
	}
	const key = { heading: 'h', bullet: 'b', paragraph: 'p', point: '', decision: '' }[line.kind];
	if (key === '' && goesOn !== 'point') await keyboard.press('Enter');
	if (key !== '' && goesOn !== line.kind) await keyboard.press(`Control+Alt+${key}`);
	await keyboard.type(sentence);
	if (line.kind === 'decision') await keyboard.press('Control+Alt+d');
}

test('the minutes of the demo, by keyboard alone', async ({ browser, world: { server } }) => {
	test.setTimeout(300_000);
	// Initials that may as well be a word are an owner only where somebody has them.
	await server.board('harrowmere', 'Harrowmere Safeguarding Partnership Board', [
		['nell@example.org', 'Nell Quayle', 'notetaker'],
		['priya@example.org', 'Priya Sandhu', 'member']
	]);
	const meeting = await server.meeting('harrowmere', 'From top to bottom');
	const nell = await openAs(browser, server, 'nell@example.org');
	await openMeeting(nell, meeting);
	const standing = await nell.locator('section.item').count();
	await editor(nell, standing - 1).focus();
	for (const [index, item] of ITEMS.entries()) {
		await nell.keyboard.press('Control+Enter');
		await expect(nell.locator('textarea.title:focus')).toHaveValue('');
		await nell.keyboard.type(item.title);
		await nell.keyboard.press('Enter');
		for (const [at, line] of item.lines.entries())
			await write(nell, line, SENTENCES[index]?.[at] ?? '', item.lines[at - 1]);
	}
	await expectSaved(nell);

	const db = openDatabase(server.dataDir);
	const doc = new Y.Doc();
	const document = await findDocument(db, documentName(meeting as MeetingId));
	for (const update of await readUpdates(db, document?.number ?? 0)) Y.applyUpdate(doc, update);
	await db.destroy();
	const written = readDraft(doc).items.slice(standing);
	expect(written.map(({ title, lines }) => [title, ...lines.map(plain)])).toEqual(
		ITEMS.map(({ title, lines }) => [title, ...lines.map(plain)])
	);

	// The dues stand beside the actions as the words give them.
	const dues = PARSED.items
		.flatMap(({ lines }) => lines.filter((line): line is ParsedAction => line.kind === 'action'))
		.map(({ due }) => (due?.kind === 'next-meeting' ? 'due next meeting' : dueWords({ due })));
	await expect(nell.locator('.line[data-kind="action"] .due')).toHaveText(dues);
});

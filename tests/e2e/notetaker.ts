/** Somebody who writes minutes from their printed page, from top to bottom, and never touches the mouse. */
import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import type { Draft, DraftItem, DraftLine } from '#core/minutes/draft.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { ParsedMinutes } from '#core/import/parsed.ts';
import { documentName } from '#core/wire/wire.ts';
import { readDraft } from '#document/read.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { findDocument, readUpdates } from '#server/store/log/documents.ts';
import { editor, expect } from './fixtures.ts';

/** What stands on the page, line by line as it is read off. */
interface Printed {
	readonly line: DraftLine;
	readonly sentence: string;
	/** Whether the page says "ACTION" there. */
	readonly labelled: boolean;
}

/**
 * Items below those that stand in the meeting already.
 * @param text the printed page that `parsed` was read from; its actions stand there with their owners before the words
 */
export async function writeItems(
	page: Page,
	parsed: ParsedMinutes,
	items: readonly DraftItem[],
	text: string
): Promise<void> {
	const printed = text.split(/\r?\n/);
	const hands = await handsOn(page);
	await editor(page, (await page.locator('section.item').count()) - 1).focus();
	for (const [index, item] of items.entries()) {
		await page.keyboard.press('Control+Enter');
		await expect(page.locator('textarea.title:focus')).toHaveValue('');
		await hands(item.title);
		await page.keyboard.press('Enter');
		for (const [at, line] of item.lines.entries()) {
			const source = parsed.items[index]?.lines[at];
			await write(
				page,
				hands,
				{
					line,
					sentence: source?.text ?? '',
					labelled: /action/i.test(printed[(source?.line ?? 0) - 1] ?? '')
				},
				item.lines[at - 1]
			);
		}
	}
}

type Hands = (text: string) => Promise<void>;

/** WORDS_A_MINUTE, of five letters each. Unset: as fast as keys can be sent. At 70 real minutes take half an hour. */
const PACE = Number(process.env['WORDS_A_MINUTE'] ?? Infinity);
const KEY_MS = 60_000 / (PACE * 5);
/** How long the whole of them may take. */
export const WRITING_MS = 300_000 + KEY_MS * 20_000;

/** Key after key, the next without waiting for what the page makes of the last. */
async function handsOn(page: Page): Promise<Hands> {
	const session = await page.context().newCDPSession(page);
	return async (text) => {
		const keys: Promise<unknown>[] = [];
		for (const letter of text) {
			keys.push(session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: letter, text: letter }));
			if (KEY_MS > 0) await new Promise((resolve) => setTimeout(resolve, KEY_MS));
		}
		await Promise.all(keys);
	};
}

async function write(
	{ keyboard }: Page,
	hands: Hands,
	{ line, sentence, labelled }: Printed,
	before: DraftLine | undefined
) {
	if (before) await keyboard.press('Enter');
	// A list goes on as a list: Enter on its empty line, or another kind, ends it.
	const goesOn = before && ['bullet', 'paragraph'].includes(before.kind) ? before.kind : 'point';
	if (line.kind === 'action') {
		if (goesOn !== 'point') await keyboard.press('Enter');
		await hands(labelled ? `ACTION: ${sentence}` : sentence);
		if (!labelled) await keyboard.press('Control+Alt+a');
		return;
	}
	const key = { heading: 'h', bullet: 'b', paragraph: 'p', point: '', decision: '' }[line.kind];
	if (key === '' && goesOn !== 'point') await keyboard.press('Enter');
	if (key !== '' && goesOn !== line.kind) await keyboard.press(`Control+Alt+${key}`);
	await hands(sentence);
	if (line.kind === 'decision') await keyboard.press('Control+Alt+d');
}

/** What a line is by its look, in words that can be compared. */
export const plain = ({ kind, text, owners }: Pick<DraftLine, 'kind' | 'text' | 'owners'>): string =>
	[kind, owners.map(({ written }) => written).join('+'), text.replace(/\s+/g, ' ')].join(' | ');

/** The text of a meeting as it is on the server's disk. */
export async function storedDraft(dataDir: string, meeting: string): Promise<Draft> {
	const db = openDatabase(dataDir);
	const doc = new Y.Doc();
	const document = await findDocument(db, documentName(meeting as MeetingId));
	for (const update of await readUpdates(db, document?.number ?? 0)) Y.applyUpdate(doc, update);
	await db.destroy();
	return readDraft(doc);
}

/** Whether the words a remark was about still stand there, and what its thread says of them. */
import type * as Y from 'yjs';
import { agenda } from '#document/agenda/agenda.ts';
import { lineIn, wordsAt } from '#document/remarks/anchors.ts';
import { bodyOf } from '#document/fields.ts';
import type { PlacedRemark } from './place-remarks.ts';

/** @returns null: nothing needs to be said, the thread stands at what it is about */
export function wordsOfRemark(
	doc: Y.Doc,
	{ remark, item, line, gone }: PlacedRemark
): 'words' | 'gone' | null {
	if (gone) return 'gone';
	if (remark.anchor === null || line === null) return null;
	const entry = agenda(doc).find(({ id }) => id === item);
	const body = entry && bodyOf(entry.item);
	const element = body ? lineIn(body, line) : null;
	return element && wordsAt(element, remark.anchor, remark.quote) ? 'words' : 'gone';
}

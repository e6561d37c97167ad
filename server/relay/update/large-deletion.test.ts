import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { losesMuch } from './large-deletion.ts';
import { inspectUpdate } from './update.ts';

/** A text of so many characters, in three pieces, of which one change strikes some. */
function change(length: number, from: number, count: number): { doc: Y.Doc; update: Uint8Array } {
	const doc = new Y.Doc();
	for (let part = 0; part < 3; part++) doc.getText('t').insert(0, 'x'.repeat(length / 3));
	doc.getText('t').delete(0, 30);
	const struck = new Y.Doc();
	Y.applyUpdate(struck, Y.encodeStateAsUpdate(doc));
	let update: Uint8Array = new Uint8Array();
	struck.on('update', (bytes: Uint8Array) => (update = bytes));
	struck.getText('t').delete(from, count);
	return { doc, update };
}

test.each([
	['2,000 of 6,000', 6030, 2000, false],
	['2,001 of 6,000', 6030, 2001, true],
	['2,500 of 9,000', 9030, 2500, false],
	['all of 30', 60, 30, false]
])('[R52] %s', (_what, length, count, much) => {
	const { doc, update } = change(length, 10, Math.min(count, length - 40));
	const content = inspectUpdate(update);
	if (!content.ok) throw new Error(content.error);
	expect(losesMuch(() => doc, content.value.deletes, content.value.deleted)).toBe(much);
});

test('[R52] what is deleted already is not lost again', () => {
	const { doc, update } = change(6030, 10, 4000);
	Y.applyUpdate(doc, update);
	const content = inspectUpdate(update);
	if (!content.ok) throw new Error(content.error);
	expect(losesMuch(() => doc, content.value.deletes, content.value.deleted)).toBe(false);
});

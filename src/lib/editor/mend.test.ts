import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/draft.ts';
import { addItem } from '#document/agenda.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { lineElement } from '#document/line.ts';
import { mendTwins } from './mend.ts';

/** Two items, each with one line. */
function page(...ids: readonly [string, string]): { doc: Y.Doc; lines: () => (string | undefined)[][] } {
	const doc = new Y.Doc();
	const bodies = ids.map((id, n) => {
		addItem(doc, `item${n}`, 'line', '', n === 0 ? null : `item${n - 1}`);
		const body = bodyOf(itemsOf(doc).get(`item${n}`) as Y.Map<unknown>) as Y.XmlFragment;
		body.delete(0, body.length);
		body.insert(0, [lineElement(emptyLine('point', id, 'the same words'))]);
		if (id === '') (body.get(0) as Y.XmlElement).removeAttribute('id');
		return body;
	});
	return {
		doc,
		lines: () => bodies.map((body) => body.toArray().map((line) => (line as Y.XmlElement).getAttribute('id')))
	};
}

test('a line that is in two items under one id is there once', () => {
	const { doc, lines } = page('one', 'one');
	expect(mendTwins(doc, () => 'fresh')).toBe(true);
	expect(lines().flat()).toEqual(['one']);
});

test('lines without an id are nobody’s twins', () => {
	const { doc, lines } = page('', '');
	expect(mendTwins(doc, () => 'fresh')).toBe(false);
	expect(lines().flat()).toHaveLength(2);
});

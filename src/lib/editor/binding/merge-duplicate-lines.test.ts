import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { addItem } from '#document/agenda/agenda.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { lineElement, textOf } from '#document/minutes/line.ts';
import { mergeDuplicateLines } from './merge-duplicate-lines.ts';

const ABSENT = { freshId: () => 'fresh', isHere: () => false, baseOf: () => undefined };
const THERE = { ...ABSENT, isHere: () => true, baseOf: () => 'said' };

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
	expect(mergeDuplicateLines(doc, ABSENT)).toBe(true);
	expect(lines().flat()).toEqual(['one']);
});

test('lines without an id are nobody’s twins', () => {
	const { doc, lines } = page('', '');
	expect(mergeDuplicateLines(doc, ABSENT)).toBe(false);
	expect(lines().flat()).toHaveLength(2);
});

/** Two copies of one line, each made by somebody else and with words of its own. */
function twins(): { older: Y.Doc; younger: Y.Doc; third: Y.Doc; words: (doc: Y.Doc) => unknown[] } {
	const seed = new Y.Doc();
	addItem(seed, 'item', 'line', '', null);
	const body = (doc: Y.Doc) => bodyOf(itemsOf(doc).get('item') as Y.Map<unknown>) as Y.XmlFragment;
	const [older, younger, third] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
	[older.clientID, younger.clientID, third.clientID] = [10, 20, 30];
	for (const doc of [older, younger, third]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed));
	body(older).insert(1, [lineElement(emptyLine('point', 'one', 'said and done'))]);
	body(younger).insert(1, [lineElement(emptyLine('point', 'one', 'said and more'))]);
	for (const to of [older, younger, third])
		for (const from of [older, younger]) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
	const words = (doc: Y.Doc) =>
		body(doc)
			.toArray()
			.slice(1)
			.map((line) => [(line as Y.XmlElement).getAttribute('id'), textOf(line)]);
	return { older, younger, third, words };
}

test('where each of two has words of its own, the author of the younger brings them over', () => {
	const { older, younger, words } = twins();
	expect(mergeDuplicateLines(older, THERE)).toBe(false);
	expect(words(older)).toHaveLength(2);
	mergeDuplicateLines(younger, THERE);
	expect(words(younger)).toEqual([['one', 'said and more and done']]);
});

test('where its author is gone, it becomes a line of its own', () => {
	const { third, words } = twins();
	mergeDuplicateLines(third, ABSENT);
	expect(words(third)).toEqual(
		expect.arrayContaining([
			['one', 'said and done'],
			['fresh', 'said and more']
		])
	);
});

test('others made a line of its own of it before its author brought the words over: the author’s word holds', () => {
	const { younger, third, words } = twins();
	mergeDuplicateLines(third, ABSENT);
	mergeDuplicateLines(younger, THERE);
	Y.applyUpdate(third, Y.encodeStateAsUpdate(younger));
	expect(words(third)).toEqual([['one', 'said and more and done']]);
});

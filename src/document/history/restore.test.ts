import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine, type DraftLine } from '#core/minutes/draft.ts';
import { must } from '#core/kernel/result.ts';
import { addOwner, ownersOf } from '#document/minutes/actions.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement, setLineText, textOf } from '#document/minutes/line.ts';
import { readDraft } from '#document/read.ts';
import { itemThen, restoreItem, restoringOf } from './restore.ts';
import { seedUpdate } from '#document/seed.ts';

const ITEM = 'item000001';
const OTHER = 'item000002';
const action: DraftLine = {
	...emptyLine('action', 'lineaction', 'to ring the school'),
	owners: [{ written: 'MB', chosen: null, outside: false }]
};

function meeting(): Y.Doc {
	const doc = new Y.Doc();
	Y.applyUpdate(
		doc,
		seedUpdate([
			{
				id: ITEM,
				printed: null,
				title: 'Reports',
				lines: [emptyLine('point', 'line000001', 'One.'), action, emptyLine('point', 'line000003', 'Three.')]
			},
			{ id: OTHER, printed: null, title: 'Other', lines: [emptyLine('point', 'line000009', 'Nine.')] }
		])
	);
	return doc;
}

const body = (doc: Y.Doc, at: number) => must(bodyOf(must(agenda(doc)[at], 'an item').item), 'a body');
const line = (doc: Y.Doc, at: number) => body(doc, 0).get(at) as Y.XmlElement;
const fresh = () => 'fresh00001';
const shown = (doc: Y.Doc) => JSON.stringify(readDraft(doc).items);

test('[Y6] an item reads again as it did, its actions with owners and dues', () => {
	const doc = meeting();
	const [before, then] = [shown(doc), must(itemThen(doc, ITEM), 'the item')];
	setLineText(line(doc, 0), 'One, changed.');
	body(doc, 0).delete(1, 1);
	addOwner(doc, 'lineaction', 'CD');
	body(doc, 0).insert(0, [lineElement(emptyLine('point', 'line000004', 'New.'))]);
	expect(restoringOf(doc, then)).toEqual({ changed: 1, added: 1, removed: 1, title: false });
	restoreItem(doc, JSON.parse(JSON.stringify(then)), fresh);
	expect(shown(doc)).toBe(before);
	expect(ownersOf(doc, 'lineaction').map(({ written }) => written)).toEqual(['MB']);
	expect(restoringOf(doc, then)).toEqual({ changed: 0, added: 0, removed: 0, title: false });
});

test('[Y6] what stands stays the same line: what somebody types in it at that moment is kept', () => {
	const [here, there] = [meeting(), new Y.Doc()];
	const then = must(itemThen(here, ITEM), 'the item');
	setLineText(line(here, 0), 'One, changed.');
	Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
	restoreItem(here, then, fresh);
	setLineText(line(there, 2), 'Three. And more.');
	Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
	expect(body(here, 0).toArray().map(textOf)).toEqual(['One.', 'to ring the school', 'Three. And more.']);
});

test('[Y6] lines that changed places go back, and the other items are not touched', () => {
	const doc = meeting();
	const before = shown(doc);
	const then = must(itemThen(doc, ITEM), 'the item');
	body(doc, 0).delete(0, 1);
	body(doc, 0).insert(2, [lineElement(emptyLine('point', 'line000001', 'One.'))]);
	restoreItem(doc, then, fresh);
	expect(shown(doc)).toBe(before);
});

test('[Y6] a line that stands in another item by now stays there, and comes back under an id of its own', () => {
	const doc = meeting();
	const then = must(itemThen(doc, ITEM), 'the item');
	body(doc, 0).delete(1, 1);
	body(doc, 1).insert(1, [lineElement(action)]);
	restoreItem(doc, then, fresh);
	const lines = readDraft(doc).items.map(({ lines }) => lines.map(({ id, owners }) => [id, owners.length]));
	expect(lines).toEqual([
		[
			['line000001', 0],
			['fresh00001', 1],
			['line000003', 0]
		],
		[
			['line000009', 0],
			['lineaction', 1]
		]
	]);
});

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { typeAgain } from './orphaned-words.ts';
import { textOf } from '#document/minutes/line.ts';
import { seedUpdate } from '#document/seed.ts';

const SEED = seedUpdate([
	{ id: 'item0001', printed: null, title: '', lines: [emptyLine('point', 'line0001', 'The board noted it.')] }
]);

const words = (doc: Y.Doc): Y.XmlText =>
	(bodyOf(itemsOf(doc).get('item0001') as Y.Map<unknown>)?.get(0) as Y.XmlElement).get(0) as Y.XmlText;

/** What a page does, and sends. */
function made(edit: (doc: Y.Doc) => void): Uint8Array[] {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, SEED);
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void updates.push(update));
	edit(doc);
	return updates;
}

function server(): Y.Doc {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, SEED);
	return doc;
}

test('[R85] refused words are typed again where they stood, and nothing else of their frame', () => {
	const updates = made((doc) => {
		words(doc).insert(9, ' and the panel');
		words(doc).insert(0, 'Yes: ');
		words(doc).format(6, 5, { evil: true });
		doc.getMap('meta').set('status', 'signed');
	});
	const doc = server();
	expect(typeAgain(doc, updates)).toEqual([]);
	expect(textOf(words(doc))).toBe('Yes: The board and the panel noted it.');
	expect(words(doc).toDelta()).toHaveLength(1);
	expect(doc.share.has('meta')).toBe(false);
});

test('[R85] what the server has taken already stays there once', () => {
	const [first, second] = made((doc) => {
		words(doc).insert(0, 'One. ');
		words(doc).insert(5, 'Two. ');
	}) as [Uint8Array, Uint8Array];
	const doc = server();
	Y.applyUpdate(doc, first);
	expect(typeAgain(doc, [first, second])).toEqual([]);
	expect(textOf(words(doc))).toBe('One. Two. The board noted it.');
});

test('[R85] words that stood beside what the server has lost are shown to their author', () => {
	const lost = new Y.Doc();
	Y.applyUpdate(lost, SEED);
	const line = new Y.XmlElement('line');
	line.insert(0, [new Y.XmlText('Of somebody else. ')]);
	bodyOf(itemsOf(lost).get('item0001') as Y.Map<unknown>)?.insert(0, [line]);
	const own = new Y.Doc();
	Y.applyUpdate(own, Y.encodeStateAsUpdate(lost));
	const updates: Uint8Array[] = [];
	own.on('update', (update: Uint8Array) => void updates.push(update));
	words(own).insert(18, 'Mine.');
	const doc = server();
	expect(typeAgain(doc, updates)).toEqual(['Mine.']);
	expect(textOf(words(doc))).toBe('The board noted it.');
});

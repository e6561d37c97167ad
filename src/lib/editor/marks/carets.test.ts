import { expect, test } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { seedUpdate } from '#document/seed.ts';
import { CaretsIn } from './carets.ts';

const ITEMS = ['itemaaaa', 'itembbbb'] as const;
const seed = seedUpdate(
	ITEMS.map((id) => ({ id, printed: null, title: '', lines: [emptyLine('point', `${id}1`, 'words')] }))
);

function someone(doc = new Y.Doc()) {
	const awareness = new Awareness(doc);
	const body = (item: number) => bodyOf(itemsOf(doc).get(ITEMS[item] ?? '') as never) as Y.XmlFragment;
	const say = (to: Awareness) =>
		applyAwarenessUpdate(to, encodeAwarenessUpdate(awareness, [doc.clientID]), 'others');
	const stand = (item: number, to: Awareness) => {
		const text = (body(item).get(0) as Y.XmlElement).get(0) as Y.XmlText;
		const place = Y.createRelativePositionFromTypeIndex(text, 2);
		awareness.setLocalStateField('cursor', { anchor: place, head: place });
		say(to);
	};
	return { doc, awareness, body, stand };
}

function two() {
	const [me, other] = [someone(), someone()];
	for (const { doc } of [me, other]) Y.applyUpdate(doc, seed);
	const heard = [0, 0];
	const carets = ITEMS.map((_, item) => new CaretsIn(me.awareness, me.body(item)));
	for (const [item, one] of carets.entries())
		one.on('change', () => {
			heard[item] = (heard[item] ?? 0) + 1;
		});
	const there = () => carets.map((one) => one.getStates().has(other.doc.clientID));
	return { me, other, heard, there };
}

test('an editor has the carets in its own text, and hears of those that move in it, come or go', () => {
	const { me, other, heard, there } = two();
	other.stand(0, me.awareness);
	expect([there(), heard]).toEqual([
		[true, false],
		[1, 0]
	]);
	other.stand(1, me.awareness);
	expect([there(), heard]).toEqual([
		[false, true],
		[2, 1]
	]);
	other.awareness.setLocalStateField('cursor', null);
	applyAwarenessUpdate(me.awareness, encodeAwarenessUpdate(other.awareness, [other.doc.clientID]), 'others');
	expect([there(), heard]).toEqual([
		[false, false],
		[2, 2]
	]);
});

test('a caret in a text that comes later is found when the text is there', () => {
	const [me, other] = [someone(), someone()];
	Y.applyUpdate(other.doc, seed);
	other.stand(1, me.awareness);
	Y.applyUpdate(me.doc, seed);
	expect(new CaretsIn(me.awareness, me.body(1)).getStates().has(other.doc.clientID)).toBe(true);
});

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { addItem, moveItem, renameItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { readDraft } from '#document/read.ts';
import { seedUpdate } from '#document/seed.ts';
import { HeldUpdates } from './held-updates.ts';

const SEED = seedUpdate([
	{
		id: 'itemaaaa',
		printed: null,
		title: 'Harbour patrols',
		lines: [emptyLine('point', 'line0001', 'Noted.'), emptyLine('point', 'line0002', 'Agreed.')]
	}
]);

/** One's own text, with the pause on, and somebody else's, whose changes are sent on. */
function paused() {
	const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
	Y.applyUpdate(mine, SEED);
	Y.applyUpdate(theirs, SEED);
	const held = new HeldUpdates(mine);
	const sent: Uint8Array[] = [];
	theirs.on('update', (update: Uint8Array) => sent.push(update));
	held.hold();
	const arrive = (update: Uint8Array) => Y.applyUpdate(held.everybodys ?? mine, update, 'line');
	return { mine, theirs, held, sent, arrive };
}

function lineOf(doc: Y.Doc, index: number): Y.XmlText {
	const body = bodyOf(itemsOf(doc).get('itemaaaa') as Y.Map<unknown>);
	return (body?.get(index) as Y.XmlElement).get(0) as Y.XmlText;
}

const words = (doc: Y.Doc): string[] =>
	readDraft(doc).items.flatMap(({ lines }) => lines.map(({ text }) => text));

test('[Z4] while paused the text stands still, one writes on in it, and the release lets all in at once', () => {
	const { mine, theirs, held, sent, arrive } = paused();
	lineOf(theirs, 0).insert(6, ' By all.');
	lineOf(theirs, 1).delete(0, 7);
	lineOf(mine, 0).insert(0, 'Nora: ');
	sent.forEach(arrive);
	expect(words(mine)).toEqual(['Nora: Noted.', 'Agreed.']);
	let turns = 0;
	mine.on('update', () => turns++);
	held.release('line');
	expect(words(mine)).toEqual(['Nora: Noted. By all.', '']);
	expect(turns).toBe(1);
	expect(held.everybodys).toBeNull();
});

test('[Z4] what waits is counted in lines and items, as it will be seen, own writing left out', () => {
	const { mine, theirs, held, sent, arrive } = paused();
	const waiting = () => held.waiting(readDraft(mine));
	expect(waiting()).toBe(0);
	for (const letter of ' In full') lineOf(theirs, 0).insert(lineOf(theirs, 0).length, letter);
	lineOf(mine, 1).insert(0, 'Own words. ');
	sent.splice(0).forEach(arrive);
	expect(waiting()).toBe(1);
	renameItem(theirs, 'itemaaaa', 'Night patrols');
	addItem(theirs, 'itembbbb', 'line0003', 'Any other business', 'itemaaaa');
	sent.splice(0).forEach(arrive);
	expect(waiting()).toBe(4);
	lineOf(theirs, 0).delete(6, 8);
	sent.splice(0).forEach(arrive);
	expect(waiting()).toBe(3);
});

test('[Z4] a line taken away, an item removed and a new order of the agenda are changes that wait', () => {
	const { mine, theirs, held, sent, arrive } = paused();
	addItem(mine, 'itembbbb', 'line0003', 'Any other business', 'itemaaaa');
	Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
	sent.length = 0;
	const waiting = () => {
		sent.splice(0).forEach(arrive);
		return held.waiting(readDraft(mine));
	};
	const body = bodyOf(itemsOf(theirs).get('itemaaaa') as Y.Map<unknown>);
	body?.delete(1, 1);
	expect(waiting()).toBe(1);
	moveItem(theirs, 'itembbbb', 'up');
	expect(waiting()).toBe(2);
	setItemRemoved(theirs, 'itembbbb', true);
	// The item and its one line; the order of what is left is as it was.
	expect(waiting()).toBe(3);
});

test('[Z4] a line cut during the pause: what the server says again is there once, and what it alone had is there', () => {
	const { mine, theirs, held, sent, arrive } = paused();
	lineOf(theirs, 0).insert(6, ' First.');
	sent.splice(0).forEach(arrive);
	lineOf(theirs, 0).insert(13, ' Missed.');
	lineOf(theirs, 1).delete(0, 7);
	// The answer to where the text in front of one is: everything since, what is held already included.
	arrive(Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)));
	sent.splice(0).forEach(arrive);
	held.release('line');
	expect(words(mine)).toEqual(['Noted. First. Missed.', '']);
});

test('[Z4] out of order: an update that came before the one it builds on is let in once that has come', () => {
	const { mine, theirs, held, sent, arrive } = paused();
	lineOf(theirs, 0).insert(6, ' One.');
	lineOf(theirs, 0).insert(11, ' Two.');
	const [first, second] = sent as [Uint8Array, Uint8Array];
	arrive(second);
	held.release('line');
	expect(words(mine)).toEqual(['Noted.', 'Agreed.']);
	arrive(first);
	expect(words(mine)).toEqual(['Noted. One. Two.', 'Agreed.']);
});

test('[Z4] random pauses of two people: both end with the same text, every word once', () => {
	for (let seed = 1; seed <= 60; seed++) {
		let state = seed * 2654435761;
		const chance = (below: number) => {
			state = (Math.imul(state, 1103515245) + 12345) >>> 0;
			return (state >>> 16) % below;
		};
		const docs = [new Y.Doc(), new Y.Doc()] as const;
		for (const doc of docs) Y.applyUpdate(doc, SEED);
		const held = docs.map((doc) => new HeldUpdates(doc));
		const boxes: Uint8Array[][] = [[], []];
		docs.forEach((doc, me) =>
			doc.on('update', (update: Uint8Array, origin: unknown) => {
				if (origin !== 'line') boxes[1 - me]?.push(update);
			})
		);
		const tokens: string[] = [];
		const deliver = (me: 0 | 1) => {
			for (const update of boxes[me]?.splice(0) ?? [])
				Y.applyUpdate(held[me]?.everybodys ?? docs[me], update, 'line');
		};
		for (let step = 0; step < 40; step++) {
			const me = chance(2) as 0 | 1;
			const what = chance(5);
			if (what === 0) held[me]?.hold();
			else if (what === 1) held[me]?.release('line');
			else if (what === 2) deliver(me);
			else {
				const token = `(${me}.${step})`;
				tokens.push(token);
				lineOf(docs[me], chance(2)).insert(0, token);
			}
		}
		for (const me of [0, 1] as const) {
			deliver(me);
			held[me]?.release('line');
		}
		const [mine, theirs] = docs.map(words);
		expect(mine, `seed ${seed}`).toEqual(theirs);
		for (const token of tokens) expect(mine?.join(' ').split(token).length, `${token}, seed ${seed}`).toBe(2);
	}
});

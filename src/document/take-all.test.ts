import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { abyss } from '../../tests/support/abyss.ts';
import { BaseThrows, takeAll, untidied, type Frame } from './take-all.ts';

const fresh = () => untidied({ gc: true });
const words = (doc: Y.Doc) => doc.getText('words').toJSON();

/** Frames as a person's keys make them. */
function typed(...texts: readonly string[]): Frame[] {
	const doc = new Y.Doc();
	const frames: Frame[] = [];
	doc.on('update', (frame: Uint8Array) => void frames.push({ position: 10 + frames.length, frame }));
	for (const text of texts) doc.getText('words').insert(doc.getText('words').length, text);
	return frames;
}

test('[R88] what can be taken in is taken in whole', () => {
	const { doc, leftOut } = takeAll(fresh, null, typed('a', 'b'), words);
	expect([words(doc), leftOut]).toEqual(['ab', []]);
});

test('[R88] what is nested deeper than a stack may reach is left out, and so is what would take it away', () => {
	const { maps, end } = abyss(6000);
	const [a, b, c] = typed('a', 'b', 'c') as [Frame, Frame, Frame];
	const frames = [a, { position: 50, frame: maps }, b, { position: 51, frame: end }, c];
	const { doc, leftOut } = takeAll(fresh, null, frames, words);
	expect(words(doc)).toBe('abc');
	expect(leftOut).toEqual([
		{ position: 50, why: expect.stringContaining('nested in each other') },
		{ position: 51, why: 'it takes away what is left out, and nothing else' }
	]);
	expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
	// It is a doc that works.
	doc.getText('words').insert(3, 'd');
	expect(words(takeAll(fresh, Y.encodeStateAsUpdate(doc), [], words).doc)).toBe('abcd');
});

test('[R88] several culprits are found one by one, bytes that are no update among them', () => {
	const [one, other] = [abyss(6000), abyss(6000)];
	const [a, b] = typed('a', 'b') as [Frame, Frame];
	const noUpdate = { position: 40, frame: new Uint8Array([1, 1, 7]) };
	const frames = [
		a,
		noUpdate,
		{ position: 50, frame: Y.mergeUpdates([one.maps, one.end]) },
		{ position: 51, frame: other.maps },
		{ position: 52, frame: other.end },
		b
	];
	const { doc, leftOut } = takeAll(fresh, null, frames, words);
	expect(words(doc)).toBe('ab');
	expect(leftOut.map(({ position }) => position)).toEqual([40, 50, 51, 52]);
});

test('[R88] what throws only when it is read is found as well', () => {
	const frames = typed('a', 'bad', 'c');
	const read = (doc: Y.Doc) => {
		if (words(doc).includes('bad')) throw new Error('bad');
		return words(doc);
	};
	// What was typed behind it stands on it, and waits.
	const { read: said, leftOut } = takeAll(fresh, null, frames, read);
	expect(said).toBe('a');
	expect(leftOut).toEqual([{ position: 11, why: 'what it brings could not be read (bad)' }]);
});

test('[R88] what the frames stand on is not mended here', () => {
	const { maps, end } = abyss(6000);
	expect(() => takeAll(fresh, Y.mergeUpdates([maps, end]), typed('a'), words)).toThrow(BaseThrows);
});

test.each([600, 1500, 2500, 6000])(
	'[R88] %i levels are left out whoever reads them, however much stack there is',
	(levels) => {
		const { maps } = abyss(levels);
		const [a] = typed('a') as [Frame];
		const { leftOut } = takeAll(fresh, null, [a, { position: 50, frame: maps }], words);
		expect(leftOut.map(({ position }) => position)).toEqual([50]);
	}
);

test('[R88] sixteen levels, which is what a document may have, are nothing', () => {
	const { maps, end } = abyss(16);
	const frames = [maps, end].map((frame, position) => ({ position, frame }));
	expect(takeAll(fresh, null, frames, words).leftOut).toEqual([]);
});

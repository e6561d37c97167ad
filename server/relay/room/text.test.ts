import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { StoredText } from '#server/store/log/folds.ts';
import { Text } from './text.ts';
import { inspectUpdate, type UpdateContent } from '#server/relay/update/update.ts';

const EMPTY_VECTOR = new Uint8Array([0]);

interface Written {
	readonly doc: Y.Doc;
	readonly frames: Uint8Array[];
}

function written(...steps: readonly ((text: Y.Text) => void)[]): Written {
	const doc = new Y.Doc();
	const frames: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => frames.push(update));
	for (const step of steps) step(doc.getText('words'));
	return { doc, frames };
}

const HELLO = [
	(text: Y.Text) => text.insert(0, 'hello world'),
	(text: Y.Text) => text.delete(0, 6),
	(text: Y.Text) => text.insert(5, '!')
];

const rows = (frames: readonly Uint8Array[]): StoredText['tail'] =>
	frames.map((frame, n) => ({ position: n + 1, connection: n === 0 ? 'seed' : 'c', at: n, frame }));

/** The first `folded` frames as a fold, the others behind it. */
function stored(frames: readonly Uint8Array[], folded: number): StoredText {
	const doc = new Y.Doc();
	for (const frame of frames.slice(0, folded)) Y.applyUpdate(doc, frame);
	const vector = Y.encodeStateVector(doc);
	return {
		fold:
			folded === 0
				? null
				: {
						position: folded,
						at: folded,
						state: Y.encodeStateAsUpdate(doc),
						vector,
						deletes: Y.encodeStateAsUpdate(doc, vector)
					},
		tail: rows(frames).slice(folded),
		damaged: 0
	};
}

function open(text: StoredText): { text: Text; complaints: unknown[] } {
	const complaints: unknown[] = [];
	return {
		text: new Text(text, {
			report: (error) => complaints.push(error),
			onTaken: () => undefined,
			onMoved: () => undefined
		}),
		complaints
	};
}

function received(by: Y.Doc, answer: { step2: Uint8Array; updates: readonly Uint8Array[] }): string {
	for (const update of [answer.step2, ...answer.updates]) Y.applyUpdate(by, update);
	return by.getText('words').toJSON();
}

const contentOf = (update: Uint8Array): UpdateContent => {
	const content = inspectUpdate(update);
	if (!content.ok) throw new Error(content.error);
	return content.value;
};

test.each([0, 1, 2, 3])(
	'[R30] whoever has nothing is sent what is on disk, and no doc is built (%i frames folded)',
	(folded) => {
		const { frames, doc } = written(...HELLO);
		const { text } = open(stored(frames, folded));
		expect(received(new Y.Doc(), text.answer(EMPTY_VECTOR))).toBe('world!');
		expect(Y.decodeStateVector(text.vector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
		expect(text.isBuilt).toBe(false);
	}
);

test.each([0, 1, 2, 3])(
	'[R30] whoever is in step is told the deletions only (%i frames folded)',
	(folded) => {
		const { frames, doc } = written(...HELLO);
		const { text } = open(stored(frames, folded));
		// Has all the text, but has missed that some of it was deleted.
		const behind = new Y.Doc();
		Y.applyUpdate(behind, frames[0] ?? new Uint8Array());
		Y.applyUpdate(behind, frames[2] ?? new Uint8Array());
		expect(behind.getText('words').toJSON()).toBe('hello world!');
		expect(received(behind, text.answer(Y.encodeStateVector(doc)))).toBe('world!');
		expect(text.isBuilt).toBe(false);
	}
);

test.each([1, 2, 3])(
	'[R30] whoever lacks a part of it is sent that part of what is on disk, and no doc is built (%i frames folded)',
	(folded) => {
		const { frames } = written(...HELLO);
		const { text } = open(stored(frames, folded));
		const behind = new Y.Doc();
		Y.applyUpdate(behind, frames[0] ?? new Uint8Array());
		expect(received(behind, text.answer(Y.encodeStateVector(behind)))).toBe('world!');
		expect(text.isBuilt).toBe(false);
	}
);

test('[R30] for a part of what is not folded the doc is built', () => {
	const { frames } = written(...HELLO);
	const { text } = open(stored(frames, 0));
	const behind = new Y.Doc();
	Y.applyUpdate(behind, frames[0] ?? new Uint8Array());
	expect(received(behind, text.answer(Y.encodeStateVector(behind)))).toBe('world!');
	expect(text.isBuilt).toBe(true);
});

test('[R30] the handshake of a client in step is known without a doc; what is new is not', () => {
	const { frames, doc } = written(...HELLO);
	const { text } = open(stored(frames, 3));
	expect(text.contains(contentOf(new Uint8Array([0, 0])))).toBe(true);
	expect(text.contains(contentOf(Y.encodeStateAsUpdate(doc, text.vector)))).toBe(true);
	expect(text.contains(contentOf(Y.encodeStateAsUpdate(doc)))).toBe(true);
	expect(text.isBuilt).toBe(false);
	const vector = text.vector;
	doc.getText('words').delete(0, 1);
	expect(text.contains(contentOf(Y.encodeStateAsUpdate(doc, vector)))).toBe(false);
	doc.getText('words').insert(0, 'W');
	expect(text.contains(contentOf(Y.encodeStateAsUpdate(doc, vector)))).toBe(false);
});

test('[R30] a deletion that stands behind the fold is known, too', () => {
	const { frames, doc } = written(...HELLO);
	const { text } = open(stored(frames, 1));
	expect(text.contains(contentOf(Y.encodeStateAsUpdate(doc, text.vector)))).toBe(true);
});

test('[R30] a log with a gap is never taken for more than it holds', () => {
	const { frames } = written(...HELLO);
	const { text } = open(stored([frames[1], frames[2]] as Uint8Array[], 0));
	expect(Y.decodeStateVector(text.vector).size).toBe(0);
	expect(text.isBuilt).toBe(true);
});

test('[R88] a frame that cannot be applied is reported, and nothing is said of a text half made', () => {
	const { frames } = written(...HELLO);
	const { text, complaints } = open(
		stored([frames[0], new Uint8Array([1, 2, 3]), frames[1], frames[2]] as Uint8Array[], 0)
	);
	expect(() => text.doc).toThrow();
	expect(complaints).toHaveLength(1);
});

test('[R31] who has heard all but the last frames is sent the last frames', () => {
	const { frames } = written(...HELLO);
	const { text } = open(stored(frames, 0));
	const behind = new Y.Doc();
	Y.applyUpdate(behind, frames[0] ?? new Uint8Array());
	const vector = Y.encodeStateVector(behind);
	const tail = text.tail(vector, frames.slice(1));
	expect(tail && received(behind, tail)).toBe('world!');
	expect(text.isBuilt).toBe(false);
	expect(text.tail(text.vector, [])).toEqual({ step2: new Uint8Array([0, 0]), updates: [] });
});

test('[R31] who says to have heard what its state vector lacks is not believed', () => {
	const { frames } = written(...HELLO);
	const { text } = open(stored(frames, 0));
	expect(text.tail(EMPTY_VECTOR, frames.slice(1))).toBe(null);
	expect(text.tail(EMPTY_VECTOR, [])).toBe(null);
});

test('[R30] formatting without effect is not tidied away by reading', () => {
	const { frames } = written(
		(text) => text.insert(0, 'abc'),
		(text) => text.format(0, 3, { bold: true }),
		(text) => text.format(0, 3, { bold: null })
	);
	const { text } = open(stored(frames, 0));
	const untouched = Y.encodeStateAsUpdate(text.doc);
	expect(untouched).toEqual(Y.encodeStateAsUpdate(open(stored(frames, 0)).text.doc));
	const heard: Uint8Array[] = [];
	text.doc.on('update', (update: Uint8Array) => heard.push(update));
	expect(heard).toEqual([]);
});

test('[R65] marks of two people that say the same are left as they are by taking them in', () => {
	const [ann, ben] = [new Y.Doc(), new Y.Doc()];
	const frames: Uint8Array[] = [];
	for (const doc of [ann, ben]) doc.on('update', (update: Uint8Array) => frames.push(update));
	ann.getText('words').insert(0, 'abc');
	Y.applyUpdate(ben, Y.encodeStateAsUpdate(ann));
	for (const doc of [ann, ben]) doc.getText('words').format(0, 3, { bold: true });
	const { text } = open(stored([], 0));
	const words = text.doc.getText('words');
	for (const frame of frames) {
		text.put(frame, contentOf(frame));
		text.catchUp();
	}
	expect(words.toDelta()).toEqual([{ insert: 'abc', attributes: { bold: true } }]);
	expect(Y.createDeleteSetFromStructStore(text.doc.store).clients.size).toBe(0);
});

test('[R65] what is put behind the doc counts as there, and is taken in when somebody asks, all at once', () => {
	const { doc, frames } = written(...HELLO);
	const { text, complaints } = open(stored([], 0));
	let changes = 0;
	text.lagging.on('afterTransaction', () => changes++);
	for (const frame of frames) text.put(frame, contentOf(frame));
	expect(changes).toBe(0);
	expect(text.clock(doc.clientID)).toBe(12);
	expect(text.vector).toEqual(Y.encodeStateVector(doc));
	expect(text.doc.getText('words').toString()).toBe('world!');
	expect(changes).toBe(1);
	expect(complaints).toEqual([]);
});

test('[R65] no more lies behind it than can be taken in between two keystrokes', () => {
	const typed = written(...Array.from({ length: 300 }, () => (text: Y.Text) => text.insert(0, 'a')));
	const { text } = open(stored([], 0));
	for (const frame of typed.frames) text.put(frame, contentOf(frame));
	expect(text.lagging.getText('words').length).toBeGreaterThanOrEqual(256);
});

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { inspectUpdate, isKnown } from './update.ts';

/** The kinds of content of a meeting's document, and one edit each of somebody else on top. */
function samples(): { full: Uint8Array; updates: Uint8Array[] } {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (let n = 0; n < 3; n++) {
		const item = new Y.Map<unknown>();
		item.set('title', new Y.Text(`title ${n}`));
		const body = new Y.XmlFragment();
		item.set('body', body);
		doc.getMap('items').set(`item${n}`, item);
		const line = new Y.XmlElement('line');
		line.setAttribute('kind', 'point');
		body.insert(0, [line]);
		const text = new Y.XmlText('hello world');
		line.insert(0, [text]);
		text.insert(3, 'xyz');
		text.delete(1, 2);
		text.format(2, 3, { bold: true });
		doc.getMap('actions').set(`key${n}`, { a: [1, 'x', null, true, 2.5] });
	}
	doc.getArray('bytes').push([new Uint8Array([1, 2])]);
	doc.getMap('items').delete('item2');
	const full = Y.encodeStateAsUpdate(doc);
	const other = new Y.Doc();
	Y.applyUpdate(other, full);
	other.on('update', (update: Uint8Array) => updates.push(update));
	const body = (other.getMap('items').get('item0') as Y.Map<unknown>).get('body') as Y.XmlFragment;
	body.insert(0, [new Y.XmlElement('line')]);
	body.delete(1, 1);
	other.getMap('actions').set('key1', 1);
	return { full, updates: [...updates, full] };
}

/** mulberry32, see tests/support/chance.ts */
function seeded(seed: number): (limit: number) => number {
	let state = seed >>> 0;
	return (limit) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
	};
}

test('[R9] says which clocks an update adds and what it deletes', () => {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, 'hello');
	const before = Y.encodeStateVector(doc);
	doc.getText('t').insert(5, '!!');
	doc.getText('t').delete(0, 2);
	const content = inspectUpdate(Y.encodeStateAsUpdate(doc, before));
	expect(content).toMatchObject({ ok: true });
	if (!content.ok) return;
	expect(content.value.structs.get(doc.clientID)).toMatchObject({ from: 5, to: 7 });
	expect(content.value.deletes.get(doc.clientID)).toMatchObject([{ clock: 0, len: 2 }]);
});

test.each([
	['nothing', []],
	['cut short', [1, 1, 5]],
	['more structs than bytes', [255, 255, 255, 255, 15, 1, 5, 0]],
	// One GC struct (info 0) of client 5 at clock 0, 2^40 long.
	['a length nobody can have typed', [1, 1, 5, 0, 0, 128, 128, 128, 128, 128, 32, 0]],
	['a struct without length', [1, 1, 5, 0, 0, 0, 0]],
	// A string that claims more bytes than there are, with somebody else's behind it in the same buffer.
	['a string longer than the frame', [1, 1, 5, 0, 4, 1, 1, 116, 100, 97]]
])('[R9] refuses %s', (_what, bytes) => {
	const pool = new Uint8Array(256).fill(65);
	pool.set(bytes);
	expect(inspectUpdate(pool.subarray(0, bytes.length)).ok).toBe(false);
});

test('[R9] refuses a struct that refers to its own future, which Yjs would throw over', () => {
	// Client 5, clock 0: a string (info 4 with origin, 128) whose origin is client 5, clock 9.
	const bytes = new Uint8Array([1, 1, 5, 0, 132, 5, 9, 1, 65, 0]);
	expect(() => Y.decodeUpdate(bytes)).not.toThrow();
	expect(() => Y.applyUpdate(new Y.Doc(), bytes)).toThrow();
	expect(inspectUpdate(bytes)).toEqual({ ok: false, error: 'a struct that refers to its own future' });
});

test('[R9] refuses a document within the document', () => {
	const doc = new Y.Doc();
	doc.getMap('m').set('sub', new Y.Doc());
	expect(inspectUpdate(Y.encodeStateAsUpdate(doc)).ok).toBe(false);
});

const seed = Math.trunc(Math.random() * 2 ** 31);
test(`[R9] whatever passes can be applied (seed ${seed})`, () => {
	const below = seeded(seed);
	const { full, updates } = samples();
	let passed = 0;
	for (let n = 0; n < 6000; n++) {
		const bytes = (updates[below(updates.length)] ?? full).slice();
		for (let changes = 1 + below(3); changes > 0; changes--) {
			const at = below(bytes.length);
			bytes[at] = below(2) === 0 ? below(256) : (bytes[at] ?? 0) ^ (1 << below(8));
		}
		if (!inspectUpdate(bytes).ok) continue;
		passed++;
		for (const before of [full, null]) {
			const doc = new Y.Doc();
			if (before) Y.applyUpdate(doc, before);
			const hex = Buffer.from(bytes).toString('hex');
			expect(() => Y.applyUpdate(doc, bytes), hex).not.toThrow();
			// And the doc can still be sent to somebody new.
			const next = new Y.Doc();
			expect(() => Y.applyUpdate(next, Y.encodeStateAsUpdate(doc)), hex).not.toThrow();
		}
	}
	expect(passed).toBeGreaterThan(500);
});

test('[R13] an update is known when it adds nothing and deletes nothing new', () => {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, 'hello world');
	doc.getText('t').delete(2, 3);
	const known = (update: Uint8Array) => {
		const content = inspectUpdate(update);
		return content.ok && isKnown(doc, content.value);
	};
	expect(known(Y.encodeStateAsUpdate(doc))).toBe(true);
	expect(known(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)))).toBe(true);
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
	other.getText('t').delete(0, 1);
	expect(known(Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))).toBe(false);
	other.getText('t').insert(0, 'x');
	expect(known(Y.encodeStateAsUpdate(other))).toBe(false);
	expect(known(Y.encodeStateAsUpdate(new Y.Doc()))).toBe(true);
});

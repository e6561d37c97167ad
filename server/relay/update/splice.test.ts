import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { spliced, type Said } from './splice.ts';
import { inspectUpdate } from './update.ts';

const said = (update: Uint8Array): Said => {
	const content = inspectUpdate(update);
	if (!content.ok) throw new Error(content.error);
	return { update, content: content.value };
};

/** People who type and delete in one text; all hear of each change before the next. */
function writtenBy(
	program: readonly { readonly who: number; readonly at: number; readonly word: string }[]
): {
	readonly updates: readonly Uint8Array[];
	readonly text: string;
} {
	const updates: Uint8Array[] = [];
	const people = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
	for (const doc of people) doc.on('update', (update: Uint8Array, origin) => origin ?? updates.push(update));
	for (const { who, at, word } of program) {
		const doc = people[who % 3];
		const text = doc?.getText('words');
		if (!doc || !text) continue;
		if (word === '') text.delete(at % (text.length + 1), Math.min(3, text.length - (at % (text.length + 1))));
		else text.insert(at % (text.length + 1), word);
		const change = updates.at(-1);
		for (const other of people) if (other !== doc && change) Y.applyUpdate(other, change, doc);
	}
	return { updates, text: people[0]?.getText('words').toString() ?? '' };
}

test('[R61] what comes within one window is one update, and says what its parts say', () => {
	fc.assert(
		fc.property(
			fc.array(fc.record({ who: fc.nat(2), at: fc.nat(50), word: fc.constantFrom('', 'a', 'ward', 'é🙂') }), {
				minLength: 1,
				maxLength: 30
			}),
			(program) => {
				const { updates, text } = writtenBy(program);
				const [whole, ...more] = spliced(updates.map(said));
				expect(more).toEqual([]);
				const doc = new Y.Doc();
				let changes = 0;
				doc.on('update', () => changes++);
				if (whole) Y.applyUpdate(doc, whole);
				expect(doc.getText('words').toString()).toBe(text);
				expect(changes).toBeLessThanOrEqual(1);
				expect(whole === undefined || inspectUpdate(whole).ok).toBe(true);
			}
		)
	);
});

test('[R61] what repeats itself, and what nobody has read, goes out on its own and in its place', () => {
	const { updates } = writtenBy([
		{ who: 0, at: 0, word: 'one' },
		{ who: 0, at: 3, word: 'two' },
		{ who: 1, at: 0, word: 'three' }
	]);
	const [one, two, three] = updates as [Uint8Array, Uint8Array, Uint8Array];
	expect(spliced([said(one), said(one), said(two)])).toHaveLength(2);
	expect(spliced([said(one), { update: two, content: null }, said(three)])).toEqual([one, two, three]);
	expect(spliced([])).toEqual([]);
});

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { YType, type Form } from '#core/wire/content-rules.ts';
import { Positions } from './positions.ts';
import { inspectUpdate } from './update.ts';

/** How often anything was asked of the table. */
let asked = 0;
const watched = (form: Form): Form =>
	new Proxy(form, {
		get(of, name) {
			if (name === 'keys' || name === 'row' || name === 'what') asked++;
			return Reflect.get(of, name) as unknown;
		}
	});

function letThrough(places: Positions, update: Uint8Array): string | null {
	const content = inspectUpdate(update);
	if (!content.ok) throw new Error(content.error);
	return places.refuse(content.value);
}

test('[R86] a thousand keystrokes ask nothing of the table, be they taken in at once or not', () => {
	const doc = new Y.Doc();
	const places = new Positions(() => doc, {
		items: watched({
			kind: 'form',
			what: 'the items',
			type: YType.Map,
			keys: { title: watched({ kind: 'form', what: 'a title', type: YType.Text, words: true }) }
		})
	});
	const page = new Y.Doc();
	const frames: Uint8Array[] = [];
	page.on('update', (update: Uint8Array) => void frames.push(update));
	const title = new Y.Text('a');
	page.getMap('items').set('title', title);
	for (let n = 0; n < 1000; n++) title.insert(n, 'x');
	const [first, ...keys] = frames as [Uint8Array, ...Uint8Array[]];
	expect(letThrough(places, first)).toBe(null);
	Y.applyUpdate(doc, first);
	places.applied();
	expect(letThrough(places, keys.shift() as Uint8Array)).toBe(null);
	asked = 0;
	for (const [n, key] of keys.entries()) {
		expect(letThrough(places, key)).toBe(null);
		if (n % 10 !== 0) continue;
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(page));
		places.applied();
	}
	expect(asked).toBe(0);
});

/** Threat 4: authority, or anything else that the document does not hold, written into it by somebody with the pen. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire/wire.ts';
import { itemsOf } from '#document/fields.ts';
import { setPlan } from '#document/agenda/item-plan.ts';
import { Besieged, bodyIn, ITEM, itemIn, LINE, lineIn, textIn, wordsOf, WORDS } from '../support/besieged.ts';

let besieged: Besieged;
afterEach(() => besieged.close());

const CIRCULAR = { written: 'x', chosen: null, outside: false, order: 'a' };
const attacks: readonly (readonly [what: string, edit: (doc: Y.Doc) => void])[] = [
	['a status at the top', (doc) => doc.getMap('meta').set('status', 'signed')],
	['a text at the top', (doc) => doc.getText('evil').insert(0, 'words nobody sees')],
	['a name that every object answers to', (doc) => doc.getText('__proto__').insert(0, 'x')],
	['an item under such a name', (doc) => itemsOf(doc).set('__proto__', new Y.Map())],
	['an item under another', (doc) => itemsOf(doc).set('constructor', new Y.Map())],
	[
		'a field of an owner under such a name',
		(doc) =>
			doc
				.getMap('actions')
				.set(
					`${LINE}|owner|x`,
					JSON.parse(JSON.stringify(CIRCULAR).replace('"order"', '"__proto__":{"x":1},"order"'))
				)
	],
	['an id of a line under such a name', (doc) => lineIn(doc).setAttribute('id', '__proto__')],
	['an element nobody knows', (doc) => bodyIn(doc).insert(0, [new Y.XmlElement('script')])],
	['an attribute nobody knows', (doc) => lineIn(doc).setAttribute('onclick', 'x')],
	['a field of 900 kB', (doc) => itemIn(doc).set('lead', 'x'.repeat(900_000))],
	['a key of 900 kB', (doc) => doc.getMap('actions').set(`${LINE}|owner|${'x'.repeat(900_000)}`, CIRCULAR)],
	['a number of another type', (doc) => itemIn(doc).set('minutes', 'twenty')],
	['a title that is no text', (doc) => itemIn(doc).set('title', 'x')],
	['bytes', (doc) => itemIn(doc).set('lead', new Uint8Array(10))],
	['a note of what was taken that is none', (doc) => doc.getArray('taken').push(['x'])],
	['words where items are listed', (doc) => doc.getArray('taken').push([new Y.Text('x')])]
];

describe('[R82] threat 4: what the document does not hold', () => {
	beforeEach(async () => void (besieged = await Besieged.open()));

	test.each(attacks)(
		'%s is refused before the log, with its reason, and its author closed',
		async (_what, edit) => {
			const { nack, closed, entered } = await besieged.edited(edit);
			expect([nack?.code, closed, entered]).toEqual([Refused.Malformed, Close.Malformed, false]);
			expect(nack?.why).not.toBe('');
		}
	);

	test('in a handshake it is refused as well', async () => {
		const doc = await besieged.page();
		const vector = Y.encodeStateVector(doc);
		doc.getMap('meta').set('status', 'signed');
		const { nack, entered } = await besieged.sent([Y.encodeStateAsUpdate(doc, vector)], 'eve', true);
		expect([nack?.code, entered]).toEqual([Refused.Malformed, false]);
	});
});

/** Maps in one another, `levels` of them, by one client: as the log may hold them from before that was judged. */
function nested(doc: Y.Doc, levels: number): void {
	doc.transact(() => {
		let map: Y.Map<unknown> = itemIn(doc);
		for (let n = 0; n < levels; n++) {
			const inner = new Y.Map<unknown>();
			map.set('a', inner);
			map = inner;
		}
	});
}

describe('[R82] [R83] maps in maps', () => {
	test('are refused in one frame, and one by one', async () => {
		besieged = await Besieged.open();
		expect(await besieged.edited((doc) => nested(doc, 2500))).toMatchObject({
			closed: Close.Malformed,
			entered: false
		});
		expect(await besieged.edited((doc) => nested(doc, 1))).toMatchObject({
			closed: Close.Malformed,
			entered: false
		});
	});

	test('[R84] that stand there from before are not taken away from above, and hinder nobody', async () => {
		besieged = await Besieged.open();
		const old = await besieged.page();
		nested(old, 400);
		const there = await besieged.beside('meeting02', Y.encodeStateAsUpdate(old));
		const cut = (doc: Y.Doc): Uint8Array => {
			const { client, clock } = (itemIn(doc)._map.get('a') as Y.Item).id;
			return new Uint8Array(
				Buffer.concat([
					Buffer.from([0, 1]),
					varUint(client),
					Buffer.from([1]),
					varUint(clock),
					Buffer.from([1])
				])
			);
		};
		const page = await there.page();
		expect(await there.sent([cut(page)])).toMatchObject({
			nack: { code: Refused.Malformed, why: 'it takes away what is nested too deep' },
			entered: false
		});
		const over = new Y.Doc();
		Y.applyUpdate(over, Y.encodeStateAsUpdate(page));
		const frames: Uint8Array[] = [];
		over.on('update', (update: Uint8Array) => void frames.push(update));
		textIn(over).insert(0, 'Yes. ');
		setPlan(over, ITEM, { lead: 'KB' });
		expect(await there.sent(frames, 'ann')).toMatchObject({ nack: null, entered: true });
		expect(wordsOf(await there.page())).toBe(`Yes. ${WORDS}`);
	});
});

function varUint(number: number): Uint8Array {
	const bytes: number[] = [];
	for (let left = number; ; left = Math.floor(left / 128)) {
		if (left < 128) return new Uint8Array([...bytes, left]);
		bytes.push((left % 128) | 128);
	}
}

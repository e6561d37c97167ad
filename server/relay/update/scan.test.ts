import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { frameBounds } from '#server/relay/socket/frames.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { scanUpdate } from './scan.ts';
import { HANDSHAKE } from './update.ts';

const LIVE = frameBounds(parseLimits({})).live;

/** What Yjs itself reads in an update, in the scanner's words. */
function asYjsReads(update: Uint8Array): { structs: [number, number, number][]; deletes: unknown } {
	const { structs, ds } = Y.decodeUpdate(update);
	const rows = new Map<number, [number, number, number]>();
	for (const { id, length } of structs) {
		const row = rows.get(id.client) ?? [id.client, id.clock, id.clock];
		row[2] = id.clock + length;
		rows.set(id.client, row);
	}
	return {
		structs: [...rows.values()],
		deletes: [...ds.clients].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])])
	};
}

function asScanned(update: Uint8Array): ReturnType<typeof asYjsReads> {
	const { structs, deletes } = scanUpdate(update, HANDSHAKE);
	return {
		structs: [...structs].map(([client, { from, to }]) => [client, from, to]),
		deletes: [...deletes].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])])
	};
}

/** Every kind of content Yjs has, but a document within the document. */
function everything(): Y.Doc {
	const doc = new Y.Doc();
	const map = doc.getMap<unknown>('map');
	map.set('any', { deep: [1, -1, 2 ** 40, 0.5, 1e300, 'ä', '😀', null, undefined, true, false, { a: [] }] });
	map.set('bytes', new Uint8Array([1, 2, 3]));
	map.set('text', new Y.Text('grün 😀 text'));
	map.set('array', Y.Array.from([1, 2, 'three']));
	const text = map.get('text') as Y.Text;
	text.format(1, 3, { bold: true, link: { href: 'https://example.org/[[[' } });
	text.insertEmbed(2, { image: '"\\]' });
	text.delete(0, 2);
	const body = new Y.XmlFragment();
	map.set('body', body);
	const line = new Y.XmlElement('line');
	line.setAttribute('kind', 'point');
	line.insert(0, [new Y.XmlText('words')]);
	body.insert(0, [line, new Y.XmlHook('hook') as unknown as Y.XmlText]);
	map.delete('array');
	return doc;
}

test('[R9] the scanner reads what Yjs reads', () => {
	const doc = everything();
	const updates: Uint8Array[] = [Y.encodeStateAsUpdate(doc)];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	const text = doc.getMap<Y.Text>('map').get('text');
	text?.insert(3, 'more 😀');
	text?.delete(1, 2);
	text?.format(0, 4, { bold: null });
	doc.getMap('map').set('text', 1);
	const gap = [updates[1], updates[4]].filter((update) => update !== undefined);
	updates.push(Y.mergeUpdates(gap));
	for (const update of updates) expect(asScanned(update)).toEqual(asYjsReads(update));
});

test('[R40] what an update leaves out is told', () => {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (const word of ['a', 'b', 'c']) doc.getText('t').insert(0, word);
	const [first, , last] = updates;
	if (!first || !last) throw new Error('no updates');
	expect(scanUpdate(Y.mergeUpdates([first, last]), HANDSHAKE).skips).toBe(true);
	expect(scanUpdate(Y.mergeUpdates(updates), HANDSHAKE).skips).toBe(false);
});

test('[R40] what an update needs of others is told: the highest clock of each', () => {
	const ann = new Y.Doc();
	ann.getText('t').insert(0, 'hello');
	const ben = new Y.Doc();
	Y.applyUpdate(ben, Y.encodeStateAsUpdate(ann));
	const updates: Uint8Array[] = [];
	ben.on('update', (update: Uint8Array) => updates.push(update));
	ben.getText('t').insert(2, 'x');
	expect([...scanUpdate(updates[0] ?? new Uint8Array(), LIVE).needs]).toEqual([[ann.clientID, 2]]);
});

const string = (text: string): number[] => [text.length, ...Buffer.from(text)];
/** One struct of client 5 at clock 0 in the map `t`: info, its parent, its content. */
const one = (kind: number, ...content: number[]) =>
	new Uint8Array([1, 1, 5, 0, kind, 1, ...string('t'), ...content, 0]);
const deepAny = [...Array.from({ length: 200 }, () => [117, 1]).flat(), 126];
const many = Array.from({ length: 65 }, (_unused, client) => [1, client, 0, 4, 1, 1, 116, 1, 65]).flat();

test.each([
	['a struct count larger than the frame', new Uint8Array([1, 255, 255, 3, 5, 0, 0, 1, 0])],
	['a client count larger than allowed', new Uint8Array([255, 255, 255, 127, 0])],
	['values nested too deep', one(8, 1, ...deepAny)],
	['JSON nested too deep', one(5, ...string('['.repeat(60) + ']'.repeat(60)))],
	[
		'JSON whose depth hides behind a string',
		one(5, ...string('["]]]]]]]]]]]]]]"' + ',['.repeat(40) + ']'.repeat(41)))
	],
	['what is not JSON', one(5, ...string('{a'))],
	['a BigInt', one(8, 1, 122, 0, 0, 0, 0, 0, 0, 0, 1)],
	['bytes that are not UTF-8', one(4, 2, 0xed, 0xa0)],
	['an unknown type', one(7, 9)],
	['an unknown content', one(11)],
	['an array longer than the frame', one(8, 255, 255, 127)],
	['deletions that overlap', new Uint8Array([0, 1, 5, 2, 0, 4, 2, 4])],
	['deletions out of order', new Uint8Array([0, 1, 5, 2, 8, 1, 0, 1])],
	['deletions of a client in two rows', new Uint8Array([0, 2, 5, 1, 0, 1, 5, 1, 4, 1])],
	['bytes behind the update', new Uint8Array([0, 0, 0])],
	[
		'a number that no number can hold',
		new Uint8Array([1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0, 1, 0])
	],
	['collected text that nobody can have typed', new Uint8Array([1, 1, 5, 0, 0, 128, 128, 128, 4, 0])],
	['more clients than one person has', new Uint8Array([65, ...many, 0])]
])('[R40] refuses %s', (_what, bytes) => {
	expect(() => scanUpdate(bytes, LIVE)).toThrow();
});

/** Frames of somebody who knows Yjs and the minutes, and means harm: what was once done to the running product, in many forms. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { agenda } from '#document/agenda/agenda.ts';
import { bodyOf } from '#document/fields.ts';
import type { Chance } from '../support/chance.ts';
import { syncFrame } from '../support/relay-clients.ts';
import { ABSENT, ITEM, LINE, OWN, VICTIM } from './scene.ts';

type Act = (doc: Y.Doc, chance: Chance) => void;

const NAMES = [
	'meta',
	'evil',
	'__proto__',
	'constructor',
	'report|__proto__',
	'amendment|x',
	'items ',
	'report|'
];
const IDS = ['__proto__', 'constructor', 'toString', '', 'A', 'item-0001', 'x'.repeat(41), 'ä'.repeat(9)];
const pick = <T>(chance: Chance, of: readonly T[]): T => of[chance.below(of.length)] as T;

function lineIn(doc: Y.Doc, chance: Chance): Y.XmlElement | null {
	const lines = agenda(doc).flatMap(({ item }) => bodyOf(item)?.toArray() ?? []);
	const line = lines[chance.below(Math.max(1, lines.length))];
	return line instanceof Y.XmlElement ? line : null;
}

function wordsIn(doc: Y.Doc, chance: Chance): Y.XmlText | null {
	const text = lineIn(doc, chance)?.get(0);
	return text instanceof Y.XmlText ? text : null;
}

/** A type in a type in a type, down to where it ends, and one or many more. */
function nest(doc: Y.Doc, chance: Chance): void {
	let map: Y.Map<unknown> = doc.getMap('items');
	for (let next: unknown = map.get(ITEM); next instanceof Y.Map; next = map.get('a'))
		map = next as Y.Map<unknown>;
	for (let n = chance.below(8) === 0 ? 2500 : 1 + chance.below(3); n > 0; n--) {
		const inner = new Y.Map<unknown>();
		map.set('a', inner);
		map = inner;
	}
}

const place = (chance: Chance): [number, number] => [
	pick(chance, [VICTIM, ABSENT, ...OWN]),
	chance.below(60)
];

const ACTS: readonly Act[] = [
	nest,
	(doc, chance) =>
		void doc.getMap('items').set(pick(chance, [ITEM, ...IDS]), new Y.Map([['title', new Y.Text('x')]])),
	(doc, chance) => void doc.getMap(pick(chance, NAMES)).set('status', 'signed'),
	(doc, chance) => void doc.getText(pick(chance, NAMES)).insert(0, 'words'),
	(doc, chance) =>
		void doc.getMap('actions').set(`${pick(chance, IDS)}|due`, { written: 'x', kind: 'words', date: null }),
	(doc, chance) =>
		void doc.getMap('actions').set(`${LINE}1|owner|x`, {
			written: 'x'.repeat(chance.below(3) === 0 ? 900_000 : 5),
			chosen: null,
			outside: false,
			order: 'a',
			...(chance.below(2) === 0 && { extra: { a: { b: [1] } } })
		}),
	(doc, chance) => wordsIn(doc, chance)?.format(0, 2, { [pick(chance, ['bold', '__proto__', 'x'])]: true }),
	(doc, chance) => wordsIn(doc, chance)?.insertEmbed(0, { image: 'x' }),
	(doc, chance) =>
		lineIn(doc, chance)?.setAttribute(pick(chance, ['style', 'kind', 'id', '__proto__']), pick(chance, IDS)),
	(doc, chance) => lineIn(doc, chance)?.insert(0, [new Y.XmlElement(pick(chance, ['line', 'table']))]),
	(doc, chance) =>
		bodyOf(doc.getMap('items').get(ITEM) as Y.Map<unknown>)?.insert(0, [
			pick(chance, [new Y.XmlText('x'), new Y.XmlElement('table'), new Y.XmlElement('line')])
		]),
	// Somebody else's words as one's own, or the other way round.
	(doc, chance) =>
		void doc.getArray('taken').push([
			{
				line: place(chance),
				whole: chance.below(2) === 0,
				words: [
					[...place(chance), 1 + chance.below(9)],
					[...place(chance), 1 + chance.below(9)]
				],
				seen: [place(chance)],
				heir: pick(chance, [null, { from: chance.below(4), at: place(chance), length: chance.below(9) }])
			}
		]),
	(doc) => void doc.getArray('taken').push(['x'.repeat(100_000)]),
	(doc) => void doc.getMap('items').delete(ITEM),
	(doc) => doc.getArray('taken').delete(0, doc.getArray('taken').length)
];

/** What a page does that may do anything, with the document as it is. */
export function attack(chance: Chance, room: Y.Doc): Uint8Array {
	if (chance.below(5) === 0) return forged(chance, (client) => Y.getState(room.store, client));
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(room));
	doc.clientID = pick(chance, OWN);
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void updates.push(update));
	try {
		doc.transact(() => pick(chance, ACTS)(doc, chance));
	} catch {
		// There is no such place yet, or Yjs itself does not do that.
	}
	const update = updates.length > 0 ? Y.mergeUpdates(updates) : new Uint8Array([0, 0]);
	return syncFrame(
		chance.below(6) === 0 ? 1 : 2,
		update.length < 1_000_000 ? update : new Uint8Array([0, 0])
	);
}

/** Under the id of somebody who is not here, or one's own with a hole before it: collected, deleted, left out, or letters. */
function forged(chance: Chance, clock: (client: number) => number): Uint8Array {
	const client = pick(chance, [ABSENT, ABSENT, VICTIM, ...OWN]);
	const update = encoding.encode((out) => {
		encoding.writeVarUint(out, 1);
		encoding.writeVarUint(out, 1);
		encoding.writeVarUint(out, client);
		encoding.writeVarUint(out, clock(client) + pick(chance, [0, 0, 0, 7, 100_000]));
		const kind = pick(chance, [0, 1, 10, 4]);
		encoding.writeUint8(out, kind);
		if (kind === 1 || kind === 4) {
			encoding.writeVarUint(out, 1);
			encoding.writeVarString(out, 'report|action01');
		}
		if (kind === 4) encoding.writeVarString(out, 'words of somebody else');
		else encoding.writeVarUint(out, 1 + chance.below(1_000_000));
		encoding.writeVarUint(out, 0);
	});
	return syncFrame(pick(chance, [1, 1, 2]), update);
}

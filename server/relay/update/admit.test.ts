import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PersonId } from '#core/kernel/ids.ts';
import { Refused } from '#core/wire/wire.ts';
import { Admission, type Verdict, type Writer } from './admit.ts';
import { Positions } from './positions.ts';
import { ClientOwners } from '#server/relay/room/client-owners.ts';
import { HANDSHAKE, inspectUpdate } from './update.ts';
import { TEST_SHAPE } from '../../../tests/support/shape.ts';

let doc: Y.Doc;
let owners: ClientOwners;
let holders: Map<number, Writer>;
let guard: Admission<Writer>;
let places: Positions;

const writer = (person: string, isInStep = true): Writer => ({ person: person as PersonId, isInStep });
const [ann, eve] = [writer('ann'), writer('eve')];

function guardOf(maxBytes = 1e6): Admission<Writer> {
	places = new Positions(() => doc, TEST_SHAPE);
	return new Admission<Writer>(
		{
			clock: (client) => Y.getState(doc.store, client),
			get bytes() {
				return Y.encodeStateAsUpdate(doc).length;
			},
			misplaced: (content) => places.refuse(content),
			holder: (client) => holders.get(client) ?? null
		},
		owners,
		{ maxBytes, maxClients: 64 }
	);
}

beforeEach(() => {
	doc = new Y.Doc();
	owners = new ClientOwners();
	holders = new Map();
	guard = guardOf();
});

function judge(from: Writer, update: Uint8Array, handshake = false): Verdict {
	const content = inspectUpdate(update, HANDSHAKE);
	if (!content.ok) throw new Error(content.error);
	return guard.judge(from, content.value, update.length, handshake);
}

/** As the relay does, one turn later. */
function enter(from: Writer, update: Uint8Array, handshake = false): Verdict {
	const verdict = judge(from, update, handshake);
	if (verdict.kind === 'take') Y.applyUpdate(doc, update);
	guard.settled();
	places.applied();
	return verdict;
}

/** Someone's page, and what its next edit sends. */
function page(client: number): { doc: Y.Doc; type(words: string): Uint8Array } {
	const own = new Y.Doc();
	own.clientID = client;
	const updates: Uint8Array[] = [];
	own.on('update', (update: Uint8Array, origin: unknown) => origin === null && updates.push(update));
	return {
		doc: own,
		type(words) {
			own.getText('t').insert(own.getText('t').length, words);
			return updates.pop() ?? new Uint8Array();
		}
	};
}

/** Collected text of a client, as the attack on row 6 sends it. */
const gc = (client: number, clock: number, length: number): Uint8Array =>
	new Uint8Array([1, 1, client, clock, 0, length, 0]);

const forgery = { kind: 'refuse', code: Refused.Malformed, forged: true };

test('[R41] nobody writes at the clock that somebody else comes to next', () => {
	const { type } = page(7);
	expect(enter(ann, type('hello '))).toEqual({ kind: 'take' });
	expect(enter(eve, gc(7, 6, 5))).toMatchObject(forgery);
	expect(enter(ann, type('world'))).toEqual({ kind: 'take' });
	expect(doc.getText('t').toString()).toBe('hello world');
});

test('[R41] an id stays with its person when they are gone, and comes back with another connection of theirs', () => {
	const { type } = page(7);
	enter(ann, type('a'));
	expect(enter(eve, gc(7, 1, 5))).toMatchObject(forgery);
	expect(enter(writer('ann'), type('b'))).toEqual({ kind: 'take' });
	const recalled = new ClientOwners();
	recalled.recall(owners.takeFresh());
	owners = recalled;
	guard = guardOf();
	expect(enter(eve, gc(7, 2, 5))).toMatchObject(forgery);
	expect(owners.takeFresh()).toEqual([]);
});

test('[R41] repeating what others wrote is no forgery', () => {
	const { type } = page(7);
	const update = type('hello');
	enter(ann, update);
	expect(enter(eve, update)).toEqual({ kind: 'take' });
});

test('[R41] one connection does not take ids without number', () => {
	const verdicts = Array.from({ length: 100 }, (_unused, client) => enter(eve, gc(client, 0, 1)).kind);
	expect(verdicts.filter((kind) => kind === 'take')).toHaveLength(64);
});

test('[R42] what a power cut took from us its author brings back, and nobody else', () => {
	const { type, doc: anns } = page(7);
	owners.bind(7, ann.person);
	type('lost by us, seen by eve');
	const all = Y.encodeStateAsUpdate(anns);
	expect(enter(eve, all, true)).toEqual({ kind: 'ahead', clients: new Map([[7, 23]]) });
	expect(enter(ann, all, true)).toEqual({ kind: 'take' });
	// Repeating it is nothing new.
	expect(enter(eve, all, true)).toEqual({ kind: 'take' });
	expect(enter(ann, type('!'))).toEqual({ kind: 'take' });
});

test('[R42] nothing without letters of others is ever taken: it would shut out what they say next', () => {
	const { type } = page(7);
	enter(ann, type('hello'));
	expect(enter(eve, gc(7, 5, 100), true)).toMatchObject({ kind: 'ahead' });
	expect(enter(writer('ann'), type(', and goodbye'))).toEqual({ kind: 'take' });
	expect(doc.getText('t').toString()).toBe('hello, and goodbye');
});

test('[R42] what an earlier page of theirs wrote under an id nobody has heard of is taken, and one that shows their caret is theirs', () => {
	const earlier = page(7);
	earlier.type('written in the train');
	expect(enter(ann, Y.encodeStateAsUpdate(earlier.doc), true)).toEqual({ kind: 'take' });
	expect(owners.of(7)).toBe(null);
	const shown = page(8);
	shown.type('and here');
	owners.bind(8, ann.person, 'seen');
	enter(ann, Y.encodeStateAsUpdate(shown.doc), true);
	owners.forget(8);
	expect(owners.of(8)).toBe(ann.person);
});

test('[R42] a handshake with new text of somebody who is here and in step is forged', () => {
	const { type } = page(7);
	enter(ann, type('hello'));
	holders.set(7, ann);
	expect(enter(eve, gc(7, 5, 9), true)).toMatchObject(forgery);
	holders.set(7, writer('ann', false));
	expect(enter(eve, gc(7, 5, 9), true)).toMatchObject({ kind: 'ahead' });
});

test('[R43] live text that stands on what is not here is asked for again', () => {
	const { type, doc: own } = page(7);
	type('typed in the train');
	const live = type(', and on the platform');
	expect(enter(ann, live)).toEqual({ kind: 'missing' });
	expect(enter(ann, Y.encodeStateAsUpdate(own), true)).toEqual({ kind: 'take' });
	expect(enter(ann, live)).toEqual({ kind: 'take' });
	expect(doc.store.pendingStructs).toBe(null);
});

test('[R43] deletions of what is not here, too', () => {
	expect(enter(ann, new Uint8Array([0, 1, 9, 1, 0, 3]))).toEqual({ kind: 'missing' });
});

test('[R43] frames of one turn stand on each other', () => {
	const { type } = page(7);
	expect(judge(ann, type('a')).kind).toBe('take');
	expect(judge(ann, type('b')).kind).toBe('take');
	const other = page(8);
	Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(page(9).doc));
	expect(judge(eve, other.type('c')).kind).toBe('take');
});

test('[R50] pieces that wait for each other are refused', () => {
	const circle = (a: number, b: number) =>
		new Uint8Array([2, 1, a, 0, 132, b, 0, 1, 65, 1, b, 0, 132, a, 0, 1, 65, 0]);
	expect(enter(eve, circle(1, 2))).toMatchObject(forgery);
	expect(enter(eve, circle(3, 4), true)).toMatchObject(forgery);
	expect(doc.store.pendingStructs).toBe(null);
});

test('[R43] a handshake that leaves something out is refused: its author waits for that, too', () => {
	const { type, doc: own } = page(77);
	type('first');
	const before = Y.encodeStateVector(own);
	type('second');
	expect(enter(ann, Y.encodeStateAsUpdate(own, before), true)).toMatchObject({
		kind: 'refuse',
		forged: false
	});
	expect(doc.store.pendingStructs).toBe(null);
});

test('[R44] a document that is full takes nothing more, and says so', () => {
	guard = guardOf(50);
	const { type } = page(7);
	expect(enter(ann, type('x'.repeat(20))).kind).toBe('take');
	expect(enter(ann, type('x'.repeat(20)))).toMatchObject({
		kind: 'refuse',
		code: Refused.TooLarge,
		forged: false
	});
});

test('[R50] a whole document of two people who wrote around each other stands where it says', () => {
	const [anns, bens] = [page(7), page(8)];
	for (let n = 0; n < 30; n++) {
		anns.doc.getText('t').insert(Math.min(n, anns.doc.getText('t').length), 'a');
		Y.applyUpdate(bens.doc, Y.encodeStateAsUpdate(anns.doc), 'wire');
		bens.doc.getText('t').insert(Math.min(2 * n, bens.doc.getText('t').length), 'bb');
		Y.applyUpdate(anns.doc, Y.encodeStateAsUpdate(bens.doc), 'wire');
	}
	expect(enter(ann, Y.encodeStateAsUpdate(anns.doc), true)).toEqual({ kind: 'take' });
	expect(doc.getText('t').toString()).toBe(anns.doc.getText('t').toString());
});

const string = (text: string): number[] => [text.length, ...Buffer.from(text)];
/** One string of client 9, between two of client 7. */
const between = (left: number, right: number) =>
	new Uint8Array([1, 1, 9, 0, 4 | 128 | 64, 7, left, 7, right, ...string('x'), 0]);

test('[R50] a piece between two of different lists, or far apart, is refused', () => {
	const own = new Y.Doc();
	own.clientID = 7;
	own.getText('a').insert(0, 'abc');
	own.getText('b').insert(0, 'def');
	enter(ann, Y.encodeStateAsUpdate(own), true);
	expect(judge(eve, between(1, 4))).toMatchObject(forgery);
	expect(judge(eve, between(0, 1))).toEqual({ kind: 'take' });
	// At the end of what 200,000 others have put between.
	const crowded = new Y.Doc();
	crowded.clientID = 7;
	const list = crowded.getArray<number>('l');
	crowded.transact(() => {
		for (let n = 0; n < 1200; n++) list.insert(0, [n]);
	});
	doc = new Y.Doc();
	guard = guardOf();
	enter(ann, Y.encodeStateAsUpdate(crowded), true);
	// Every one of 100 says that it was made at the end when only the last of them (clock 0) or nothing was there.
	const pieces = Array.from({ length: 100 }, () => [8, 1, 1, 108, 1, 125, 1]).flat();
	expect(judge(eve, new Uint8Array([1, 100, 9, 0, ...pieces, 0]))).toMatchObject(forgery);
});

test('[R50] in a fragment of XML stand elements and text, nothing else', () => {
	const own = new Y.Doc();
	own.clientID = 7;
	const item = new Y.Map<unknown>();
	own.getMap('items').set('item0001', item);
	item.set('body', new Y.XmlFragment());
	enter(ann, Y.encodeStateAsUpdate(own), true);
	expect(judge(eve, new Uint8Array([1, 1, 9, 0, 8, 0, 7, 1, 1, 126, 0]))).toMatchObject(forgery);
	expect(judge(eve, new Uint8Array([1, 1, 9, 0, 7, 0, 7, 1, 3, ...string('line'), 0]))).toEqual({
		kind: 'take'
	});
});

import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PersonId } from '#core/ids.ts';
import { Refused } from '#core/wire.ts';
import { Guard, type Verdict, type Writer } from './guard.ts';
import { Owners } from './owners.ts';
import { HANDSHAKE, inspectUpdate } from './update.ts';

let doc: Y.Doc;
let owners: Owners;
let holders: Map<number, Writer>;
let returned: number[];
let guard: Guard<Writer>;

const writer = (person: string, isInStep = true): Writer => ({ person: person as PersonId, isInStep });
const [ann, eve] = [writer('ann'), writer('eve')];

function guardOf(maxBytes = 1e6): Guard<Writer> {
	return new Guard<Writer>(
		{
			clock: (client) => Y.getState(doc.store, client),
			get isWaiting() {
				return doc.store.pendingStructs !== null;
			},
			holder: (client) => holders.get(client) ?? null,
			returned: (_from, clients) => void returned.push(...clients)
		},
		owners,
		0,
		maxBytes
	);
}

beforeEach(() => {
	doc = new Y.Doc();
	owners = new Owners();
	holders = new Map();
	returned = [];
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
	const recalled = new Owners();
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

test('[R42] a handshake brings back what a power cut took from us, and it is told whose it was', () => {
	const { type, doc: anns } = page(7);
	owners.bind(7, ann.person);
	type('lost by us, seen by eve');
	expect(enter(eve, Y.encodeStateAsUpdate(anns), true)).toEqual({ kind: 'take' });
	expect(returned).toEqual([7]);
	// And it is still hers.
	expect(enter(ann, type('!'))).toEqual({ kind: 'take' });
});

test('[R42] a handshake with new text of somebody who is here and in step is forged', () => {
	const { type } = page(7);
	enter(ann, type('hello'));
	holders.set(7, ann);
	expect(enter(eve, gc(7, 5, 9), true)).toMatchObject(forgery);
	holders.set(7, writer('ann', false));
	expect(enter(eve, gc(7, 5, 9), true)).toEqual({ kind: 'take' });
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

test('[R43] what waits for ever is bounded', () => {
	// Client 1 refers to client 2, which refers to client 1; each stroke comes with a new pair.
	const circle = (a: number, b: number) =>
		new Uint8Array([2, 1, a, 0, 132, b, 0, 1, 65, 1, b, 0, 132, a, 0, 1, 65, 0]);
	let taken = 0;
	for (let n = 0; n < 30; n++) if (enter(eve, circle(2 * n + 1, 2 * n + 2)).kind === 'take') taken++;
	expect(taken).toBe(30);
	expect(doc.store.pendingStructs).not.toBe(null);
	// A handshake that leaves something out, of 100 KiB.
	const { type, doc: own } = page(77);
	type('first');
	const before = Y.encodeStateVector(own);
	type('x'.repeat(100_000));
	const verdicts = [1, 2, 3, 4].map(() => judge(ann, Y.encodeStateAsUpdate(own, before), true).kind);
	expect(verdicts).toEqual(['take', 'take', 'refuse', 'refuse']);
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

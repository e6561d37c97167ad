import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Message } from '#core/wire/wire.ts';
import {
	ackFrame,
	awarenessFrame,
	frameBounds,
	isState,
	KEEP_ALIVE,
	nackFrame,
	noticeFrame,
	readFrame as readWithin,
	rosterFrame,
	step1Frame,
	step2Frame,
	updateFrame
} from './frames.ts';
import { parseLimits } from './limits.ts';

const readFrame = (bytes: Uint8Array) => readWithin(bytes, frameBounds(parseLimits({})));

function sample(): Y.Doc {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, 'hello');
	return doc;
}

/** Not as node's Buffer, which the frames are. */
const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('[R6] messages 0 to 3 are those of y-protocols, byte for byte', () => {
	const doc = sample();
	const standard = (write: (encoder: encoding.Encoder) => void) =>
		encoding.encode((encoder) => {
			encoding.writeVarUint(encoder, 0);
			write(encoder);
		});
	expect(plain(step1Frame(doc))).toEqual(standard((encoder) => syncProtocol.writeSyncStep1(encoder, doc)));
	const vector = Y.encodeStateVector(new Y.Doc());
	expect(plain(step2Frame(doc, vector))).toEqual(
		standard((encoder) => syncProtocol.writeSyncStep2(encoder, doc, vector))
	);
	const update = Y.encodeStateAsUpdate(doc);
	expect(plain(updateFrame(update))).toEqual(
		standard((encoder) => syncProtocol.writeUpdate(encoder, update))
	);
});

test('[R17] the keep-alive is an awareness message that says nothing', () => {
	expect([...KEEP_ALIVE]).toEqual([1, 1, 0]);
});

test('[R6] the extension messages, byte for byte', () => {
	expect([...ackFrame(3, 300)]).toEqual([110, 3, 2, 172, 2]);
	expect([...nackFrame(2, 7, 'no')]).toEqual([111, 2, 7, 2, 110, 111]);
	expect([...noticeFrame(4)]).toEqual([113, 4]);
	expect([...rosterFrame([])]).toEqual([112, 2, 91, 93]);
});

test('[R8] reads what clients send', () => {
	const doc = sample();
	const update = Y.encodeStateAsUpdate(doc);
	expect(readFrame(step1Frame(doc))).toMatchObject({ ok: true, value: { kind: 'step1' } });
	expect(readFrame(step2Frame(doc, new Uint8Array([0])))).toMatchObject({
		value: { kind: 'update', handshake: true }
	});
	expect(readFrame(updateFrame(update))).toMatchObject({ value: { kind: 'update', handshake: false } });
	expect(readFrame(new Uint8Array([Message.QueryAwareness]))).toMatchObject({
		value: { kind: 'query-awareness' }
	});
	const entries = [{ client: 7, clock: 1, state: utf8('{}') }];
	expect(readFrame(awarenessFrame(entries))).toMatchObject({ value: { kind: 'awareness', entries } });
});

test('[R8] every frame cut short anywhere is refused, and none throws', () => {
	const doc = sample();
	for (const frame of [
		step1Frame(doc),
		step2Frame(doc, new Uint8Array([0])),
		updateFrame(Y.encodeStateAsUpdate(doc)),
		awarenessFrame([{ client: 7, clock: 1, state: utf8('{"a":1}') }])
	]) {
		// In a pool, as sockets give them: the bytes behind are somebody else's.
		const pool = new Uint8Array(4096).fill(1);
		pool.set(frame);
		for (let length = 0; length < frame.length; length++)
			expect(readFrame(pool.subarray(0, length)), `${length} of ${frame.length}`).toMatchObject({
				ok: false
			});
		expect(readFrame(pool.subarray(0, frame.length + 1))).toMatchObject({ ok: false });
	}
});

test('[R13] a malformed step 2 or update was counted by the client, anything else was not', () => {
	expect(readFrame(new Uint8Array([0, 2, 9]))).toMatchObject({ error: { counted: true } });
	expect(readFrame(new Uint8Array([0, 1, 9]))).toMatchObject({ error: { counted: true } });
	expect(readFrame(new Uint8Array([0, 0, 9]))).toMatchObject({ error: { counted: false } });
	expect(readFrame(new Uint8Array([1, 9]))).toMatchObject({ error: { counted: false } });
});

test('[R15] an awareness state is an object or null', () => {
	expect(['{}', 'null', '{"cursor":null}'].map(utf8).every(isState)).toBe(true);
	expect(['', '5', '"x"', '{', 'undefined'].map(utf8).some(isState)).toBe(false);
});

test('[R15] [R40] how large a state may be, and what a live update may claim, are settings', () => {
	const within = (limits: object, frame: Uint8Array) =>
		readWithin(frame, frameBounds(parseLimits(limits))).ok;
	const caret = awarenessFrame([{ client: 7, clock: 1, state: utf8('{"name":"Ann"}') }]);
	expect([13, 14].map((awarenessBytes) => within({ awarenessBytes }, caret))).toEqual([false, true]);
	const [ann, ben] = [sample(), sample()];
	Y.applyUpdate(ann, Y.encodeStateAsUpdate(ben));
	const both = updateFrame(Y.encodeStateAsUpdate(ann));
	expect([1, 2].map((clientsPerFrame) => within({ clientsPerFrame }, both))).toEqual([false, true]);
	ben.getText('t').delete(0, 5);
	const struck = updateFrame(Y.encodeStateAsUpdate(ben));
	expect([4, 5].map((clocksPerPiece) => within({ clocksPerPiece }, struck))).toEqual([false, true]);
});

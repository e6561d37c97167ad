import type { Writable } from 'node:stream';
import { setImmediate as aTurn } from 'node:timers/promises';
import fc from 'fast-check';
import * as ws from 'ws';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './read-frames.ts';

/** Its types leave it out. */
const { Receiver } = ws as unknown as {
	Receiver: new (options: { isServer: boolean; maxPayload: number }) => Writable;
};

interface Frame {
	readonly first: number;
	readonly payload: Uint8Array;
	readonly isMasked: boolean;
}

const BINARY = 0x82;
const PONG = 0x8a;

function wire({ first, payload, isMasked }: Frame): Buffer {
	const { length } = payload;
	const size =
		length < 126
			? [length]
			: length < 65536
				? [126, length >> 8, length & 255]
				: [127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
	const [short = 0, ...more] = size;
	const mask = [0x5a, 0xc3, 0x1f, 0x88];
	return Buffer.from([
		first,
		short | (isMasked ? 0x80 : 0),
		...more,
		...(isMasked ? mask : []),
		...payload.map((byte, at) => (isMasked ? byte ^ (mask[at & 3] ?? 0) : byte))
	]);
}

/** What somebody is told by ws, with an inlet before it or without. */
async function told(
	chunks: readonly Buffer[],
	hasInlet: boolean
): Promise<{ words: string[]; passed: number }> {
	const words: string[] = [];
	let passed = 0;
	const receiver = new Receiver({ isServer: true, maxPayload: 1 << 20 });
	const say = (kind: string) => (data: Buffer) =>
		void words.push(`${kind} ${Buffer.from(data).toString('hex')}`);
	receiver.on('message', (data: Buffer, isBinary: boolean) => say(isBinary ? 'binary' : 'text')(data));
	receiver.on('ping', say('ping'));
	receiver.on('pong', say('pong'));
	receiver.on('conclude', (code: number) => words.push(`close ${code}`));
	receiver.on('error', () => undefined);
	const toWs = (bytes: Buffer): void => void receiver.write(bytes);
	const inlet = new FrameReader(toWs, (message) => {
		passed++;
		say('binary')(message);
	});
	for (const chunk of chunks) {
		// ws says a turn later what is wrong, and then reads no further; nor does the relay.
		if (receiver.destroyed || (!hasInlet && receiver.writableEnded)) break;
		if (hasInlet) inlet.read(Buffer.from(chunk));
		else toWs(Buffer.from(chunk));
		await aTurn();
	}
	return { words, passed };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
	const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
	return [...at, bytes.length]
		.map((end, n) => bytes.subarray(n === 0 ? 0 : at[n - 1], end))
		.filter(({ length }) => length > 0);
}

const payload = fc.oneof(
	{ weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
	{
		weight: 1,
		arbitrary: fc
			.constantFrom(125, 126, 127, 300, 65_535, 65_536, 70_000)
			.map((length) => new Uint8Array(length).fill(7))
	}
);
const frame = fc.record({
	first: fc.oneof(
		{ weight: 8, arbitrary: fc.constant(BINARY) },
		// Text, pieces, ping, pong, close, and what there is not.
		{
			weight: 4,
			arbitrary: fc.constantFrom(0x81, 0x02, 0x01, 0x00, 0x80, 0x89, PONG, 0x88, 0x83, 0xc2, 0x8b)
		}
	),
	payload,
	isMasked: fc.oneof(
		{ weight: 20, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) }
	)
});

describe('[R79] what comes in past ws', () => {
	it('[R79] is heard as ws alone would have heard it, whatever is sent and wherever it is cut', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(frame, { maxLength: 12 }),
				fc.array(fc.nat(400), { maxLength: 8 }),
				async (frames, places) => {
					const chunks = cut(Buffer.concat(frames.map(wire)), places);
					expect((await told(chunks, true)).words).toEqual((await told(chunks, false)).words);
				}
			),
			{ numRuns: 2000 }
		);
	});

	it('[R79] is every message that is whole in what was read', async () => {
		const keystroke = wire({ first: BINARY, payload: new Uint8Array([0, 2, 1, 9]), isMasked: true });
		const caret = wire({ first: BINARY, payload: new Uint8Array(300), isMasked: true });
		expect((await told([Buffer.concat([keystroke, caret]), keystroke], true)).passed).toBe(3);
	});

	it('[R79] is again whole messages after a control frame, and after one that came in two halves', async () => {
		const keystroke = wire({ first: BINARY, payload: new Uint8Array([0, 2, 1, 9]), isMasked: true });
		const pong = wire({ first: PONG, payload: new Uint8Array(0), isMasked: true });
		const chunks = [pong, keystroke, keystroke.subarray(0, 1), keystroke.subarray(1), keystroke];
		expect(await told(chunks, true)).toEqual({ ...(await told(chunks, false)), passed: 2 });
	});
});

/**
 * [R79] The bytes of a socket on their way in. Nearly all are messages that stand whole in one frame: those are unmasked
 * here and handed on. Everything else goes to ws as it came, from the first of it to the end of what was read: messages
 * in pieces, control frames, and what is wrong, which ws knows best.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** RFC 6455, section 5.2. */
const FIN = 0x80;
const FIN_BINARY = 0x82;
const OPCODE = 0x0f;
const FIRST_CONTROL = 0x08;
const CLOSE = 0x08;
const MASKED = 0x80;
const LENGTH = 0x7f;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

const NOTHING = Buffer.alloc(0);

/** Puts itself in front of a WebSocket that has begun to read; what comes past it is its messages all the same. */
export function readBefore(socket: WebSocket, stream: Duplex): void {
	const [toWs, ...others] = stream.listeners('data') as ((this: Duplex, bytes: Buffer) => void)[];
	if (!toWs || others.length > 0) throw new Error('ws does not read as it used to');
	const inlet = new FrameReader(
		(bytes) => toWs.call(stream, bytes),
		(message) => {
			if (socket.readyState === WebSocket.OPEN) socket.emit('message', message, true);
		}
	);
	stream.off('data', toWs);
	stream.on('data', (chunk: Buffer) => inlet.read(chunk));
}

export class FrameReader {
	readonly #toWs: (bytes: Buffer) => void;
	readonly #take: (message: Buffer) => void;
	/** Bytes still to come of the frame that ws is reading. */
	#rest = 0;
	/** What ws has read of a frame whose length is not known yet. */
	#begun = NOTHING;
	/** Between two frames of one message. */
	#isInPieces = false;
	/** Behind a close frame there is nothing. */
	#isLast = false;

	/** @param take is called with every message that does not go to ws, in order with those that do */
	constructor(toWs: (bytes: Buffer) => void, take: (message: Buffer) => void) {
		this.#toWs = toWs;
		this.#take = take;
	}

	/** @param chunk its bytes are unmasked in place */
	read(chunk: Buffer): void {
		if (this.#isLast && this.#rest === 0) return;
		let at = 0;
		if (this.#rest === 0 && this.#begun.length === 0 && !this.#isInPieces)
			for (let end = endOfWhole(chunk, at); end !== null; end = endOfWhole(chunk, at)) {
				const from = at + headerOf(chunk, at);
				unmask(chunk, from, end);
				at = end;
				this.#take(chunk.subarray(from, end));
			}
		if (at === chunk.length) return;
		const left = at === 0 ? chunk : chunk.subarray(at);
		this.#follow(left);
		this.#toWs(left);
	}

	/** Where ws will stand when it has read these. */
	#follow(bytes: Buffer): void {
		const all = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]);
		this.#begun = NOTHING;
		let at = Math.min(this.#rest, all.length);
		this.#rest -= at;
		while (at < all.length) {
			const end = endOf(all, at);
			if (end === null) {
				this.#begun = Buffer.from(all.subarray(at));
				return;
			}
			const first = all[at] ?? 0;
			if ((first & OPCODE) < FIRST_CONTROL) this.#isInPieces = (first & FIN) === 0;
			this.#rest = Math.max(end - all.length, 0);
			if ((first & OPCODE) === CLOSE) {
				this.#isLast = true;
				return;
			}
			at = end;
		}
	}
}

/** Of a frame that is a whole binary message, and here; null: it is not. */
function endOfWhole(bytes: Buffer, at: number): number | null {
	if (bytes[at] !== FIN_BINARY || ((bytes[at + 1] ?? 0) & MASKED) === 0) return null;
	const end = endOf(bytes, at);
	return end !== null && end <= bytes.length ? end : null;
}

/** One past a frame's last byte, which may be still to come; null: its length is. */
function endOf(bytes: Buffer, at: number): number | null {
	if (bytes.length - at < 2) return null;
	const short = (bytes[at + 1] ?? 0) & LENGTH;
	const header = headerOf(bytes, at);
	if (short < TWO_BYTES) return at + header + short;
	if (bytes.length - at < (short === TWO_BYTES ? 4 : 10)) return null;
	const length =
		short === TWO_BYTES
			? bytes.readUInt16BE(at + 2)
			: bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
	return at + header + length;
}

/** Bytes of it, the mask included. */
function headerOf(bytes: Buffer, at: number): number {
	const second = bytes[at + 1] ?? 0;
	const short = second & LENGTH;
	return (short < TWO_BYTES ? 2 : short < EIGHT_BYTES ? 4 : 10) + (second & MASKED ? 4 : 0);
}

/** @param from the mask stands in front of it */
function unmask(bytes: Buffer, from: number, to: number): void {
	for (let at = from; at < to; at++)
		bytes[at] = (bytes[at] ?? 0) ^ (bytes[from - 4 + ((at - from) & 3)] ?? 0);
}

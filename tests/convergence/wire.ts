/**
 * A person on the real relay without a network between: the socket is a pair of streams in this process, so that a
 * history can be cut, held back and repeated at will, thousands of times a minute. It speaks as the stock client does.
 */
import { IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { COLLAB_PATH, Message } from '#core/wire/wire.ts';
import { ORIGIN } from '../support/relay.ts';

const HEADER_END = Buffer.from('\r\n\r\n');

export class Person {
	readonly doc: Y.Doc;
	/** WebSocket's code of the last goodbye; null: none yet. */
	closed: number | null = null;
	/** HTTP status, when the last upgrade was refused. */
	refused: number | null = null;
	synced = false;
	readonly #server: Server;
	readonly #document: string;
	readonly #name: string;
	#line: Duplex | null = null;
	#otherEnd: Duplex | null = null;
	#isOpen = false;
	#bytes: Buffer = Buffer.alloc(0);
	/** What has arrived and was not looked at yet. */
	#inbox: Uint8Array[] = [];
	/** What was typed and is not on the line yet. */
	#outbox: Uint8Array[] = [];

	constructor(server: Server, document: string, name: string) {
		this.#server = server;
		this.#document = document;
		this.#name = name;
		this.doc = new Y.Doc();
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== this) this.#say(2, update);
		});
	}

	get isOnline(): boolean {
		return this.#line !== null;
	}

	connect(): void {
		if (this.#line) return;
		const [mine, theirs] = duplexPair();
		this.#line = mine;
		this.#otherEnd = theirs;
		this.synced = false;
		mine.on('error', () => undefined);
		mine.on('data', (chunk: Buffer) => {
			if (this.#line === mine) this.#receive(chunk);
		});
		mine.on('close', () => {
			if (this.#line === mine) this.#forget();
		});
		mine.on('end', () => {
			if (this.#line === mine) this.#forget();
		});
		const request = new IncomingMessage(theirs as Socket);
		request.method = 'GET';
		request.url = `${COLLAB_PATH}${this.#document}`;
		Object.assign(request.headers, {
			origin: ORIGIN,
			cookie: `session=${this.#name}`,
			connection: 'Upgrade',
			upgrade: 'websocket',
			'sec-websocket-version': '13',
			'sec-websocket-key': 'bm90IGEgc2VjcmV0IDEyMw=='
		});
		this.#server.emit('upgrade', request, theirs, Buffer.alloc(0));
	}

	/** The cable is pulled: whatever is under way in either direction is lost. */
	cut(): void {
		const ends = [this.#line, this.#otherEnd];
		this.#forget();
		// One end does not hear of it when the other is destroyed.
		for (const end of ends) end?.destroy();
	}

	#forget(): void {
		this.#line = null;
		this.#isOpen = false;
		this.synced = false;
		this.#bytes = Buffer.alloc(0);
		this.#inbox = [];
		this.#outbox = [];
	}

	/** Stops reading what comes, as a tab in the background does; the relay's side fills. */
	pause(): void {
		this.#line?.pause();
	}

	resume(): void {
		this.#line?.resume();
	}

	/** Looks at the oldest that has arrived. */
	read(count = Infinity): void {
		for (let left = Math.min(count, this.#inbox.length); left > 0; left--) {
			const message = this.#inbox.shift();
			if (message) this.#hear(message);
		}
	}

	get unread(): number {
		return this.#inbox.length;
	}

	get unsent(): number {
		return this.#outbox.length;
	}

	/** Puts the oldest on the line. */
	write(count = Infinity): void {
		if (!this.#isOpen) return;
		for (const frame of this.#outbox.splice(0, count)) this.#line?.write(masked(frame));
	}

	/**
	 * Updates that wait, twice or in another order, as from a client with several sources. Never past a step 2: that one
	 * says everything that was said before it, and the relay relies on it.
	 */
	stir(pick: (limit: number) => number): void {
		const end = this.#outbox.findIndex((waiting) => waiting[1] !== sync.messageYjsUpdate);
		const updates = this.#outbox.splice(0, end < 0 ? Infinity : end);
		const [first] = updates;
		if (first && pick(2) === 0) updates.push(first);
		else if (first) updates.push(...updates.splice(0, 1 + pick(updates.length)));
		this.#outbox.unshift(...updates);
	}

	#receive(chunk: Buffer): void {
		this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
		if (!this.#isOpen) {
			const end = this.#bytes.indexOf(HEADER_END);
			if (end < 0) return;
			const status = Number(this.#bytes.toString('latin1', 9, 12));
			this.#bytes = this.#bytes.subarray(end + HEADER_END.length);
			if (status !== 101) {
				this.refused = status;
				return;
			}
			this.#isOpen = true;
			this.#outbox.unshift(frame(0, Y.encodeStateVector(this.doc)));
			this.write(1);
		}
		for (;;) {
			const taken = unframed(this.#bytes);
			if (!taken) return;
			this.#bytes = taken.rest;
			if (taken.opcode === 8) {
				this.closed = taken.payload.length < 2 ? 1005 : taken.payload.readUInt16BE(0);
				return this.cut();
			}
			if (taken.opcode === 2) this.#inbox.push(taken.payload);
		}
	}

	#hear(message: Uint8Array): void {
		const decoder = decoding.createDecoder(message);
		if (decoding.readVarUint(decoder) !== Message.Sync) return;
		const answer = encoding.createEncoder();
		encoding.writeVarUint(answer, Message.Sync);
		const step = sync.readSyncMessage(decoder, answer, this.doc, this);
		if (step === sync.messageYjsSyncStep2) this.synced = true;
		if (encoding.length(answer) > 1) this.#outbox.push(encoding.toUint8Array(answer));
	}

	#say(step: number, payload: Uint8Array): void {
		// Offline it is kept in the doc, and comes with the step 2 of the next connection.
		if (this.#isOpen) this.#outbox.push(frame(step, payload));
	}

	destroy(): void {
		this.cut();
		this.doc.destroy();
	}
}

function frame(step: number, payload: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

/** As a client must: with a mask, here of zeros. */
function masked(message: Uint8Array): Buffer {
	const { length } = message;
	const long = length >= 65536;
	const header = Buffer.alloc(length < 126 ? 6 : long ? 14 : 8);
	header[0] = 0x82;
	header[1] = 0x80 | (length < 126 ? length : long ? 127 : 126);
	if (long) header.writeBigUInt64BE(BigInt(length), 2);
	else if (length >= 126) header.writeUInt16BE(length, 2);
	return Buffer.concat([header, message]);
}

function unframed(
	bytes: Buffer
): { readonly opcode: number; readonly payload: Buffer; readonly rest: Buffer } | null {
	if (bytes.length < 2) return null;
	const short = (bytes[1] ?? 0) & 127;
	const header = short < 126 ? 2 : short === 126 ? 4 : 10;
	if (bytes.length < header) return null;
	const length =
		header === 2 ? short : header === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
	if (bytes.length < header + length) return null;
	return {
		opcode: (bytes[0] ?? 0) & 15,
		payload: bytes.subarray(header, header + length),
		rest: bytes.subarray(header + length)
	};
}

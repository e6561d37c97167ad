/**
 * Bytes to messages and back. All distrust of what comes in over a socket lives here and in update.ts: what has passed
 * {@link readFrame} has lengths that add up, known types, and updates that can be applied.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { Message, type RosterWord } from '#core/wire/wire.ts';
import { isPlainObject } from './json.ts';
import type { Limits } from './limits.ts';
import type { Bounds } from '#server/relay/update/scan.ts';
import { HANDSHAKE, inspectUpdate, type UpdateContent } from '#server/relay/update/update.ts';

export interface AwarenessEntry {
	readonly client: number;
	readonly clock: number;
	/** JSON in UTF-8, as it came in; `null` says that this client has left. */
	readonly state: Uint8Array;
}

/** A step 2 (`handshake`) or a live update: the frames that are counted, see SPEC.md [R13]. */
export interface InboundUpdate {
	readonly kind: 'update';
	readonly handshake: boolean;
	readonly update: Uint8Array;
	readonly content: UpdateContent;
}

export type Inbound =
	| { readonly kind: 'step1'; readonly vector: Uint8Array }
	| InboundUpdate
	| { readonly kind: 'awareness'; readonly entries: readonly AwarenessEntry[] }
	| { readonly kind: 'query-awareness' };

export interface Malformed {
	/** Whether the frame was a sync frame that the client has counted, so that a `Nack` can name it. */
	readonly counted: boolean;
	readonly why: string;
}

const Sync = { Step1: 0, Step2: 1, Update: 2 } as const;

/** What a frame may claim. */
export interface FrameBounds {
	readonly live: Bounds;
	readonly awarenessBytes: number;
}

export const frameBounds = ({ clientsPerFrame, clocksPerPiece, awarenessBytes }: Limits): FrameBounds => ({
	live: { clients: clientsPerFrame, leap: clocksPerPiece },
	awarenessBytes
});

/** A stock client echoes everybody's entries in one frame; more people than this are in no document. */
const MAX_ENTRIES = 2000;

/** [R8] One frame, one message, nothing behind it. Never throws. */
export function readFrame(bytes: Uint8Array, bounds: FrameBounds): Result<Inbound, Malformed> {
	const decoder = decoding.createDecoder(bytes);
	let counted = false;
	try {
		const type = decoding.readVarUint(decoder);
		let step = -1;
		if (type === Message.Sync) {
			step = decoding.readVarUint(decoder);
			counted = step === Sync.Step2 || step === Sync.Update;
		}
		const message = readMessage(type, step, decoder, bounds);
		if (!message.ok) return err({ counted, why: message.error });
		if (decoding.hasContent(decoder)) return err({ counted, why: 'bytes behind the message' });
		return message;
	} catch {
		return err({ counted, why: 'cut short' });
	}
}

function readMessage(
	type: number,
	step: number,
	decoder: decoding.Decoder,
	bounds: FrameBounds
): Result<Inbound, string> {
	switch (type) {
		case Message.Sync: {
			if (step !== Sync.Step1 && step !== Sync.Step2 && step !== Sync.Update)
				return err('unknown sync message');
			const payload = decoding.readVarUint8Array(decoder);
			if (step === Sync.Step1)
				return isStateVector(payload) ? ok({ kind: 'step1', vector: payload }) : err('not a state vector');
			const content = inspectUpdate(payload, step === Sync.Step2 ? HANDSHAKE : bounds.live);
			if (!content.ok) return content;
			return ok({ kind: 'update', handshake: step === Sync.Step2, update: payload, content: content.value });
		}
		case Message.Awareness: {
			const entries = readEntries(decoding.readVarUint8Array(decoder), bounds.awarenessBytes);
			return entries.ok ? ok({ kind: 'awareness', entries: entries.value }) : entries;
		}
		case Message.QueryAwareness:
			return ok({ kind: 'query-awareness' });
		default:
			return err(`unknown message ${type}`);
	}
}

function isStateVector(bytes: Uint8Array): boolean {
	const decoder = decoding.createDecoder(bytes);
	const count = decoding.readVarUint(decoder);
	if (count > bytes.length / 2) return false;
	for (let n = 0; n < count * 2; n++) decoding.readVarUint(decoder);
	return !decoding.hasContent(decoder);
}

function readEntries(bytes: Uint8Array, limit: number): Result<readonly AwarenessEntry[], string> {
	const decoder = decoding.createDecoder(bytes);
	const count = decoding.readVarUint(decoder);
	if (count > MAX_ENTRIES) return err('too many awareness entries');
	const entries: AwarenessEntry[] = [];
	for (let n = 0; n < count; n++) {
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		const state = decoding.readVarUint8Array(decoder);
		if (state.length > limit) return err('awareness state too large');
		entries.push({ client, clock, state });
	}
	return decoding.hasContent(decoder) ? err('bytes behind the awareness entries') : ok(entries);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Every client parses what it is sent, and one that cannot loses its connection over it: so nobody sends it rubbish. */
export function isState(state: Uint8Array): boolean {
	if (isPlainObject(state)) return true;
	try {
		return typeof JSON.parse(utf8.decode(state)) === 'object';
	} catch {
		return false;
	}
}

/** One for all: to make an encoder costs more than what most frames write with it. */
const shared = encoding.createEncoder();
/** Bytes. What a long answer made it grow by is let go of. */
const SHARED_BYTES = 4096;

function encode(write: (encoder: encoding.Encoder) => void): Uint8Array {
	shared.cpos = 0;
	shared.bufs.length = 0;
	write(shared);
	const bytes = Buffer.allocUnsafe(encoding.length(shared));
	let at = 0;
	for (const full of shared.bufs) {
		bytes.set(full, at);
		at += full.length;
	}
	bytes.set(shared.cbuf.subarray(0, shared.cpos), at);
	if (shared.cbuf.length > SHARED_BYTES) shared.cbuf = new Uint8Array(SHARED_BYTES);
	return bytes;
}

function sync(step: number, payload: Uint8Array): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

export const vectorFrame = (vector: Uint8Array): Uint8Array => sync(Sync.Step1, vector);
export const answerFrame = (update: Uint8Array): Uint8Array => sync(Sync.Step2, update);
export const step1Frame = (doc: Y.Doc): Uint8Array => vectorFrame(Y.encodeStateVector(doc));
export const step2Frame = (doc: Y.Doc, vector: Uint8Array): Uint8Array =>
	sync(Sync.Step2, Y.encodeStateAsUpdate(doc, vector));
export const updateFrame = (update: Uint8Array): Uint8Array => sync(Sync.Update, update);

export function awarenessFrame(entries: readonly AwarenessEntry[]): Uint8Array {
	const payload = encode((encoder) => {
		encoding.writeVarUint(encoder, entries.length);
		for (const { client, clock, state } of entries) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarUint8Array(encoder, state);
		}
	});
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Awareness);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

/** An awareness message without entries: says nothing, and keeps a client from taking a silent server for a dead one. */
export const KEEP_ALIVE: Uint8Array = awarenessFrame([]);

/** Level 2: on disk. */
const ON_DISK = 2;

export function ackFrame(count: number, position: number): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Ack);
		encoding.writeVarUint(encoder, count);
		encoding.writeUint8(encoder, ON_DISK);
		encoding.writeVarUint(encoder, position);
	});
}

export function nackFrame(index: number, refused: number, why: string): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Nack);
		encoding.writeVarUint(encoder, index);
		encoding.writeUint8(encoder, refused);
		encoding.writeVarString(encoder, why);
	});
}

export function reachedFrame(count: number, people: number): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Reached);
		encoding.writeVarUint(encoder, count);
		encoding.writeVarUint(encoder, people);
	});
}

export function rosterFrame(words: readonly RosterWord[]): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Roster);
		encoding.writeVarString(encoder, JSON.stringify(words));
	});
}

export function noticeFrame(notice: number): Uint8Array {
	return encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Notice);
		encoding.writeUint8(encoder, notice);
	});
}

/** Clients of the relay for tests: one that speaks raw frames, and the stock y-websocket provider. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { LIVE_PATH, Message, type RosterWord } from '#core/wire/wire.ts';
import { ORIGIN, until } from './relay.ts';

export type Told =
	| { readonly kind: 'step1'; readonly vector: Uint8Array }
	| { readonly kind: 'step2'; readonly update: Uint8Array }
	| { readonly kind: 'update'; readonly update: Uint8Array }
	| {
			readonly kind: 'awareness';
			readonly entries: readonly { client: number; clock: number; state: string }[];
	  }
	| { readonly kind: 'ack'; readonly count: number; readonly level: number; readonly position: number }
	| { readonly kind: 'nack'; readonly index: number; readonly code: number; readonly why: string }
	| { readonly kind: 'roster'; readonly words: readonly RosterWord[] }
	| { readonly kind: 'notice'; readonly notice: number }
	| { readonly kind: 'reached'; readonly count: number; readonly people: number };

/** Speaks frames, remembers everything it is told. */
export class RawClient {
	readonly socket: WebSocket;
	readonly told: Told[] = [];
	readonly texts: string[] = [];
	closed: { readonly code: number; readonly reason: string } | null = null;
	/** HTTP status of a refused upgrade. */
	refused: number | null = null;
	/** What its answer said. */
	refusedWith = '';

	constructor(url: string, person: string | null, headers: Record<string, string> = {}, autoPong = true) {
		this.socket = new WebSocket(url, {
			autoPong,
			headers: { Origin: ORIGIN, ...(person === null ? {} : { Cookie: `session=${person}` }), ...headers }
		});
		this.socket.on('message', (data, isBinary) => {
			if (isBinary) this.told.push(readTold(data as Buffer));
			else this.texts.push(String(data));
		});
		this.socket.on('close', (code, reason) => (this.closed = { code, reason: String(reason) }));
		this.socket.on('unexpected-response', (_request, response) => {
			this.refused = response.statusCode ?? 0;
			response.on('data', (words: Buffer) => (this.refusedWith += words.toString()));
			response.on('end', () => this.socket.terminate());
		});
		this.socket.on('error', () => undefined);
	}

	async opened(): Promise<this> {
		await until('the socket is open', () => this.socket.readyState === WebSocket.OPEN);
		return this;
	}

	/** The relay has taken it in: it sends its step 1 first. */
	async joined(): Promise<this> {
		await this.heard('step1');
		return this;
	}

	async heard<K extends Told['kind']>(
		kind: K,
		which: (told: Extract<Told, { kind: K }>) => boolean = () => true
	) {
		const find = () =>
			this.told.find(
				(told): told is Extract<Told, { kind: K }> =>
					told.kind === kind && which(told as Extract<Told, { kind: K }>)
			);
		await until(
			`${kind} is heard (told: ${this.told.map((told) => told.kind).join()})`,
			() => find() !== undefined
		);
		return find() as Extract<Told, { kind: K }>;
	}

	async gone(): Promise<{ readonly code: number; readonly reason: string }> {
		await until('the socket is closed', () => this.closed !== null);
		return this.closed ?? { code: 0, reason: '' };
	}

	async refusal(): Promise<number> {
		await until('the upgrade is refused', () => this.refused !== null);
		return this.refused ?? 0;
	}

	send(frame: Uint8Array): void {
		this.socket.send(frame);
	}

	sendUpdate(update: Uint8Array): void {
		this.send(syncFrame(2, update));
	}

	sendStep2(update: Uint8Array): void {
		this.send(syncFrame(1, update));
	}

	sendStep1(doc: Y.Doc): void {
		this.send(syncFrame(0, Y.encodeStateVector(doc)));
	}

	/** Everything of the text that was received. */
	doc(): Y.Doc {
		const doc = new Y.Doc();
		for (const told of this.told)
			if (told.kind === 'step2' || told.kind === 'update') Y.applyUpdate(doc, told.update);
		return doc;
	}

	/** With a goodbye. */
	close(): void {
		this.socket.close();
	}

	/** The cable is pulled. */
	cut(): void {
		this.socket.terminate();
	}
}

export function syncFrame(step: number, payload: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

export function awarenessOf(
	...entries: readonly (readonly [client: number, clock: number, state: string])[]
): Uint8Array {
	const payload = encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, entries.length);
		for (const [client, clock, state] of entries) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarString(encoder, state);
		}
	});
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Awareness);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

export function readTold(bytes: Uint8Array): Told {
	const decoder = decoding.createDecoder(bytes);
	const type = decoding.readVarUint(decoder);
	switch (type) {
		case Message.Sync: {
			const step = decoding.readVarUint(decoder);
			const payload = decoding.readVarUint8Array(decoder).slice();
			if (step === 0) return { kind: 'step1', vector: payload };
			return step === 1 ? { kind: 'step2', update: payload } : { kind: 'update', update: payload };
		}
		case Message.Awareness: {
			const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
			const entries: { client: number; clock: number; state: string }[] = [];
			for (let left = decoding.readVarUint(inner); left > 0; left--)
				entries.push({
					client: decoding.readVarUint(inner),
					clock: decoding.readVarUint(inner),
					state: decoding.readVarString(inner)
				});
			return { kind: 'awareness', entries };
		}
		case Message.Ack:
			return {
				kind: 'ack',
				count: decoding.readVarUint(decoder),
				level: decoding.readUint8(decoder),
				position: decoding.readVarUint(decoder)
			};
		case Message.Nack:
			return {
				kind: 'nack',
				index: decoding.readVarUint(decoder),
				code: decoding.readUint8(decoder),
				why: decoding.readVarString(decoder)
			};
		case Message.Roster:
			return { kind: 'roster', words: JSON.parse(decoding.readVarString(decoder)) as RosterWord[] };
		case Message.Notice:
			return { kind: 'notice', notice: decoding.readUint8(decoder) };
		case Message.Reached:
			return { kind: 'reached', count: decoding.readVarUint(decoder), people: decoding.readVarUint(decoder) };
		default:
			throw new Error(`the relay sent an unknown message ${type}`);
	}
}

/** A class, because the provider wants one: `ws` with the headers a browser would send. */
export function browserSocket(
	person: string,
	onSend: (frame: Uint8Array) => void = () => undefined
): typeof globalThis.WebSocket {
	return class extends WebSocket {
		constructor(url: string) {
			super(url, { headers: { Origin: ORIGIN, Cookie: `session=${person}` } });
		}
		override send(data: Uint8Array): void {
			onSend(data);
			super.send(data);
		}
	} as unknown as typeof globalThis.WebSocket;
}

/** The provider as it is shipped. @param tabs of one browser talk to each other, too; otherwise the relay is the only way */
export function stockProvider(
	url: string,
	name: string,
	doc: Y.Doc,
	person: string,
	tabs = false
): WebsocketProvider {
	return new WebsocketProvider(url, name, doc, {
		WebSocketPolyfill: browserSocket(person),
		disableBc: !tabs,
		maxBackoffTime: 50
	});
}

/**
 * The stock provider, which also counts as SPEC.md [R13] says: for each of its own updates it knows whether the relay
 * has acknowledged it.
 */
export class CountingClient {
	readonly provider: WebsocketProvider;
	/** State vectors of the doc at the moment each counted frame of this connection was sent. */
	#sent: (readonly string[])[] = [];
	#unsent: string[] = [];
	readonly acknowledged = new Set<string>();
	readonly #tokens: string[] = [];

	constructor(url: string, name: string, doc: Y.Doc, person: string) {
		const onSend = (frame: Uint8Array): void => {
			if (frame[0] !== Message.Sync || frame[1] === 0) return;
			// A step 2 carries everything that is not known to be safe; an update what was typed since the last frame.
			this.#sent.push(
				frame[1] === 1 ? this.#tokens.filter((token) => !this.acknowledged.has(token)) : this.#unsent
			);
			this.#unsent = [];
		};
		this.provider = new WebsocketProvider(url, name, doc, {
			WebSocketPolyfill: browserSocket(person, onSend),
			disableBc: true,
			maxBackoffTime: 50,
			params: { caps: 'ack' }
		});
		this.provider.on('status', ({ status }) => {
			if (status !== 'connecting') return;
			this.#sent = [];
			this.#unsent = [];
		});
		this.provider.messageHandlers[Message.Ack] = (_encoder, decoder) => {
			const count = decoding.readVarUint(decoder);
			for (const tokens of this.#sent.slice(0, count))
				for (const token of tokens) this.acknowledged.add(token);
		};
		this.provider.messageHandlers[Message.Nack] = () => undefined;
	}

	/** Call before the edit that writes the token. */
	typing(token: string): void {
		this.#tokens.push(token);
		this.#unsent.push(token);
	}
}

export const liveUrl = (port: number, topic: string): string => `ws://127.0.0.1:${port}${LIVE_PATH}${topic}`;

/**
 * People for the relay's bench: raw sockets that type hand-made updates and carets, and read what comes without a Y.Doc.
 * A keystroke is known by its clock, however it was merged on the way.
 */
import { connect, type Socket } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { Message } from '#core/wire/wire.ts';

export interface Load {
	readonly port: number;
	/** Path of each document. */
	readonly paths: readonly string[];
	readonly headers: string;
	readonly people: number;
	readonly typing: number;
	/** Keystrokes a second of each who types. */
	readonly rate: number;
	readonly warmUpMs: number;
	readonly ms: number;
}

export interface Figures {
	readonly delivered: number;
	readonly frames: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
	/** Of the server's process, in milliseconds. */
	readonly cpuMs: number;
}

interface Room {
	readonly sentAt: Map<number, number[]>;
}

/** What everybody in the measured time has been told. */
class Tally {
	from = Infinity;
	delivered = 0;
	frames = 0;
	readonly latencies: number[] = [];
}

/** @param cpu milliseconds of CPU the server has used so far */
export async function drive(load: Load, cpu: () => number): Promise<Figures> {
	const tally = new Tally();
	const people: Person[] = [];
	for (const path of load.paths) {
		const room: Room = { sentAt: new Map() };
		const joining = Array.from({ length: load.people }, () => new Person(load, path, room, tally));
		await Promise.all(joining.map((person) => person.ready));
		people.push(...joining);
	}
	const typists = people.filter((_, n) => n % load.people < load.typing);
	const next = new Map(
		typists.map((person) => [person, performance.now() + (Math.random() * 1000) / load.rate])
	);
	const keys = setInterval(() => {
		const now = performance.now();
		for (const [person, at] of next)
			if (at <= now) {
				person.type();
				next.set(person, Math.max(now, at + ((0.8 + 0.4 * Math.random()) * 1000) / load.rate));
			}
	}, 1);
	await sleep(load.warmUpMs);
	tally.from = performance.now();
	const before = cpu();
	await sleep(load.ms);
	const cpuMs = cpu() - before;
	const { delivered, frames } = tally;
	clearInterval(keys);
	await sleep(200);
	for (const person of people) person.end();
	const sorted = tally.latencies.sort((a, b) => a - b);
	const quantile = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
	return { delivered, frames, p50: quantile(0.5), p99: quantile(0.99), max: quantile(1), cpuMs };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class Person {
	readonly ready: Promise<void>;
	readonly #client = 1 + Math.trunc(Math.random() * 2 ** 31);
	readonly #room: Room;
	readonly #tally: Tally;
	readonly #socket: Socket;
	readonly #sentAt: number[] = [];
	readonly #seen = new Map<number, number>();
	#bytes: Buffer = Buffer.alloc(0);
	#isOpen = false;

	constructor(load: Load, path: string, room: Room, tally: Tally) {
		this.#room = room;
		this.#tally = tally;
		room.sentAt.set(this.#client, this.#sentAt);
		this.#socket = connect({ host: '127.0.0.1', port: load.port, noDelay: true });
		this.#socket.write(
			`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bm90IGEgc2VjcmV0IDEyMw==\r\n${load.headers}\r\n\r\n`
		);
		this.ready = new Promise((resolve, reject) => {
			this.#socket.on('error', reject);
			this.#socket.on('data', (chunk: Buffer) => {
				this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
				if (!this.#isOpen) {
					const end = this.#bytes.indexOf('\r\n\r\n');
					if (end < 0) return;
					if (!this.#bytes.toString('latin1', 0, 12).endsWith('101'))
						return reject(new Error(this.#bytes.toString('latin1', 0, end)));
					this.#bytes = this.#bytes.subarray(end + 4);
					this.#isOpen = true;
					this.#send(sync(0, new Uint8Array([0])));
					resolve();
				}
				this.#read();
			});
		});
	}

	type(): void {
		const clock = this.#sentAt.push(performance.now()) - 1;
		this.#send(sync(2, keystroke(this.#client, clock)), caret(this.#client, clock));
	}

	end(): void {
		this.#socket.destroy();
	}

	#send(...messages: readonly Uint8Array[]): void {
		this.#socket.write(
			Buffer.concat(
				messages.flatMap((message) => {
					const { length } = message;
					const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255];
					// A mask that is not zero: servers may skip the work for one that is.
					const mask = [0x5a, 0xc3, 0x1f, 0x88];
					return [Buffer.from([0x82, ...size, ...mask]), message.map((byte, n) => byte ^ (mask[n & 3] ?? 0))];
				})
			)
		);
	}

	#read(): void {
		let at = 0;
		const bytes = this.#bytes;
		while (bytes.length - at >= 2) {
			const short = (bytes[at + 1] ?? 0) & 127;
			const header = short < 126 ? 2 : short === 126 ? 4 : 10;
			if (bytes.length - at < header) break;
			const length =
				header === 2
					? short
					: header === 4
						? bytes.readUInt16BE(at + 2)
						: Number(bytes.readBigUInt64BE(at + 2));
			if (bytes.length - at < header + length) break;
			if (((bytes[at] ?? 0) & 15) === 2) this.#hear(bytes.subarray(at + header, at + header + length));
			at += header + length;
		}
		this.#bytes = bytes.subarray(at);
	}

	#hear(message: Uint8Array): void {
		const now = performance.now();
		const measured = now >= this.#tally.from;
		if (measured) this.#tally.frames++;
		if (message[0] !== Message.Sync || message[1] === 0) return;
		const decoder = decoding.createDecoder(message.subarray(2));
		const { from, to } = Y.parseUpdateMeta(decoding.readVarUint8Array(decoder));
		for (const [client, end] of to) {
			const sent = client === this.#client ? undefined : this.#room.sentAt.get(client);
			if (!sent) continue;
			const seen = this.#seen.get(client) ?? 0;
			for (let clock = Math.max(seen, from.get(client) ?? 0); clock < end; clock++) {
				const at = sent[clock] ?? 0;
				if (measured) this.#tally.delivered++;
				if (at >= this.#tally.from) this.#tally.latencies.push(now - at);
			}
			this.#seen.set(client, Math.max(seen, end));
		}
	}
}

function sync(step: number, payload: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

/** The Yjs update for one more letter behind the last one of this client. */
function keystroke(client: number, clock: number): Uint8Array {
	return encoding.encode((encoder) => {
		for (const n of [1, 1, client, clock]) encoding.writeVarUint(encoder, n);
		encoding.writeUint8(encoder, clock === 0 ? 4 : 4 | 128);
		if (clock === 0) {
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarString(encoder, 'text');
		} else {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock - 1);
		}
		encoding.writeVarString(encoder, 'x');
		encoding.writeVarUint(encoder, 0);
	});
}

function caret(client: number, clock: number): Uint8Array {
	const place = { type: null, tname: 'text', item: { client, clock }, assoc: 0 };
	const payload = encoding.encode((encoder) => {
		for (const n of [1, client, clock]) encoding.writeVarUint(encoder, n);
		encoding.writeVarString(
			encoder,
			JSON.stringify({ user: { name: 'Somebody' }, cursor: { anchor: place, head: place } })
		);
	});
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, Message.Awareness);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

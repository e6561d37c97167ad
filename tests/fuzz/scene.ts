/**
 * A meeting to be attacked: the real connection, guard, text and room; only the socket and the disk are left out,
 * because a million sockets would be the test of something else.
 */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { MeetingId, PersonId } from '#core/ids.ts';
import { seedUpdate } from '#document/seed.ts';
import { Connection } from '#server/relay/connection.ts';
import type { Pen } from '#server/relay/gate.ts';
import { parseLimits } from '#server/relay/limits.ts';
import { Meter } from '#server/relay/meter.ts';
import { Room } from '#server/relay/room.ts';
import type { Chance } from '../support/chance.ts';
import { awarenessOf, syncFrame } from '../support/relay-clients.ts';

const LIMITS = parseLimits({
	framesPerSecond: 1e9,
	bytesPerSecond: 1e12,
	awarenessPerSecond: 1e9,
	connectionsPerDocument: 1e6
});
const METER = new Meter(() => 0);
/** Yjs client ids: of the one who writes the minutes, and of the one who attacks. */
export const VICTIM = 7;
export const OWN: readonly number[] = [21, 22, 23];

/** As much of a socket as a connection asks for. */
class Line extends EventEmitter {
	readyState = 1;
	code: number | null = null;
	reason = '';
	close(code: number, reason = ''): void {
		if (this.code === null) this.reason = reason;
		this.readyState = 3;
		this.code ??= code;
	}
	terminate(): void {
		this.close(1006);
	}
	pause(): void {
		// nothing comes but what we bring
	}
	resume(): void {
		// as above
	}
	ping(): void {
		// nobody there
	}
}

const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Somebody on the document. */
export interface Seat {
	readonly connection: Connection;
	readonly line: Line;
	send(frame: Uint8Array): void;
}

export class Scene {
	readonly room: Room;
	/** Whoever was there before: one who writes, one who reads. */
	readonly others: readonly Seat[];
	readonly faults: string[];
	/** Frames that entered the document. */
	entered = 0;
	readonly #writer: Seat;
	readonly #page = new Y.Doc();

	constructor(faults: string[]) {
		this.faults = faults;
		this.room = new Room(
			{ number: 1, name: 'meeting/m/open', meeting: 'm' as MeetingId, schema: 1 },
			{ fold: null, tail: [{ position: 1, connection: 'seed', at: 0, frame: seedUpdate([]) }], damaged: 0 },
			false,
			{
				schedule: () => undefined,
				report: (error) => void faults.push(`reported: ${(error as Error).stack ?? String(error)}`),
				missed: () => null,
				discard: () => void faults.push('the room was given up'),
				returned: () => undefined,
				lost: () => undefined,
				stored: () => 0,
				maxCharacters: Infinity,
				maxBytes: 1e9,
				maxClients: 64
			}
		);
		this.#page.clientID = VICTIM;
		this.#writer = this.join('ann', 'write');
		this.others = [this.#writer, this.join('ben', 'read')];
	}

	/** @param stream what is sent to them */
	join(person: string, pen: Pen, stream: Writable = sink()): Seat {
		const line = new Line();
		const connection = new Connection(line as unknown as WebSocket, this.room, {
			id: `fuzz.${person}`,
			who: { person: person as PersonId, name: person, sessionId: person },
			pen,
			schema: null,
			capabilities: new Set(['ack', 'notice', 'roster']),
			since: null,
			limits: LIMITS,
			meter: METER,
			stream: stream as never,
			clock: () => 0
		});
		this.room.join(connection);
		return {
			connection,
			line,
			send: (frame) => void line.emit('message', Buffer.from(frame), true)
		};
	}

	/** What the turn does, with a log that always has room. @returns whether anything entered */
	turn(): boolean {
		const frames = this.room.takePending();
		const fresh = frames.filter((frame) => !frame.known);
		this.entered += fresh.filter((frame) => frame.from !== null).length;
		this.room.apply(frames);
		this.room.flush();
		return fresh.length > 0;
	}

	/** The one who writes makes an edit. @returns its frames */
	write(edit: (doc: Y.Doc) => void): Uint8Array[] {
		const page = this.#page;
		Y.applyUpdate(page, Y.encodeStateAsUpdate(this.room.doc, Y.encodeStateVector(page)));
		const frames: Uint8Array[] = [];
		const note = (update: Uint8Array): void => void frames.push(syncFrame(2, update));
		page.on('update', note);
		edit(page);
		page.off('update', note);
		for (const frame of frames) this.#writer.send(frame);
		this.turn();
		return frames;
	}
}

/** Somebody types; what they send is what is mutated later. */
export function setScene(chance: Chance, faults: string[]): { scene: Scene; pool: readonly Uint8Array[] } {
	const scene = new Scene(faults);
	const pool: Uint8Array[] = [
		syncFrame(0, Y.encodeStateVector(scene.room.doc)),
		syncFrame(1, Y.encodeStateAsUpdate(scene.room.doc)),
		awarenessOf([VICTIM, 1, '{"user":{"name":"x"},"cursor":{"anchor":{"type":null,"assoc":0}}}']),
		awarenessOf([OWN[0] ?? 0, 1, 'null'], [VICTIM, 2, '{}']),
		new Uint8Array([3]),
		new Uint8Array([1, 1, 0])
	];
	const typed = scene.write((doc) => {
		const map = doc.getMap<unknown>('items');
		map.set('a', new Y.Text('hello world'));
		map.set('b', { owners: ['x', 1, null, 2.5, true], bytes: new Uint8Array([1, 2]) });
		const text = map.get('a') as Y.Text;
		text.format(2, 4, { bold: true });
		text.delete(1, 3);
		const body = new Y.XmlFragment();
		map.set('body', body);
		for (let n = 0; n < 3; n++) {
			const line = new Y.XmlElement('line');
			body.insert(n, [line]);
			line.setAttribute('kind', 'point');
			line.insert(0, [new Y.XmlText(`point ${n} ä😀`)]);
		}
		for (let n = chance.below(30); n > 0; n--) text.insert(chance.below(text.length), `${n}`);
		map.delete('b');
	});
	return { scene, pool: [...pool, ...typed, syncFrame(1, Y.encodeStateAsUpdate(scene.room.doc))] };
}

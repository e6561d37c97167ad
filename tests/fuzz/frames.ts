/**
 * Frames nobody's editor sends, by the thousand: mutations of real ones, and updates made up from Yjs' grammar out of
 * pieces that fit and pieces that do not. They go through the real connection, guard, text and room; only the socket and
 * the disk are left out, because a million sockets would be the test of something else. Long: it is a grammar.
 */
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { MeetingId, PersonId } from '#core/ids.ts';
import { seedUpdate } from '#document/seed.ts';
import { Connection } from '#server/relay/connection.ts';
import type { Pen } from '#server/relay/gate.ts';
import { parseLimits } from '#server/relay/limits.ts';
import { Meter } from '#server/relay/meter.ts';
import { Room } from '#server/relay/room.ts';
import { awarenessOf, syncFrame } from '../support/relay-clients.ts';
import { seeded, type Chance } from '../support/chance.ts';

export interface FuzzReport {
	readonly frames: number;
	/** Connections that were closed for what they sent. */
	readonly closed: number;
	/** Frames that entered the document. */
	readonly entered: number;
	/** Milliseconds of the frame, or the turn, that took longest, and its bytes. */
	readonly slowest: number;
	readonly slowestFrame: string;
	/** Frames and turns of more than 50 ms. */
	readonly long: number;
	/** What must not be: each a sentence with the frame in hex. */
	readonly faults: readonly string[];
}

const LONG_MS = 50;
/** A document is thrown away after so many frames, so that every seed meets young and old ones. */
const FRAMES_PER_DOCUMENT = 400;
const LIMITS = parseLimits({
	framesPerSecond: 1e9,
	bytesPerSecond: 1e12,
	awarenessPerSecond: 1e9,
	connectionsPerDocument: 1e6
});
const METER = new Meter(() => 0);
const VICTIM = 7;
const OWN = [21, 22, 23];

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

interface Scene {
	readonly room: Room;
	readonly victim: Connection;
	readonly victimLine: Line;
	readonly pool: readonly Uint8Array[];
	readonly faults: string[];
	entered: number;
}

function connect(room: Room, person: string, pen: Pen): { connection: Connection; line: Line } {
	const line = new Line();
	const connection = new Connection(line as unknown as WebSocket, room, {
		id: `fuzz.${person}`,
		who: { person: person as PersonId, name: person, sessionId: person },
		pen,
		capabilities: new Set(['ack', 'notice', 'roster']),
		since: null,
		limits: LIMITS,
		meter: METER,
		stream: sink() as never,
		clock: () => 0
	});
	room.join(connection);
	return { connection, line };
}

const send = (line: Line, frame: Uint8Array): boolean => line.emit('message', Buffer.from(frame), true);

/** Somebody types; what they send is what is mutated later. */
function setScene(chance: Chance, faults: string[]): Scene {
	const seed = seedUpdate([]);
	const room = new Room(
		{ number: 1, name: 'meeting/m/open', meeting: 'm' as MeetingId, schema: 1 },
		{ fold: null, tail: [{ position: 1, connection: 'seed', at: 0, frame: seed }], damaged: 0 },
		false,
		{
			schedule: () => undefined,
			report: (error) => void faults.push(`reported: ${(error as Error).stack ?? String(error)}`),
			missed: () => null,
			discard: () => void faults.push('the room was given up'),
			returned: () => undefined,
			lost: () => undefined,
			stored: () => 0,
			maxBytes: 1e9
		}
	);
	const { connection: victim, line: victimLine } = connect(room, 'ann', 'write');
	const doc = new Y.Doc();
	doc.clientID = VICTIM;
	Y.applyUpdate(doc, seed);
	const pool: Uint8Array[] = [
		syncFrame(0, Y.encodeStateVector(doc)),
		syncFrame(1, Y.encodeStateAsUpdate(doc)),
		awarenessOf([VICTIM, 1, '{"user":{"name":"x"},"cursor":{"anchor":{"type":null,"assoc":0}}}']),
		awarenessOf([OWN[0] ?? 0, 1, 'null'], [VICTIM, 2, '{}']),
		new Uint8Array([3]),
		new Uint8Array([1, 1, 0])
	];
	doc.on('update', (update: Uint8Array) => {
		pool.push(syncFrame(2, update));
		send(victimLine, syncFrame(2, update));
	});
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
	pool.push(syncFrame(1, Y.encodeStateAsUpdate(doc)));
	const scene = { room, victim, victimLine, pool, faults, entered: 0 };
	turn(scene);
	return scene;
}

/** What the turn does, with a log that always has room. */
function turn(scene: Scene): void {
	const frames = scene.room.takePending();
	scene.entered += frames.filter((frame) => frame.from !== null && !frame.known).length;
	scene.room.apply(frames);
	scene.room.flush();
}

function mutated(chance: Chance, pool: readonly Uint8Array[]): Uint8Array {
	const pick = (): Uint8Array => pool[chance.below(pool.length)] ?? new Uint8Array();
	let bytes = [...pick()];
	for (let changes = 1 + chance.below(4); changes > 0; changes--) {
		const at = chance.below(bytes.length + 1);
		switch (chance.below(8)) {
			case 0:
				bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
				break;
			case 1:
				bytes[at] = chance.below(256);
				break;
			case 2:
				bytes = bytes.slice(0, at);
				break;
			case 3:
				bytes.splice(at, 0, chance.below(256));
				break;
			case 4:
				bytes.splice(at, 1);
				break;
			case 5:
				// A number becomes a huge one.
				bytes.splice(at, 1, 255, 255, 255, 255, chance.below(2) === 0 ? 15 : 127);
				break;
			case 6:
				bytes.splice(at, bytes.length, ...[...pick()].slice(chance.below(40)));
				break;
			default:
				bytes = bytes.concat(bytes.slice(at, at + chance.below(30)));
		}
	}
	return new Uint8Array(bytes.slice(0, 4096));
}

/** An update by Yjs' grammar: each part fits most of the time. */
function madeUp(chance: Chance, clock: (client: number) => number): Uint8Array {
	const most = (likely: () => number): number => (chance.below(12) === 0 ? chance.below(300) : likely());
	const someClient = (): number => [...OWN, VICTIM, VICTIM][chance.below(OWN.length + 2)] ?? VICTIM;
	const bytes = encoding.encode((out) => {
		const id = (): void => {
			const client = someClient();
			encoding.writeVarUint(out, client);
			encoding.writeVarUint(
				out,
				most(() => chance.below(Math.max(1, clock(client))))
			);
		};
		const clients = [
			...new Set(Array.from({ length: 1 + chance.below(2) }, () => OWN[chance.below(3)] ?? 21))
		];
		encoding.writeVarUint(
			out,
			most(() => clients.length)
		);
		for (const client of clients) {
			const structs = 1 + chance.below(4);
			encoding.writeVarUint(
				out,
				most(() => structs)
			);
			encoding.writeVarUint(
				out,
				most(() => client)
			);
			encoding.writeVarUint(
				out,
				most(() => clock(client))
			);
			for (let n = structs; n > 0; n--) writeStruct(out, chance, id);
		}
		const deletions = chance.below(3);
		encoding.writeVarUint(out, deletions);
		for (let n = 0; n < deletions; n++) {
			encoding.writeVarUint(out, n === 0 ? VICTIM : someClient());
			encoding.writeVarUint(out, 1);
			encoding.writeVarUint(
				out,
				most(() => chance.below(20))
			);
			encoding.writeVarUint(
				out,
				most(() => 1 + chance.below(4))
			);
		}
	});
	return syncFrame(chance.below(6) === 0 ? 1 : 2, bytes);
}

function writeStruct(out: encoding.Encoder, chance: Chance, id: () => void): void {
	const kind =
		chance.below(20) === 0 ? chance.below(32) : ([0, 1, 3, 4, 4, 4, 5, 6, 7, 7, 8, 2][chance.below(12)] ?? 4);
	const sides = kind === 0 || kind === 10 ? 0 : ([0, 32, 64, 128, 192][chance.below(5)] ?? 0);
	encoding.writeUint8(out, kind | sides);
	if (kind === 0 || kind === 10) return encoding.writeVarUint(out, 1 + chance.below(5));
	if (sides & 128) id();
	if (sides & 64) id();
	if ((sides & 192) === 0) {
		const byName = chance.below(2);
		encoding.writeVarUint(out, byName);
		if (byName === 1)
			encoding.writeVarString(out, ['items', 'actions', 'x', '__proto__'][chance.below(4)] ?? 'x');
		else id();
		if (sides & 32)
			encoding.writeVarString(out, ['a', 'body', 'kind', 'constructor'][chance.below(4)] ?? 'a');
	}
	switch (kind) {
		case 1:
			return encoding.writeVarUint(out, 1 + chance.below(5));
		case 2:
			encoding.writeVarUint(out, 2);
			encoding.writeVarString(out, 'undefined');
			return encoding.writeVarString(out, '{"a":[1]}');
		case 3:
			return encoding.writeVarUint8Array(out, new Uint8Array(chance.below(5)));
		case 5:
			return encoding.writeVarString(out, '{"image":"x"}');
		case 6:
			encoding.writeVarString(out, ['bold', 'link'][chance.below(2)] ?? 'bold');
			return encoding.writeVarString(out, ['true', 'null', '{"href":"x"}'][chance.below(3)] ?? 'null');
		case 7: {
			const type = chance.below(8);
			encoding.writeVarUint(out, type);
			if (type === 3 || type === 5) encoding.writeVarString(out, 'line');
			return;
		}
		case 8:
			encoding.writeVarUint(out, 1);
			return encoding.writeAny(out, { a: [1, 'x', null] });
		default:
			return encoding.writeVarString(out, ['x', 'words', 'ä😀', ''][chance.below(4)] ?? 'x');
	}
}

const digest = (doc: Y.Doc): string => createHash('sha256').update(Y.encodeStateAsUpdate(doc)).digest('hex');

/** @param seed the same seed, the same frames */
export function fuzz(count: number, seed: number): FuzzReport {
	const chance = seeded(seed);
	const faults: string[] = [];
	let closed = 0;
	let entered = 0;
	let slowest = 0;
	let slowestFrame = '';
	let long = 0;
	let scene: Scene | null = null;
	let attacker: { connection: Connection; line: Line } | null = null;
	let before = '';
	const isReader = (n: number): boolean => Math.floor(n / FRAMES_PER_DOCUMENT) % 2 === 1;
	for (let n = 0; n < count && faults.length < 20; n++) {
		if (scene === null || n % FRAMES_PER_DOCUMENT === 0) {
			scene = setScene(chance, faults);
			attacker = null;
			before = digest(scene.room.doc);
			entered -= scene.entered;
		}
		const { room } = scene;
		if (!attacker?.connection.isOpen) attacker = connect(room, 'eve', isReader(n) ? 'read' : 'write');
		const frame =
			chance.below(3) === 0
				? madeUp(chance, (client) => Y.getState(room.doc.store, client))
				: mutated(chance, scene.pool);
		const begun = performance.now();
		try {
			send(attacker.line, frame);
			if (chance.below(2) === 0) turn(scene);
		} catch (error) {
			faults.push(`thrown: ${String(error)}`);
		}
		const took = performance.now() - begun;
		if (took > LONG_MS) long++;
		if (took > slowest) [slowest, slowestFrame] = [took, Buffer.from(frame).toString('hex')];
		if (attacker.line.code !== null) closed++;
		if (scene.victimLine.code !== null) faults.push(`somebody else was closed: ${scene.victimLine.reason}`);
		const last = n + 1 === count || (n + 1) % FRAMES_PER_DOCUMENT === 0;
		if (last) {
			turn(scene);
			if (isReader(n) && digest(room.doc) !== before) faults.push('a reader changed the document');
			checkStands(room, faults);
			entered += scene.entered;
		}
		if (faults.length > 0 && !faults.at(-1)?.includes(' | '))
			faults.push(`${faults.pop()} | ${Buffer.from(frame).toString('hex')}`);
	}
	return { frames: count, closed, entered, slowest, slowestFrame, long, faults };
}

/**
 * Somebody new can still be sent all of it, and has the same pieces. Their order is not compared: whoever lies about what
 * they had seen when they wrote can have copies differ in that, and only they could be asked.
 */
function checkStands(room: Room, faults: string[]): void {
	try {
		const next = new Y.Doc();
		Y.applyUpdate(next, Y.encodeStateAsUpdate(room.doc));
		const [ours, theirs] = [room.doc, next].map((doc) => outline(doc.getMap('items')).sort().join(' '));
		if (ours !== theirs) faults.push('a newcomer has something else');
	} catch (error) {
		faults.push(`a newcomer cannot read it: ${String(error)}`);
	}
}

type Shared = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;

/**
 * Every clock that is shown. Not the words themselves: Yjs writes a torn emoji as two question marks, sooner or
 * later, and tidies formatting when it likes.
 */
function outline(type: Shared): string[] {
	const parts: string[] = [];
	const add = (item: Y.Item): void => {
		if (item.deleted || !item.countable) return;
		for (let n = 0; n < item.length; n++) parts.push(`${item.id.client}:${item.id.clock + n}`);
		if (item.content instanceof Y.ContentType) parts.push('(', ...outline(item.content.type), ')');
	};
	for (let item = type._start; item !== null; item = item.right) add(item);
	for (const key of [...type._map.keys()].sort()) {
		const item = type._map.get(key);
		if (item) add(item);
	}
	return parts;
}

/**
 * Frames nobody's editor sends, by the thousand (grammar.ts), at a meeting of people who must not notice (scene.ts).
 */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Room } from '#server/relay/room/room.ts';
import { seeded } from '../support/chance.ts';
import { attack } from './attacks.ts';
import { madeUp, mutated } from './grammar.ts';
import { readersComplain } from './readers.ts';
import { setScene, type Scene, type Seat } from './scene.ts';

export interface FuzzReport {
	readonly frames: number;
	/** Connections that were closed for what they sent. */
	readonly closed: number;
	/** Frames that entered the document. */
	readonly entered: number;
	/** Milliseconds of CPU of the frame, with its turn, that took most, and its bytes. */
	readonly slowest: number;
	readonly slowestFrame: string;
	/** Frames, with their turns, of more than {@link LONG_MS} of CPU, in hex. */
	readonly long: readonly string[];
	/** What must not be: each a sentence with the frame in hex. */
	readonly faults: readonly string[];
}

/** Nobody's frame may hold up the others for longer. */
export const LONG_MS = 50;
/** A document is thrown away after so many frames, so that every seed meets young and old ones. */
const FRAMES_PER_DOCUMENT = 400;

const digest = (doc: Y.Doc): string =>
	createHash('sha256').update(Y.encodeStateAsUpdate(doc)).digest('base64');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** @returns milliseconds of CPU that this thread spends on it, whoever else is busy on the machine */
export function cpuOf(act: () => void): number {
	const before = process.threadCpuUsage();
	act();
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / 1000;
}

/** @param seed the same seed, the same frames */
export function fuzz(count: number, seed: number): FuzzReport {
	const chance = seeded(seed);
	const faults: string[] = [];
	const long: string[] = [];
	let closed = 0;
	let entered = 0;
	let slowest = 0;
	let slowestFrame = '';
	let scene: Scene | null = null;
	let pool: readonly Uint8Array[] = [];
	let attacker: Seat | null = null;
	/** Of the document: what nothing that is refused may change. */
	let before = '';
	const isReader = (n: number): boolean => Math.floor(n / FRAMES_PER_DOCUMENT) % 2 === 1;
	for (let n = 0; n < count && faults.length === 0; n++) {
		if (scene === null || n % FRAMES_PER_DOCUMENT === 0) {
			({ scene, pool } = setScene(chance, faults));
			attacker = null;
			before = digest(scene.room.doc);
			entered -= scene.entered;
		}
		const { room } = scene;
		if (!attacker?.connection.isOpen) attacker = scene.join('eve', isReader(n) ? 'read' : 'write');
		const frame =
			chance.below(3) === 0
				? madeUp(chance, (client) => Y.getState(room.doc.store, client))
				: chance.below(5) === 0
					? attack(chance, room.doc)
					: mutated(chance, pool);
		const last = n + 1 === count || (n + 1) % FRAMES_PER_DOCUMENT === 0;
		const isTurn = chance.below(2) === 0 || last;
		let moved = false;
		const [meeting, eve] = [scene, attacker];
		try {
			const took = cpuOf(() => {
				eve.send(frame);
				if (isTurn) moved = meeting.turn();
			});
			if (took > LONG_MS) long.push(hex(frame));
			if (took > slowest) [slowest, slowestFrame] = [took, hex(frame)];
		} catch (error) {
			faults.push(`thrown: ${String(error)}`);
		}
		if (attacker.line.code !== null) closed++;
		for (const { line } of scene.others)
			if (line.code !== null) faults.push(`somebody else was closed: ${line.reason}`);
		if (moved && isReader(n)) faults.push('a frame of a reader entered');
		const after = digest(room.doc);
		if (!moved && after !== before) faults.push('what did not enter changed the document');
		before = after;
		if (last) {
			checkStands(room, faults);
			faults.push(...readersComplain(scene.log));
			entered += scene.entered;
		}
		for (const [at, fault] of faults.entries()) faults[at] = `${fault} | frame ${n}: ${hex(frame)}`;
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

/**
 * A meeting to be attacked: the real connection, guard, text and room; only the socket and the disk are left out,
 * because a million sockets would be the test of something else.
 */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { addOwner, setDue } from '#document/minutes/actions.ts';
import { addItem } from '#document/agenda/agenda.ts';
import { reportText, setOutcome, setWords } from '#document/register/arising.ts';
import { bodyOf, itemsOf, titleOf, type ItemMap } from '#document/fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { beginItem, setPlan } from '#document/agenda/item-plan.ts';
import { seedUpdate } from '#document/seed.ts';
import { MINUTES } from '#document/shape.ts';
import { noteTaken } from '#document/concurrent/moved-lines.ts';
import { Connection } from '#server/relay/socket/connection.ts';
import type { Pen } from '#server/relay/access.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { Metrics } from '#server/relay/metrics.ts';
import { Room } from '#server/relay/room/room.ts';
import type { Chance } from '../support/chance.ts';
import { awarenessOf, syncFrame } from '../support/relay-clients.ts';

const LIMITS = parseLimits({
	framesPerSecond: 1e9,
	bytesPerSecond: 1e12,
	awarenessPerSecond: 1e9,
	connectionsPerDocument: 1e6
});
const METER = new Metrics(() => 0);
/** Yjs client ids: of the one who writes the minutes, and of the one who attacks. */
export const VICTIM = 7;
export const OWN: readonly number[] = [21, 22, 23];
/** Of somebody who wrote, and is not there. */
export const ABSENT = 9;
export const ITEM = 'item0001';
export const LINE = 'line000';

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
	/** Frames that entered the document, and whose they are, in order. */
	readonly log: { readonly update: Uint8Array; readonly person: string }[] = [];
	readonly #writer: Seat;
	readonly #page = new Y.Doc();

	constructor(faults: string[]) {
		this.faults = faults;
		const seed = seedUpdate([]);
		this.room = new Room(
			{ number: 1, name: 'meeting/m/open', meeting: 'm' as MeetingId, schema: 1, replaced: 0 },
			{ fold: null, tail: [{ position: 1, connection: 'seed', at: 0, frame: seed }], damaged: 0 },
			false,
			{
				schedule: () => undefined,
				report: (error) => void faults.push(`reported: ${(error as Error).stack ?? String(error)}`),
				missed: () => null,
				discard: () => void faults.push('the room was given up'),
				ahead: () => undefined,
				lost: () => undefined,
				stored: () => 0,
				maxCharacters: Infinity,
				maxBytes: 1e9,
				maxClients: 64,
				shape: MINUTES
			}
		);
		this.log.push({ update: seed, person: 'seed' });
		this.room.owners.recall([{ client: ABSENT, person: 'cat' as PersonId }]);
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
			metrics: METER,
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
		for (const { update, from } of fresh) this.log.push({ update, person: from.person });
		this.room.apply(frames);
		this.room.flush();
		return fresh.length > 0;
	}

	get entered(): number {
		return this.log.length;
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
		addItem(doc, ITEM, `${LINE}0`, 'hello world', null);
		setPlan(doc, ITEM, { lead: 'KB', minutes: 5, purpose: 'decision' });
		const item = itemsOf(doc).get(ITEM) as ItemMap;
		const [text, body] = [titleOf(item) as Y.Text, bodyOf(item) as Y.XmlFragment];
		text.delete(1, 3);
		for (let n = 1; n < 4; n++)
			body.insert(n, [lineElement(emptyLine('action', `${LINE}${n}`, `point ${n} ä😀`))]);
		addOwner(doc, `${LINE}1`, 'CD');
		setDue(doc, `${LINE}1`, { written: 'Friday', kind: 'words', date: null });
		beginItem(doc, ITEM, 1000);
		setOutcome(doc, 'action01', 'done');
		setWords(reportText(doc, 'action01'), 'It was done.');
		for (let n = chance.below(30); n > 0; n--) text.insert(chance.below(text.length), `${n}`);
		doc.once('afterTransaction', (transaction: Y.Transaction) => noteTaken(transaction));
		doc.transact(() => {
			body.delete(2, 1);
			body.insert(1, [lineElement(emptyLine('point', `${LINE}2`, 'point 2 ä😀'))]);
		});
		setPlan(doc, ITEM, { minutes: null });
	});
	return { scene, pool: [...pool, ...typed, syncFrame(1, Y.encodeStateAsUpdate(scene.room.doc))] };
}

/**
 * One socket on a document: what it sent, how far that is safe, and when it has to go. Long, because every limit and every
 * goodbye of a socket is one state that must be seen together.
 */
import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import type { PersonId } from '#core/kernel/ids.ts';
import { Close, Message, Refused } from '#core/wire/wire.ts';
import {
	ackFrame,
	frameBounds,
	KEEP_ALIVE,
	nackFrame,
	noticeFrame,
	reachedFrame,
	readFrame,
	vectorFrame,
	type AwarenessEntry,
	type FrameBounds,
	type InboundUpdate
} from './frames.ts';
import { framed } from './write-frames.ts';
import type { Pen, Who } from '#server/relay/access.ts';
import type { Counter, Metrics } from '#server/relay/metrics.ts';
import { Allowance, ECHO_COST, type Limits } from './limits.ts';

export const CAPABILITIES = ['ack', 'notice', 'roster', 'reach'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** [R17] The standard client takes 30 s of silence for death, and does not count pings. */
const KEEP_ALIVE_MS = 10_000;
/** In the time that somebody may be silent; all but the last must be missed. */
const PINGS = 3;
/** [R46] Bytes a second that everybody must be able to read: a long document takes its time. */
const SLOWEST = 64 * 1024;

/** What a connection needs of the room it is in. */
export interface Surroundings {
	/** @returns false: what was said in it is still to be said */
	take(connection: Connection, index: number, update: InboundUpdate): boolean;
	/** @returns whether it was news */
	hear(connection: Connection, entries: readonly AwarenessEntry[]): boolean;
	show(connection: Connection): void;
	/** The state vector of the text, everything of which has been sent to everybody at the end of a turn. */
	readonly vector: Uint8Array;
	/** [R46] Whole WebSocket frames: all that somebody lacks who had heard everything up to a state vector. */
	missed(connection: Connection, vector: Uint8Array, isQuestion: boolean): Buffer;
	/** Sends what the owner of a state vector lacks. */
	answer(connection: Connection, vector: Uint8Array): void;
	/** [R81] It has received all that was sent before a ping that named this position of the log. */
	reached(connection: Connection, position: number): void;
	/** @param wasCut without a goodbye */
	leave(connection: Connection, wasCut: boolean): void;
	report(error: unknown): void;
}

const FRAMES = {
	step1: 'relay_frames_total{type="step1"}',
	update: 'relay_frames_total{type="update"}',
	awareness: 'relay_frames_total{type="awareness"}',
	'query-awareness': 'relay_frames_total{type="query"}'
} as const;

/** WebSocket's own code, transient. */
const INTERNAL_ERROR = 1011;
/** Shorter waits would be a timer for every frame. */
const LEAST_WAIT_MS = 20;
/** Of a frame, in its allowance. */
const PING_COST = 1 / 4;
/** [R81] Of a position, in a ping: enough for a thousand years ([R74]). */
const POSITION_BYTES = 6;
/** What ws says when no close frame came. */
const CUT = 1006;

export interface ConnectionOptions {
	readonly id: string;
	readonly who: Who;
	readonly pen: Pen;
	/** [R71] The newest schema its editor knows; null: it has no editor of ours. */
	readonly schema: number | null;
	readonly capabilities: ReadonlySet<Capability>;
	/** [R31] */
	readonly since: number | null;
	readonly limits: Limits;
	readonly metrics: Metrics;
	/** What the WebSocket runs over. Messages are framed here, once for all who get them, and written past `ws` ([R60]). */
	readonly stream: Duplex;
	/** Milliseconds of a clock that never goes back. */
	readonly clock: () => number;
}

export class Connection {
	readonly id: string;
	readonly person: PersonId;
	readonly name: string;
	readonly sessionId: string;
	readonly #schema: number | null;
	/** Changes the moment the right does; the socket follows. */
	pen: Pen;
	/** Whether it has written since the session was last touched. */
	active = false;
	readonly #socket: WebSocket;
	readonly #stream: Duplex;
	#corked = false;
	readonly #room: Surroundings;
	readonly #capabilities: ReadonlySet<Capability>;
	readonly #allowance: Allowance;
	readonly #clock: () => number;
	#reading = true;
	#open = true;
	#counted = 0;
	#lastSent: number;
	#lastPing: number;
	#since: number | null;
	#unanswered = 0;
	#resume: NodeJS.Timeout | null = null;
	/** Read, not looked at: no more than the system hands over in one go, 64 KiB or one frame. */
	readonly #inbox: { readonly bytes: Buffer; readonly isBinary: boolean }[] = [];
	/** Step 1s of ours that it has not answered. The room sends the first. */
	#asked = 1;
	/** [R42] Has said everything it had when it came. */
	isInStep = false;
	/** [R46] Behind with reading: what it has, or (isQuestion) says that it has, and until when that may last. */
	#lag: { readonly vector: Uint8Array; readonly isQuestion: boolean; readonly until: number } | null = null;
	/** What it is to be told once it has caught up. */
	#unsaid: { readonly count: number; readonly position: number } | null = null;
	/** It has asked for the text, and the answer has been sent. */
	#hasText = false;
	/** Length of the last answer to a step 1: that much may wait without anybody being slow. */
	#answered = 0;
	#questions = 0;
	readonly #limits: Limits;
	readonly #bounds: FrameBounds;
	readonly #metrics: Metrics;
	readonly #received: Readonly<Record<keyof typeof FRAMES, Counter>>;
	/** [R43] The first frame that was not taken because it stands on text still to come, and the step 2 that brings both. */
	#held: { readonly from: number; readonly until: number | null } | null = null;

	constructor(socket: WebSocket, room: Surroundings, options: ConnectionOptions) {
		this.id = options.id;
		this.person = options.who.person;
		this.name = options.who.name;
		this.sessionId = options.who.sessionId;
		this.pen = options.pen;
		this.#schema = options.schema;
		this.#socket = socket;
		this.#stream = options.stream;
		this.#room = room;
		this.#capabilities = options.capabilities;
		this.#since = options.since;
		this.#clock = options.clock;
		this.#limits = options.limits;
		this.#bounds = frameBounds(options.limits);
		this.#metrics = options.metrics;
		this.#received = {
			step1: options.metrics.counter(FRAMES.step1),
			update: options.metrics.counter(FRAMES.update),
			awareness: options.metrics.counter(FRAMES.awareness),
			'query-awareness': options.metrics.counter(FRAMES['query-awareness'])
		};
		this.#allowance = new Allowance(options.limits, options.clock());
		this.#lastSent = options.clock();
		this.#lastPing = options.clock();
		socket.on('message', (data: RawData, isBinary: boolean) => {
			// What was read in one go with the frame that was too much.
			if (this.#resume && this.#reading) this.#inbox.push({ bytes: data as Buffer, isBinary });
			else this.#tryReceive(data as Buffer, isBinary);
		});
		socket.on('pong', (data: Buffer) => this.#ponged(data));
		socket.on('ping', (data: Buffer) => this.#pinged(data.length));
		// What ws found wrong with a frame; the 'close' that follows says the rest.
		socket.on('error', () => undefined);
		socket.on('close', (code: number) => {
			// It came before the end did.
			for (const { bytes, isBinary } of this.#inbox.splice(0)) this.#tryReceive(bytes, isBinary);
			this.#gone(code === CUT);
		});
	}

	get mayWrite(): boolean {
		return this.pen === 'write';
	}

	/** [R71] Its editor would delete what it does not know. @param needs the schema of the text */
	isTooOldFor(needs: number): boolean {
		return this.#schema !== null && this.#schema < needs;
	}

	/** [R70] What it writes may need as much. */
	get schema(): number {
		return this.#schema ?? 0;
	}

	/** [R31] Once: what it had heard when it came says nothing about a later question. */
	takeSince(): number | null {
		const since = this.#since;
		this.#since = null;
		return since;
	}

	get isOpen(): boolean {
		return this.#open;
	}

	/** One message to this connection alone. What is sent in one go leaves in one system call. */
	send(message: Uint8Array): void {
		this.enqueue(framed(message));
	}

	/** The same for a message that is framed already. */
	enqueue(frame: Buffer): void {
		if (!this.#open) return;
		if (this.#stream.writableLength > this.#limits.unreadBytes + this.#answered)
			return this.close(Close.TooSlow, 'too slow');
		if (!this.#corked) {
			this.#corked = true;
			this.#stream.cork();
			process.nextTick(() => {
				this.#corked = false;
				this.#stream.uncork();
			});
		}
		this.#write(frame);
	}

	#write(frames: Buffer, onWritten?: (error?: Error | null) => void): void {
		if (!this.#open || this.#socket.readyState !== WebSocket.OPEN) return;
		this.#lastSent = this.#clock();
		this.#stream.write(frames, onWritten);
	}

	/** The answer to a step 1, which may be as long as the document. */
	answer(frame: Buffer): void {
		this.#answered = frame.length;
		this.#hasText = true;
		this.enqueue(frame);
	}

	/**
	 * What a turn has for everybody here. [R46] Whoever has not read what was sent before is sent no more of this: what
	 * they have is remembered, and one difference is sent when they have read.
	 * @param frames whole WebSocket frames, the same bytes for everybody who gets them: not to be changed any more
	 */
	write(frames: Buffer): void {
		if (this.#lag) return;
		if (this.#stream.writableLength <= this.#limits.slowReaderBytes) return this.#write(frames);
		this.#fallBehind(this.#room.vector, false, frames);
	}

	/** @param last what is still written; when that has been read, so has everything before it */
	#fallBehind(vector: Uint8Array, isQuestion: boolean, last: Buffer): void {
		this.#metrics.count('relay_fallen_behind_total');
		this.#lag = {
			vector,
			isQuestion,
			until: this.#clock() + (this.#limits.slowReaderSeconds + this.#answered / SLOWEST) * 1000
		};
		this.#write(last, (error) => {
			if (!error) this.#catchUp();
		});
	}

	#catchUp(): void {
		const lag = this.#lag;
		if (!lag || !this.#open) return;
		this.#lag = null;
		const missed = this.#room.missed(this, lag.vector, lag.isQuestion);
		this.#answered = missed.length;
		this.#metrics.count('relay_resync_bytes_total', missed.length);
		this.write(missed);
		const ack = this.#unsaid;
		this.#unsaid = null;
		if (ack) this.acknowledge(ack.count, ack.position);
	}

	/** Bytes that wait to be read by the other end. */
	get waiting(): number {
		return this.#stream.writableLength;
	}

	get isBehind(): boolean {
		return this.#lag !== null;
	}

	/** [R13] @param count the first so many counted frames are on disk, or were refused one by one */
	acknowledge(count: number, position: number): void {
		if (!this.#capabilities.has('ack')) return;
		// The position says what it has heard, and behind a lag it has not.
		if (this.#lag) {
			this.#unsaid = { count, position };
			return;
		}
		if (this.#held && this.#held.until !== null && count > this.#held.until) this.#held = null;
		const reached = this.#held ? Math.min(count, this.#held.from) : count;
		if (reached > 0) this.send(ackFrame(reached, position));
	}

	/**
	 * [R43] Counted frame `index` stands on text we lack. Its author has it, and says everything in the answer to a step 1;
	 * nothing from this frame on is acknowledged before that answer is.
	 * @param vector what we have
	 */
	askAgain(index: number, vector: Uint8Array): void {
		this.hold(index);
		if (this.#asked > 0) return;
		this.#asked++;
		this.send(vectorFrame(vector));
	}

	/** Nothing from that frame on is acknowledged, before an answer to a step 1 says it again. */
	hold(index: number): void {
		this.#held = { from: this.#held?.from ?? index, until: null };
	}

	/** An answer to a step 1 of ours, or what only looks like one? */
	#isAnswer(index: number): boolean {
		if (this.#asked === 0) return false;
		this.#asked--;
		if (this.#held) this.#held = { from: this.#held.from, until: index };
		return true;
	}

	refuse(index: number, refused: number, why: string): void {
		this.#metrics.count(`relay_nacks_total{code="${refused}"}`);
		if (this.#capabilities.has('ack')) this.send(nackFrame(index, refused, why));
	}

	notify(notice: number): void {
		if (this.#capabilities.has('notice')) this.send(noticeFrame(notice));
	}

	get wantsAck(): boolean {
		return this.#capabilities.has('ack');
	}

	get wantsReach(): boolean {
		return this.#capabilities.has('reach');
	}

	/** [R81] @returns whether all up to the position has been sent, and a ping behind it */
	askReached(position: number): boolean {
		if (!this.#hasText || this.#lag || this.#socket.readyState !== WebSocket.OPEN) return false;
		const named = Buffer.allocUnsafe(POSITION_BYTES);
		named.writeUIntBE(position, 0, POSITION_BYTES);
		this.#socket.ping(named);
		return true;
	}

	tellReached(count: number, people: number): void {
		this.send(reachedFrame(count, people));
	}

	get wantsRoster(): boolean {
		return this.#capabilities.has('roster');
	}

	/** Nothing that comes in from now on is looked at; what came in is still answered. */
	stopReading(): void {
		this.#reading = false;
	}

	close(code: number, reason: string): void {
		if (!this.#open) return;
		this.#metrics.count(`relay_closes_total{code="${code}"}`);
		this.#reading = false;
		this.#socket.close(code, reason);
		this.#gone(false);
		// Otherwise the answer to our close is never read.
		this.#socket.resume();
	}

	/** For a peer that does not answer. */
	terminate(): void {
		this.#socket.terminate();
	}

	/** Whether the socket underneath is still there. */
	get isAlive(): boolean {
		return this.#socket.readyState !== WebSocket.CLOSED;
	}

	/** [R17] Once a second or so. */
	heartbeat(): void {
		const now = this.#clock();
		if (this.#lag && now > this.#lag.until) return this.close(Close.TooSlow, 'too slow');
		if (now - this.#lastPing >= (this.#limits.silentSeconds * 1000) / PINGS) {
			if (this.#unanswered >= PINGS - 1) {
				this.#socket.terminate();
				return;
			}
			this.#unanswered++;
			this.#lastPing = now;
			this.#socket.ping();
		}
		if (now - this.#lastSent >= KEEP_ALIVE_MS) this.send(KEEP_ALIVE);
	}

	#gone(wasCut: boolean): void {
		if (!this.#open) return;
		this.#open = false;
		this.#reading = false;
		if (this.#resume) clearTimeout(this.#resume);
		this.#room.leave(this, wasCut);
	}

	#tryReceive(bytes: Buffer, isBinary: boolean): void {
		try {
			this.#receive(bytes, isBinary);
		} catch (error) {
			// A bug of ours; whoever met it is the only one to notice.
			this.#room.report(error);
			this.close(INTERNAL_ERROR, 'internal error');
		}
	}

	#receive(bytes: Buffer, isBinary: boolean): void {
		if (!this.#reading) return;
		if (!isBinary) return this.close(Close.Malformed, 'text frame');
		if (bytes.length > this.#limits.frameBytes) {
			if (bytes[0] === Message.Sync && bytes[1] !== 0)
				this.refuse(this.#counted++, Refused.TooLarge, 'frame too large');
			return this.close(Close.TooLarge, 'frame too large');
		}
		const frame = readFrame(bytes, this.#bounds);
		if (!frame.ok) {
			if (frame.error.counted) this.refuse(this.#counted++, Refused.Malformed, frame.error.why);
			return this.close(Close.Malformed, frame.error.why);
		}
		const message = frame.value;
		this.#received[message.kind].add();
		let heard = 0;
		let answered = 0;
		switch (message.kind) {
			case 'step1':
				answered = this.#answerStep1(message.vector);
				break;
			case 'update':
				this.active = true;
				this.#takeUpdate(this.#counted++, message);
				break;
			case 'awareness':
				heard = this.#room.hear(this, message.entries) ? 1 : ECHO_COST;
				if (heard !== 1) this.#metrics.count('relay_awareness_dropped_total');
				break;
			case 'query-awareness':
				if (!this.#lag) this.#room.show(this);
				break;
		}
		const frames = message.kind === 'awareness' ? 0 : 1;
		this.#wait(
			this.#allowance.spend({ bytes: bytes.length + answered, frames, awareness: heard }, this.#clock())
		);
	}

	#ponged(data: Buffer): void {
		this.#unanswered = 0;
		if (data.length === POSITION_BYTES) this.#room.reached(this, data.readUIntBE(0, POSITION_BYTES));
		this.#wait(this.#allowance.spend({ bytes: data.length, frames: PING_COST, awareness: 0 }, this.#clock()));
	}

	/** ws has answered it. [R19] That costs, too, and somebody may send nothing else. */
	#pinged(bytes: number): void {
		if (this.#stream.writableLength > this.#limits.unreadBytes + this.#answered)
			return this.close(Close.TooSlow, 'too slow');
		this.#wait(this.#allowance.spend({ bytes, frames: PING_COST, awareness: 0 }, this.#clock()));
	}

	/**
	 * [R46] A question costs the whole text: to somebody who does not read it is answered once, when they do.
	 * @returns bytes to be counted as if it had sent them: every answer but the first
	 */
	#answerStep1(vector: Uint8Array): number {
		if (!this.#lag && this.#stream.writableLength <= this.#limits.slowReaderBytes) {
			this.#room.answer(this, vector);
			return this.#questions++ === 0 ? 0 : this.#answered;
		}
		// A copy: the frame's bytes are read anew for the next one.
		if (this.#lag) this.#lag = { ...this.#lag, vector: vector.slice(), isQuestion: true };
		else this.#fallBehind(vector.slice(), true, framed(KEEP_ALIVE));
		return 0;
	}

	#takeUpdate(index: number, message: InboundUpdate): void {
		const handshake = message.handshake && this.#isAnswer(index);
		const said = this.#room.take(
			this,
			index,
			handshake === message.handshake ? message : { ...message, handshake }
		);
		if (handshake && said) this.isInStep = true;
	}

	/** The debt is paid. What was read with it comes first, and may make new debt. */
	#goOn(): void {
		this.#resume = null;
		this.#unanswered = 0;
		while (this.#resume === null && this.#reading) {
			const next = this.#inbox.shift();
			if (!next) break;
			this.#tryReceive(next.bytes, next.isBinary);
		}
		if (this.#resume === null) this.#socket.resume();
	}

	/** [R19] Too much at once is not lost: it waits on the sender's side of the network. */
	#wait(ms: number): void {
		if (ms === 0 || !this.#reading || this.#resume) return;
		this.#socket.pause();
		this.#resume = setTimeout(() => this.#goOn(), Math.max(ms, LEAST_WAIT_MS));
	}
}

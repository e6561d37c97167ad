/**
 * [R42] Copies that have words of others which are not here. After a power cut they may be words that everybody saw and the disk
 * did not keep: their authors have them, and bring them back when they come. Nobody else can, because nothing in such words
 * says that they were not made up.
 *
 * So whoever has them is asked for everything but those: their own words enter. When the authors have come, or had brought
 * them already, all is well. When they have not come in a while, the copy is told to begin anew with the text that is here, or
 * it would show for ever what nobody else has.
 */
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire/wire.ts';

/** For how long authors are waited for: whoever was there when the power went is back in a few seconds. */
const WAIT_MS = 30_000;
/** How often somebody is asked: each time they may name clients they had not named before. */
const MOST_QUESTIONS = 8;
/** Beyond whatever anybody has of a client. */
const ALL = 2 ** 31 - 1;
const WHY = 'this copy has words of others that are not here';

/** A connection, as far as it is asked and told. */
export interface Copy {
	/** Its frame is to be said again, in the answer to this. */
	askAgain(index: number, vector: Uint8Array): void;
	hold(index: number): void;
	refuse(index: number, code: number, why: string): void;
	close(code: number, reason: string): void;
}

interface Waiting {
	/** How far each of the others has come in its copy. */
	readonly clients: Map<number, number>;
	/** The frame that said so first. */
	readonly index: number;
	/** Of the first look at it. */
	since: number | null;
	questions: number;
	/** Its own words stand on those of others: what was here when it was last asked for them. */
	asked: Uint8Array | null;
}

export interface AheadHost<C> {
	clock(client: number): number;
	vector(): Uint8Array;
	/** To the administrator. */
	tell(from: C, clients: readonly number[]): void;
}

export class Ahead<C extends Copy> {
	readonly #host: AheadHost<C>;
	readonly #waiting = new Map<C, Waiting>();

	constructor(host: AheadHost<C>) {
		this.#host = host;
	}

	/** In a handshake. It is asked once more, for all but that. */
	says(connection: C, index: number, clients: ReadonlyMap<number, number>): void {
		const waiting = this.#note(connection, index, clients);
		if (++waiting.questions > MOST_QUESTIONS) return this.#end(connection, waiting);
		connection.askAgain(index, this.#vectorWithout(waiting));
	}

	/** The same of somebody who reads: they have nothing to be asked for. */
	reads(connection: C, index: number, clients: ReadonlyMap<number, number>): void {
		this.#note(connection, index, clients);
	}

	/** What it says of its own stands on what is not here. @returns whether that may still come */
	waits(connection: C, index: number): boolean {
		const waiting = this.#waiting.get(connection);
		if (!waiting) return false;
		waiting.asked = this.#host.vector();
		connection.hold(index);
		return true;
	}

	left(connection: C): void {
		this.#waiting.delete(connection);
	}

	/** Every second or so. @param now milliseconds of a clock that never goes back */
	look(now: number): void {
		for (const [connection, waiting] of this.#waiting) {
			waiting.since ??= now;
			const have = [...waiting.clients].every(([client, to]) => this.#host.clock(client) >= to);
			if (have) this.#waiting.delete(connection);
			else if (now - waiting.since >= WAIT_MS) {
				this.#end(connection, waiting);
				continue;
			}
			const { asked } = waiting;
			if (asked === null || (!have && Buffer.compare(asked, this.#host.vector()) === 0)) continue;
			waiting.asked = null;
			connection.askAgain(waiting.index, have ? this.#host.vector() : this.#vectorWithout(waiting));
		}
	}

	#note(connection: C, index: number, clients: ReadonlyMap<number, number>): Waiting {
		let waiting = this.#waiting.get(connection);
		if (!waiting) {
			waiting = { clients: new Map(), index, since: null, questions: 0, asked: null };
			this.#waiting.set(connection, waiting);
			this.#host.tell(connection, [...clients.keys()]);
		}
		for (const [client, to] of clients)
			waiting.clients.set(client, Math.max(to, waiting.clients.get(client) ?? 0));
		return waiting;
	}

	/** What is here, and as if all of those others were, too: whoever answers that leaves them out. */
	#vectorWithout({ clients }: Waiting): Uint8Array {
		const vector = Y.decodeStateVector(this.#host.vector());
		for (const [client, to] of clients) if (this.#host.clock(client) < to) vector.set(client, ALL);
		return Y.encodeStateVector(vector);
	}

	#end(connection: C, { index }: Waiting): void {
		this.#waiting.delete(connection);
		connection.refuse(index, Refused.Ahead, WHY);
		connection.close(Close.Ahead, WHY);
	}
}

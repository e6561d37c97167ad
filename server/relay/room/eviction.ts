/** Which documents leave the memory: those that nobody is on, and has not been for a while, or that are too many. */

/** [R18] A document nobody is on stays in memory this long: people reload. */
const IDLE_MS = 30_000;
/** A room of an empty text. */
const LEAST_BYTES = 16 * 1024;

interface Standing {
	readonly since: number;
	readonly bytes: number;
}

export class Eviction<R extends { readonly isIdle: boolean }> {
	/** In the order in which they were left. */
	readonly #standing = new Map<R, Standing>();
	readonly #maxBytes: number;
	readonly #bytesOf: (room: R) => number;

	/** @param maxBytes [R75] of all that may stay */
	constructor(maxBytes: number, bytesOf: (room: R) => number) {
		this.#maxBytes = maxBytes;
		this.#bytesOf = bytesOf;
	}

	/** Every second or so. @returns those that are to go, the longest left first */
	look(rooms: Iterable<R>, now: number): R[] {
		for (const room of rooms) {
			if (!room.isIdle) this.#standing.delete(room);
			else if (!this.#standing.has(room))
				this.#standing.set(room, { since: now, bytes: Math.max(LEAST_BYTES, this.#bytesOf(room)) });
		}
		let bytes = 0;
		for (const standing of this.#standing.values()) bytes += standing.bytes;
		const leaving: R[] = [];
		for (const [room, standing] of this.#standing) {
			if (now - standing.since < IDLE_MS && bytes <= this.#maxBytes) break;
			bytes -= standing.bytes;
			leaving.push(room);
		}
		return leaving;
	}

	/** It is gone. */
	forget(room: R): void {
		this.#standing.delete(room);
	}
}

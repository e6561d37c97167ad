/**
 * [R81] How far what somebody wrote has come. A ping goes out behind the text, and browsers answer it by themselves: whoever
 * has answered has received all that was sent before it.
 */
import type { PersonId } from '#core/kernel/ids.ts';

/** Somebody on the document. */
export interface Reader {
	readonly person: PersonId;
	/** Whether it wants to be told whom its words have reached. */
	readonly wantsReach: boolean;
	/** Sends a ping that names a position of the log. @returns false when it has not been sent all that is before it */
	askReached(position: number): boolean;
	/** @param people others who have the first `count` of its counted frames */
	tellReached(count: number, people: number): void;
}

interface Written {
	readonly count: number;
	/** Of the last of them, in the log. */
	readonly position: number;
	/** How many others it was told of. */
	told: number;
}

export class Delivery<R extends Reader> {
	/** Those who wrote something that not everybody is known to have. */
	readonly #written = new Map<R, Written>();
	readonly #reached = new Map<R, number>();
	/** Asked, and not answered yet. */
	readonly #asked = new Set<R>();
	/** Up to where somebody was last asked. */
	#position = 0;

	/** `count` counted frames of a connection are in the log, the last of them at `position`. */
	wrote(writer: R, count: number, position: number): void {
		if (writer.wantsReach) this.#written.set(writer, { count, position, told: -1 });
	}

	/** Once a second or so, when all that was logged has been sent on. @param position up to which it has */
	ask(readers: Iterable<R>, position: number): void {
		this.#tell();
		if (this.#written.size === 0) return;
		if (position > this.#position) this.#asked.clear();
		this.#position = position;
		for (const reader of readers)
			if (!this.#asked.has(reader) && !this.#has(reader, position) && reader.askReached(position))
				this.#asked.add(reader);
	}

	#has(reader: R, position: number): boolean {
		return (this.#reached.get(reader) ?? 0) >= position;
	}

	answered(reader: R, position: number): void {
		// Nobody has what was never sent.
		if (position > this.#position || this.#has(reader, position)) return;
		this.#reached.set(reader, position);
		if (position === this.#position) this.#asked.delete(reader);
		if (this.#asked.size === 0) this.#tell();
	}

	left(reader: R): void {
		this.#written.delete(reader);
		this.#reached.delete(reader);
		this.#asked.delete(reader);
	}

	#tell(): void {
		for (const [writer, written] of this.#written) {
			if (written.position > this.#position) continue;
			const people = new Set<PersonId>();
			for (const [reader, position] of this.#reached)
				if (position >= written.position) people.add(reader.person);
			people.delete(writer.person);
			if (people.size === written.told) continue;
			written.told = people.size;
			writer.tellReached(written.count, people.size);
		}
	}
}

/**
 * Which of this device's changes are on the server's disk. Three numbers and a list: how many changes were made here,
 * how many of them are acknowledged, and what each frame of this connection covers.
 */
export class Unsaved {
	#made = 0;
	#saved = 0;
	#covers: number[] = [];
	#shook = false;

	/** A change was made on this device. */
	made(): void {
		this.#made++;
	}

	opened(): void {
		this.#covers = [];
		this.#shook = false;
	}

	/**
	 * The handshake's step 2 carries everything this device has. An update that leaves before it says nothing about the
	 * changes made while the line was cut, so it covers no more than was acknowledged before.
	 */
	sent(kind: 'step2' | 'update'): void {
		if (kind === 'step2') this.#shook = true;
		this.#covers.push(this.#shook ? this.#made : this.#saved);
	}

	/** @param count the first `count` frames of this connection are on disk */
	acknowledged(count: number): void {
		this.#saved = Math.max(this.#saved, this.#covers[count - 1] ?? 0);
	}

	/** @returns whether the first `count` frames of this connection carry all that was ever made here */
	areAll(count: number): boolean {
		return this.#covers[count - 1] === this.#made;
	}

	/** Changes that so far exist on this device only. */
	get count(): number {
		return this.#made - this.#saved;
	}
}

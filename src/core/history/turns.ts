/**
 * [I4] Who works and who waits, where work is long: one thing at a time for each person, a few for all, and whoever has waited
 * is asked person by person, so that twenty questions of one do not stand before the first of another.
 */
export class Turns {
	readonly #atOnce: number;
	readonly #mostEach: number;
	readonly #most: number;
	readonly #working = new Set<string>();
	/** In the order in which people are asked; a person who had a turn goes to the end. */
	readonly #waiting = new Map<string, (() => void)[]>();
	#waits = 0;

	constructor(bounds: { readonly atOnce: number; readonly mostEach: number; readonly most: number }) {
		this.#atOnce = bounds.atOnce;
		this.#mostEach = bounds.mostEach;
		this.#most = bounds.most;
	}

	/** @returns when it is their turn, what to call at its end; null: too many wait already */
	take(who: string): Promise<() => void> | null {
		const theirs = this.#waiting.get(who) ?? [];
		if (theirs.length >= this.#mostEach || this.#waits >= this.#most) return null;
		return new Promise((resolve) => {
			this.#waiting.set(who, theirs);
			this.#waits++;
			theirs.push(() => resolve(this.#ending(who)));
			this.#next();
		});
	}

	#ending(who: string): () => void {
		let ended = false;
		return () => {
			if (ended) return;
			ended = true;
			this.#working.delete(who);
			this.#next();
		};
	}

	#next(): void {
		for (const [who, theirs] of this.#waiting) {
			if (this.#working.size >= this.#atOnce) return;
			if (this.#working.has(who)) continue;
			this.#working.add(who);
			this.#waits--;
			this.#waiting.delete(who);
			const begin = theirs.shift();
			if (theirs.length > 0) this.#waiting.set(who, theirs);
			begin?.();
		}
	}
}

import type { Other } from './places.ts';

/** Asked again within so long one wants the next; later, whoever moved last by then. */
const AGAIN_WITHIN_MS = 15_000;

/** [Z3] One goes round: to whoever moved last, and asked again to the next one has not been to yet. */
export class Round {
	readonly #now: () => number;
	readonly #been = new Set<string>();
	#last = -Infinity;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** @returns null: nobody else is in an item */
	next(others: readonly Other[]): Other | null {
		const inText = others.filter(({ place }) => place !== null).sort((a, b) => b.moved - a.moved);
		const now = this.#now();
		if (now - this.#last > AGAIN_WITHIN_MS || inText.every(({ person }) => this.#been.has(person)))
			this.#been.clear();
		this.#last = now;
		const next = inText.find(({ person }) => !this.#been.has(person)) ?? null;
		if (next) this.#been.add(next.person);
		return next;
	}
}

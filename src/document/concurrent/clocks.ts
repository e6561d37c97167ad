/** Something known of many single clocks of Yjs clients, kept as stretches of clocks in a row that share it. */
import type * as Y from 'yjs';

interface Stretch<T> {
	readonly from: number;
	/** One past the last clock. */
	to: number;
	readonly value: T;
}

export class Clocks<T> {
	readonly #byClient = new Map<number, Stretch<T>[]>();

	/** Of clocks that nothing was known of. */
	set(client: number, from: number, to: number, value: T): void {
		if (to <= from) return;
		let stretches = this.#byClient.get(client);
		if (!stretches) this.#byClient.set(client, (stretches = []));
		// Nearly always behind the last, or not far before it.
		const at = firstBehind(stretches, from);
		const left = stretches[at - 1];
		if (left && left.to === from && left.value === value) left.to = to;
		else stretches.splice(at, 0, { from, to, value });
	}

	at({ client, clock }: Y.ID): T | null {
		const stretches = this.#byClient.get(client);
		const found = stretches?.[firstBehind(stretches, clock)];
		return found && found.from <= clock ? found.value : null;
	}

	/** Cuts clocks of one client into stretches that share it; null: nothing is known. */
	stretches(client: number, from: number, to: number): { readonly to: number; readonly value: T | null }[] {
		const stretches = this.#byClient.get(client) ?? [];
		const found: { to: number; value: T | null }[] = [];
		for (let at = from, index = firstBehind(stretches, from); at < to;) {
			const stretch = stretches[index];
			const here = stretch !== undefined && stretch.from <= at;
			const end = Math.min(stretch === undefined ? to : here ? stretch.to : stretch.from, to);
			found.push({ to: end, value: here ? stretch.value : null });
			at = end;
			if (here) index++;
		}
		return found;
	}
}

/** The first stretch that ends behind a clock. */
export function firstBehind(stretches: readonly { readonly to: number }[], clock: number): number {
	let low = 0;
	let high = stretches.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((stretches[middle] as { readonly to: number }).to <= clock) low = middle + 1;
		else high = middle;
	}
	return low;
}

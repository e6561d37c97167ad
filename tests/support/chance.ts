/** Chance that can be had again: the same seed, the same run. */
export interface Chance {
	/** A whole number from 0 to `limit - 1`. */
	below(limit: number): number;
}

/** mulberry32 */
export function seeded(seed: number): Chance {
	let state = seed >>> 0;
	return {
		below(limit) {
			state = (state + 0x6d2b79f5) >>> 0;
			let mixed = Math.imul(state ^ (state >>> 15), state | 1);
			mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
			return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
		}
	};
}

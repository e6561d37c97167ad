/** When a document has its turn. Told what time it is, it tells when. */

/**
 * [R61] So few wait for nobody. With more, text that comes soon after a turn waits for company: what a keystroke costs is
 * the writes to everybody else, and one turn makes one of several. The first keystroke after a pause never waits, and
 * carets, which matter less, follow each other at a distance.
 */
const FEW = 8;
const WINDOW_MS_EACH = 0.4;
const WINDOW_MIN_MS = 10;
const WINDOW_MAX_MS = 33;
/** In windows. */
const PAUSE = 2;
const CARETS_MS = 50;

export interface Waiting {
	/** Who would be written to. */
	readonly connections: number;
	/** Otherwise carets only, or who is here. */
	readonly text: boolean;
	/** Milliseconds of a clock that never goes back, as are all here. */
	readonly now: number;
	/** -Infinity: never. */
	readonly lastTurn: number;
}

export function turnDue({ connections, text, now, lastTurn }: Waiting): number {
	if (connections <= FEW) return now;
	if (!text) return Math.max(now, lastTurn + CARETS_MS);
	const window = Math.min(Math.max(connections * WINDOW_MS_EACH, WINDOW_MIN_MS), WINDOW_MAX_MS);
	return now - lastTurn > window * PAUSE ? now : now + window;
}

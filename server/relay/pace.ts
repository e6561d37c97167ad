/** When a document has its turn. Told what time it is, it tells when. */

/**
 * [R61] So few wait for nobody. With more, text that comes soon after a turn waits for company: what a keystroke costs is
 * the writes to everybody else, and one turn makes one of several. The first keystroke after a pause never waits;
 * carets, which matter less, follow each other at a distance, and who has come or gone at a greater one: after a restart
 * everybody comes.
 */
const FEW = 8;
const WINDOW_MS_EACH = 0.46;
const WINDOW_MIN_MS = 10;
const WINDOW_MAX_MS = 33;
/** In windows. */
const PAUSE = 2;
const CARETS_MS = 50;
const PEOPLE_MS = 200;

export interface Waiting {
	/** Who would be written to. */
	readonly connections: number;
	/** The most urgent of what waits; `people`: who has come or gone. */
	readonly what: 'text' | 'carets' | 'people';
	/** Milliseconds of a clock that never goes back, as are all here. */
	readonly now: number;
	/** -Infinity: never. */
	readonly lastTurn: number;
}

export function turnDue({ connections, what, now, lastTurn }: Waiting): number {
	if (connections <= FEW) return now;
	if (what !== 'text') return Math.max(now, lastTurn + (what === 'carets' ? CARETS_MS : PEOPLE_MS));
	const window = Math.min(Math.max(connections * WINDOW_MS_EACH, WINDOW_MIN_MS), WINDOW_MAX_MS);
	return now - lastTurn > window * PAUSE ? now : now + window;
}

/** When a document has its turn. Told what time it is and how busy the loop is, it tells when. */

/**
 * [R61] So few wait for nobody. With more, nobody waits either as long as the loop has time to spare: a keystroke's own
 * turn costs little more than a shared one then, and the room feels it at once. The busier the loop, the longer text that
 * comes soon after a turn waits for company: what a keystroke costs is the writes to everybody else, and one turn makes
 * one of several. So much text that no room types it, pasted or sent by programs, waits as if the loop were busy: it soon would be.
 * The first keystroke after a pause never waits; carets, which matter less, follow each other at a distance, and who has come
 * or gone at a greater one: after a restart everybody comes.
 */
const FEW = 8;
/** Shares of the time in which the loop was at work: where waiting begins, and where it is at its longest. */
const BUSY = 0.35;
const FULL = 0.7;
/** The longest wait, by who would be written to. */
const WINDOW_MS_EACH = 0.46;
const WINDOW_MIN_MS = 10;
const WINDOW_MAX_MS = 33;
/** Frames in one turn. Of 300 people a third would have to strike five keys a second each. */
const MUCH = 32;
/** In windows. */
const PAUSE = 2;
const CARETS_MS = 50;
const PEOPLE_MS = 200;

export interface Waiting {
	/** Who would be written to. */
	readonly connections: number;
	/** The most urgent of what waits; `people`: who has come or gone. */
	readonly what: 'text' | 'carets' | 'people';
	/** Share of the last moments in which the loop was at work, 0 to 1. */
	readonly load: number;
	/** Frames of text in the last turn. */
	readonly company: number;
	/** Milliseconds of a clock that never goes back, as are all here. */
	readonly now: number;
	/** -Infinity: never. */
	readonly lastTurn: number;
}

export function turnDue({ connections, what, load, company, now, lastTurn }: Waiting): number {
	if (connections <= FEW) return now;
	if (what !== 'text') return Math.max(now, lastTurn + (what === 'carets' ? CARETS_MS : PEOPLE_MS));
	const window = windowOf(connections, company < MUCH ? load : FULL);
	return now - lastTurn > window * PAUSE ? now : now + window;
}

/** @returns milliseconds that text waits for company */
function windowOf(connections: number, load: number): number {
	const longest = Math.min(Math.max(connections * WINDOW_MS_EACH, WINDOW_MIN_MS), WINDOW_MAX_MS);
	const busy = (load - BUSY) / (FULL - BUSY);
	return longest * Math.min(Math.max(busy, 0), 1);
}

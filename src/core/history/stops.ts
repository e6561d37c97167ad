/**
 * The stops of a history: where somebody had written, thinned so that a person can go through them one by one. A stop is all
 * that one person wrote within one stretch of time, and stands at their last frame of it.
 */
import type { Instant } from '#core/kernel/time.ts';

export interface Stop {
	/** In the log of the document. */
	readonly position: number;
	/** When the last of it came in. */
	readonly at: Instant;
	/** null: the server. */
	readonly person: string | null;
	readonly frames: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What is too many in ten seconds each is told by the minute, and so on. */
const WIDTHS = [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 24 * HOUR] as const;
export const FINEST = WIDTHS[0];

/** Takes a frame, or a stop, in behind the others. @param stops in order of position; changed */
export function addStop(stops: Stop[], { position, at, person, frames }: Stop, width: number): void {
	const stretch = Math.floor(at / width);
	for (let index = stops.length - 1; index >= 0; index--) {
		const before = stops[index] as Stop;
		// A clock that was set back begins a stretch anew.
		if (Math.floor(before.at / width) !== stretch) break;
		if (before.person !== person) continue;
		stops.splice(index, 1);
		stops.push({ position, at: Math.max(at, before.at), person, frames: before.frames + frames });
		return;
	}
	stops.push({ position, at, person, frames });
}

/** @param finest those of {@link FINEST} @param most as many as are still readable, if days allow it */
export function thin(finest: readonly Stop[], most: number): readonly Stop[] {
	let stops = finest;
	for (const width of WIDTHS.slice(1)) {
		if (stops.length <= most) return stops;
		const wider: Stop[] = [];
		for (const stop of finest) addStop(wider, stop, width);
		stops = wider;
	}
	return stops;
}

/** The last stop that is not behind a position; the first when all are. */
export function stopAt(stops: readonly Pick<Stop, 'position'>[], position: number): number {
	let at = 0;
	for (const [index, stop] of stops.entries()) if (stop.position <= position) at = index;
	return at;
}

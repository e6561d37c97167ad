import { expect, test } from 'vitest';
import { addStop, FINEST, stopAt, thin, type Stop } from './stops.ts';

const MINUTE = 60_000;

function stopsOf(...frames: readonly (readonly [at: number, person: string])[]): Stop[] {
	const stops: Stop[] = [];
	for (const [index, [at, person]] of frames.entries())
		addStop(stops, { position: index + 1, at, person, frames: 1 }, FINEST);
	return stops;
}

test('[Y1] what one person writes in a moment is one stop, at their last frame of it', () => {
	const stops = stopsOf([0, 'ann'], [100, 'ben'], [200, 'ann'], [12_000, 'ann']);
	expect(stops).toEqual([
		{ position: 2, at: 100, person: 'ben', frames: 1 },
		{ position: 3, at: 200, person: 'ann', frames: 2 },
		{ position: 4, at: 12_000, person: 'ann', frames: 1 }
	]);
});

test('[Y1] a long meeting is told by the minute, then by longer stretches; no frame is left out', () => {
	const stops = stopsOf(...Array.from({ length: 600 }, (_, n) => [n * 10_000, 'ann'] as const));
	expect(stops).toHaveLength(600);
	const thinned = thin(stops, 100);
	expect(thinned).toHaveLength(100);
	expect(thinned.at(-1)?.position).toBe(600);
	expect(thinned.reduce((sum, { frames }) => sum + frames, 0)).toBe(600);
	expect(thin(stops, 10).length).toBeLessThanOrEqual(10);
});

test('[Y1] a clock that is set back loses no stop and no order', () => {
	const stops = stopsOf([10 * MINUTE, 'ann'], [5 * MINUTE, 'ann'], [10 * MINUTE, 'ann']);
	expect(stops.map(({ position }) => position)).toEqual([1, 2, 3]);
});

test('[Y1] a position between two stops belongs to the one before it', () => {
	const stops = [{ position: 3 }, { position: 7 }, { position: 9 }];
	expect([1, 3, 8, 9, 100].map((position) => stopAt(stops, position))).toEqual([0, 0, 1, 2, 2]);
});

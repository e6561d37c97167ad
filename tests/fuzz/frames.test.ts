import { expect, test } from 'vitest';
import { fuzz } from './frames.ts';

// New ones are drawn by `npm run fuzz`, which has the time for it.
const seeds = [1, 2, 3, 4];

test.each(seeds)('[R49] frames nobody sends: no crash, no hang, nobody else closed (seed %i)', (seed) => {
	const report = fuzz(5000, seed);
	expect(report.faults).toEqual([]);
	expect(report.closed).toBeGreaterThan(1000);
	expect(report.entered).toBeGreaterThan(50);
	console.log(
		`${report.frames} frames: ${report.closed} connections closed, ${report.entered} frames entered, ` +
			`the slowest took ${report.slowest.toFixed(1)} ms, ${report.long.length} over 50 ms of CPU`
	);
});

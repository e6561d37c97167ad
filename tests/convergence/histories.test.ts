/** 2,000 random histories a run, half of them new each time. `npm run soak` plays 100,000. */
import { expect, test } from 'vitest';
import { play } from './histories.ts';

const TOGETHER = 250;
const KNOWN = 1000;
const fresh = Math.trunc(Math.random() * 2 ** 30);

test.each([
	{ what: 'that were played before', first: 1 },
	{ what: 'that were not', first: fresh }
])('[R25] histories $what converge (seeds from $first)', { timeout: 240_000 }, async ({ first }) => {
	for (let done = 0; done < KNOWN; done += TOGETHER)
		expect(await play(Array.from({ length: TOGETHER }, (_, n) => first + done + n))).toEqual([]);
});

test('[R11] [R25] a relay that sends on what it does not log is caught', { timeout: 120_000 }, async () => {
	let frames = 0;
	const failures = await play(
		Array.from({ length: 100 }, (_, n) => 1 + n),
		(log) => ({
			...log,
			append: (batch) => log.append(batch.filter(() => ++frames % 20 !== 0))
		}),
		1000
	);
	expect(failures.length).toBeGreaterThan(0);
});

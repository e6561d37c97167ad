import { expect, test } from 'vitest';
import { Bucket, parseLimits, Tally } from './limits.ts';

test('[R19] single figures are changed, the others stay', () => {
	const standard = parseLimits({});
	expect(parseLimits({ framesPerSecond: 7 })).toEqual({ ...standard, framesPerSecond: 7 });
	expect(parseLimits(undefined)).toEqual(standard);
});

test.each([[[]], ['x'], [{ framesPerSeconds: 1 }], [{ framesPerSecond: 0 }], [{ framesPerSecond: '9' }]])(
	'[R19] %j is refused with a sentence',
	(input) => {
		expect(() => parseLimits(input)).toThrow(/RELAY_LIMITS/);
	}
);

test('[R19] a bucket lets a burst through, then says how long to wait, and refills', () => {
	const bucket = new Bucket(10, 20, 0);
	expect(bucket.spend(20, 0)).toBe(0);
	expect(bucket.spend(5, 0)).toBe(500);
	expect(bucket.spend(0, 500)).toBe(0);
	expect(bucket.spend(20, 60_000)).toBe(0);
	expect(bucket.spend(1, 60_000)).toBe(100);
});

test('[R19] a tally counts under all names or under none', () => {
	const tally = new Tally();
	const both = [
		['person a', 2],
		['document 1', 1]
	] as const;
	expect(tally.enter(both)).toBe(null);
	expect(tally.enter(both)).toBe('document 1');
	expect(tally.enter([['person a', 2]])).toBe(null);
	expect(tally.enter([['person a', 2]])).toBe('person a');
	tally.leave(both);
	expect(tally.enter(both)).toBe(null);
});

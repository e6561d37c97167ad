import { expect, test } from 'vitest';
import { Eviction } from './eviction.ts';

const MIB = 2 ** 20;
const room = (bytes: number) => ({ isIdle: true, bytes });

function idle(maxBytes: number) {
	return new Eviction<ReturnType<typeof room>>(maxBytes, ({ bytes }) => bytes);
}

test('[R18] who is back within half a minute finds the document in memory', () => {
	const one = room(100);
	const standing = idle(MIB);
	expect(standing.look([one], 0)).toEqual([]);
	expect(standing.look([one], 29_999)).toEqual([]);
	expect(standing.look([one], 30_000)).toEqual([one]);
	one.isIdle = false;
	expect(standing.look([one], 30_001)).toEqual([]);
	one.isIdle = true;
	expect(standing.look([one], 40_000)).toEqual([]);
});

test('[R75] when those that nobody is on are too many, the longest left go first, and no more than must', () => {
	const [a, b, c, open] = [room(MIB), room(MIB), room(MIB), { isIdle: false, bytes: 9 * MIB }];
	const standing = idle(2 * MIB);
	expect(standing.look([a, open], 0)).toEqual([]);
	expect(standing.look([a, b, open], 1000)).toEqual([]);
	expect(standing.look([a, b, c, open], 2000)).toEqual([a]);
	standing.forget(a);
	expect(standing.look([b, c, open], 3000)).toEqual([]);
	// An empty text is not nothing.
	const many = Array.from({ length: 130 }, () => room(0));
	expect(idle(2 * MIB).look(many, 0)).toEqual(many.slice(0, 2));
});

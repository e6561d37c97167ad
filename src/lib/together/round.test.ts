import { expect, test } from 'vitest';
import type { Other } from './places.ts';
import { Round } from './round.ts';

const other = (person: string, moved: number, item: string | null = 'item'): Other => ({
	person,
	name: person,
	place: item === null ? null : { item, line: 'line' },
	moved
});

test('[Z3] first to whoever moved last, then to the next, and round again', () => {
	const round = new Round(() => 0);
	const others = [other('carys', 1), other('mabel', 9), other('colm', 5), other('olive', 10, null)];
	const way = [1, 2, 3, 4].map(() => round.next(others)?.person);
	expect(way).toEqual(['mabel', 'colm', 'carys', 'mabel']);
});

test('[Z3] who moves while one goes round is not gone to twice', () => {
	const round = new Round(() => 0);
	expect(round.next([other('mabel', 2), other('colm', 1)])?.person).toBe('mabel');
	expect(round.next([other('mabel', 7), other('colm', 1)])?.person).toBe('colm');
});

test('[Z3] asked again much later it is who moved last by then; where nobody is in an item, nobody', () => {
	let now = 0;
	const round = new Round(() => now);
	const others = [other('mabel', 2), other('colm', 1)];
	expect(round.next(others)?.person).toBe('mabel');
	now = 60_000;
	expect(round.next(others)?.person).toBe('mabel');
	expect(round.next([other('olive', 3, null)])).toBeNull();
});

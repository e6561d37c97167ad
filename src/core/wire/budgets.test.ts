import { expect, test } from 'vitest';
import { budgetOf, BUDGETS, LONG_ROUTES, Purses } from './budgets.ts';

test('[I3] who has asked too often is told when to ask again, and then may', () => {
	const purses = new Purses();
	const { burst, perMinute } = BUDGETS.pdf;
	for (let n = 0; n < burst; n++) expect(purses.spend('pdf', 'ann', 0)).toBe(0);
	const seconds = purses.spend('pdf', 'ann', 0);
	expect(seconds).toBe(60 / perMinute);
	expect(purses.spend('pdf', 'ann', seconds * 1000 - 100)).toBeGreaterThan(0);
	expect(purses.spend('pdf', 'ann', seconds * 1000)).toBe(0);
});

test('[I3] one budget is not another, and one person is not another', () => {
	const purses = new Purses();
	while (purses.spend('pdf', 'ann', 0) === 0);
	expect(purses.spend('review', 'ann', 0)).toBe(0);
	expect(purses.spend('pdf', 'ben', 0)).toBe(0);
});

test('[I3] a flood of names takes no memory without end, and forgets nobody who has just asked', () => {
	const purses = new Purses();
	while (purses.spend('stranger', 'ann', 0) === 0);
	for (let n = 0; n < 11_000; n++) {
		purses.spend('stranger', `flood ${n}`, 0);
		if (n % 4000 === 0) expect(purses.spend('stranger', 'ann', 0)).toBeGreaterThan(0);
	}
});

test('[I3] every budget but two is of a route or of a form', () => {
	const used = new Set([
		...LONG_ROUTES.map((route) => budgetOf(route)),
		budgetOf('/boards/[board]/record', '/check')
	]);
	expect(Object.keys(BUDGETS).filter((name) => !used.has(name as never))).toEqual(['search', 'stranger']);
	expect(budgetOf('/boards/[board]/record', '/compare')).toBe('long');
	expect(budgetOf('/sign-in')).toBe(null);
	expect(budgetOf(null)).toBe(null);
});

test('[I3] a check of everything is asked for three times, and then every ten minutes', () => {
	const purses = new Purses();
	for (let n = 0; n < 3; n++) expect(purses.spend('check', 'ann', 0)).toBe(0);
	expect(purses.spend('check', 'ann', 0)).toBe(600);
	expect(purses.spend('check', 'ann', 600_000)).toBe(0);
});

import { expect, test } from 'vitest';
import { LONG_ROUTES } from '#core/wire/budgets.ts';
import { laneOf } from './lanes.ts';

const NO_RECORD = (): number => 0;

test('[R92] what takes long is answered apart, however its address is written', () => {
	const addresses = LONG_ROUTES.map((route) => route.replace(/\[\w+\]/g, 'abc'));
	for (const address of addresses) expect(laneOf(address, NO_RECORD)).toBe('long');
	for (const address of [
		'/meetings/abc/review/__data.json',
		'/meetings/abc/%72eview',
		'/meetings/abc/minutes%2epdf',
		'/meetings/abc/review/'
	])
		expect(laneOf(address, NO_RECORD)).toBe('long');
});

test('[R92] the pages one opens most are answered by the quick', () => {
	for (const address of ['/', '/sign-in', '/boards/harbour', '/meetings/abc', '/meetings/abc/papers', '/%'])
		expect(laneOf(address, NO_RECORD)).toBe('quick');
});

test('[R92] a long record takes long', () => {
	expect(laneOf('/meetings/abc/__data.json', (meeting) => (meeting === 'abc' ? 1e6 : 0))).toBe('long');
	expect(laneOf('/meetings/abd', (meeting) => (meeting === 'abc' ? 1e6 : 0))).toBe('quick');
});

import { expect, test } from 'vitest';
import { turnDue } from './pace.ts';

const FULL = 45;

test('[R61] eight people wait for nobody, however fast they type', () => {
	expect(turnDue({ connections: 8, what: 'text', now: 1000, lastTurn: 999 })).toBe(1000);
});

test('[R61] in a full room the first keystroke after a pause waits for nobody', () => {
	expect(turnDue({ connections: FULL, what: 'text', now: 1000, lastTurn: 900 })).toBe(1000);
	expect(turnDue({ connections: FULL, what: 'text', now: 1000, lastTurn: -Infinity })).toBe(1000);
});

test('[R61] in a full room text that comes soon after a turn waits for company, the longer the fuller', () => {
	const wait = (connections: number): number =>
		turnDue({ connections, what: 'text', now: 1000, lastTurn: 995 }) - 1000;
	expect([9, 20, FULL, 60, 400].map(wait).map((ms) => ms.toFixed(1))).toEqual([
		'10.0',
		'10.0',
		'20.7',
		'27.6',
		'33.0'
	]);
});

test('[R61] carets alone follow each other at a distance, and text does not wait for them', () => {
	expect(turnDue({ connections: FULL, what: 'carets', now: 1000, lastTurn: 990 })).toBe(1040);
	expect(turnDue({ connections: FULL, what: 'carets', now: 1000, lastTurn: 900 })).toBe(1000);
	expect(turnDue({ connections: FULL, what: 'text', now: 1000, lastTurn: 990 })).toBeLessThan(1040);
});

test('[R61] who comes and goes is told at a greater distance, and carets do not wait for them', () => {
	expect(turnDue({ connections: FULL, what: 'people', now: 1000, lastTurn: 990 })).toBe(1190);
	expect(turnDue({ connections: FULL, what: 'people', now: 1000, lastTurn: 700 })).toBe(1000);
	expect(turnDue({ connections: 8, what: 'people', now: 1000, lastTurn: 990 })).toBe(1000);
});

import { expect, test } from 'vitest';
import { turnDue } from './turn-schedule.ts';

const FULL = 45;

test('[R61] eight people wait for nobody, however fast they type', () => {
	expect(turnDue({ connections: 8, what: 'text', load: 1, company: 1, now: 1000, lastTurn: 999 })).toBe(1000);
});

test('[R61] in a full room nobody waits as long as the loop has time to spare', () => {
	for (const load of [0, 0.2, 0.35])
		expect(turnDue({ connections: FULL, what: 'text', load, company: 1, now: 1000, lastTurn: 999 })).toBe(
			1000
		);
});

test('[R61] however busy it is, in a full room the first keystroke after a pause waits for nobody', () => {
	expect(turnDue({ connections: FULL, what: 'text', load: 1, company: 1, now: 1000, lastTurn: 900 })).toBe(
		1000
	);
	expect(
		turnDue({ connections: FULL, what: 'text', load: 1, company: 1, now: 1000, lastTurn: -Infinity })
	).toBe(1000);
});

const waits = (connections: number, load: number): string =>
	(turnDue({ connections, what: 'text', load, company: 1, now: 1000, lastTurn: 999 }) - 1000).toFixed(1);

test('[R61] in a full room text that comes soon after a turn waits for company, the longer the busier the loop is', () => {
	expect([0.4, 0.5, 0.6, 0.7, 1].map((load) => waits(FULL, load))).toEqual([
		'3.0',
		'8.9',
		'14.8',
		'20.7',
		'20.7'
	]);
});

test('[R61] more text than a room types waits for company, although the loop has time to spare', () => {
	const due = (company: number) =>
		turnDue({ connections: FULL, what: 'text', load: 0.2, company, now: 1000, lastTurn: 999 });
	expect(due(31)).toBe(1000);
	expect(due(32)).toBeCloseTo(1020.7);
});

test('[R61] where the loop is busy text waits the longer the fuller the room is', () => {
	expect([9, 20, FULL, 60, 400].map((connections) => waits(connections, 1))).toEqual([
		'10.0',
		'10.0',
		'20.7',
		'27.6',
		'33.0'
	]);
});

test('[R61] carets alone follow each other at a distance, and text does not wait for them', () => {
	expect(turnDue({ connections: FULL, what: 'carets', load: 1, company: 1, now: 1000, lastTurn: 990 })).toBe(
		1040
	);
	expect(turnDue({ connections: FULL, what: 'carets', load: 1, company: 1, now: 1000, lastTurn: 900 })).toBe(
		1000
	);
	expect(
		turnDue({ connections: FULL, what: 'text', load: 1, company: 1, now: 1000, lastTurn: 990 })
	).toBeLessThan(1040);
});

test('[R61] who comes and goes is told at a greater distance, and carets do not wait for them', () => {
	expect(turnDue({ connections: FULL, what: 'people', load: 1, company: 1, now: 1000, lastTurn: 990 })).toBe(
		1190
	);
	expect(turnDue({ connections: FULL, what: 'people', load: 1, company: 1, now: 1000, lastTurn: 700 })).toBe(
		1000
	);
	expect(turnDue({ connections: 8, what: 'people', load: 1, company: 1, now: 1000, lastTurn: 990 })).toBe(
		1000
	);
});

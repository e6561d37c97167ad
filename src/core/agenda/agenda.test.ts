import { expect, test } from 'vitest';
import { clockWords, elapsed, isLate, parseMinutes, plannedWords, startTimes } from './agenda.ts';
import type { CalendarDate, ClockTime } from '#core/kernel/time.ts';

const MINUTE = 60_000;
const time = (text: string) => text as ClockTime;
const day = (text: string) => text as CalendarDate;

test('[U1] the clock of an item says in words what is left and what is over', () => {
	expect(clockWords(15, 0)).toBe('15 minutes left');
	expect(clockWords(15, 14.2 * MINUTE)).toBe('1 minute left');
	expect(clockWords(15, 15 * MINUTE)).toBe('time is up');
	expect(clockWords(15, 16 * MINUTE)).toBe('1 minute over');
	expect(clockWords(15, 19.9 * MINUTE)).toBe('4 minutes over');
	expect(clockWords(null, 30_000)).toBe('just begun');
	expect(clockWords(null, 12 * MINUTE)).toBe('12 minutes so far');
});

test('[U1] an item that was left and taken up again goes on where it stood, and no clock runs backwards', () => {
	expect(elapsed({ since: 1000, used: 500 }, 1200)).toBe(700);
	expect(elapsed({ since: null, used: 500 }, 9999)).toBe(500);
	expect(elapsed({ since: 2000, used: 0 }, 1000)).toBe(0);
});

test('items begin one after the other, as far as their times are known', () => {
	expect(
		startTimes(time('10:00'), [{ minutes: 10 }, { minutes: 65 }, { minutes: null }, { minutes: 5 }])
	).toEqual(['10:00', '10:10', '11:15', null]);
	expect(startTimes(null, [{ minutes: 10 }])).toEqual([null]);
	expect(startTimes(time('23:30'), [{ minutes: 40 }, { minutes: 1 }])).toEqual(['23:30', null]);
});

test('the planned times are held against the length of the meeting', () => {
	expect(plannedWords(time('10:00'), time('11:00'), [{ minutes: 80 }])).toBe(
		'Planned: 80 minutes, 20 minutes more than the meeting has.'
	);
	expect(plannedWords(time('10:00'), time('11:00'), [{ minutes: 45 }, { minutes: null }])).toBe(
		'Planned: 45 minutes, 15 minutes of the meeting are free; 1 item has no time.'
	);
	expect(plannedWords(null, null, [{ minutes: 1 }])).toBe('Planned: 1 minute.');
	expect(plannedWords(time('10:00'), time('11:00'), [{ minutes: null }])).toBe('');
});

test('[U2] late is what came after the day the papers were due, not on it, and never without such a day', () => {
	expect(isLate(day('2026-11-20'), day('2026-11-20'))).toBe(false);
	expect(isLate(day('2026-11-21'), day('2026-11-20'))).toBe(true);
	expect(isLate(day('2026-11-21'), null)).toBe(false);
	expect(isLate(null, day('2026-11-20'))).toBe(false);
});

test('minutes are whole and of this day', () => {
	expect(['15', ' 5 ', '0', '-3', '2.5', '', 'x', '481', 20].map(parseMinutes)).toEqual([
		15,
		5,
		null,
		null,
		null,
		null,
		null,
		null,
		20
	]);
});

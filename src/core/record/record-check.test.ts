import { expect, test } from 'vitest';
import { isCheckDue, isCheckLate, nextQuietHour } from './record-check.ts';

const at = (text: string): number => Date.parse(text);
const next = (text: string): string => new Date(nextQuietHour(at(text))).toISOString();

test('[L10] the quiet hour is three at night in London, winter and summer', () => {
	expect(next('2026-11-30T14:00Z')).toBe('2026-12-01T03:00:00.000Z');
	expect(next('2026-11-30T02:59:59Z')).toBe('2026-11-30T03:00:00.000Z');
	expect(next('2026-11-30T03:00Z')).toBe('2026-12-01T03:00:00.000Z');
	expect(next('2026-07-01T14:00Z')).toBe('2026-07-02T02:00:00.000Z');
	expect(next('2026-07-01T23:30Z')).toBe('2026-07-02T02:00:00.000Z');
	// The nights on which the clocks change: 29 March and 25 October.
	expect(next('2026-03-28T12:00Z')).toBe('2026-03-29T02:00:00.000Z');
	expect(next('2026-10-24T12:00Z')).toBe('2026-10-25T03:00:00.000Z');
});

test('[L10] a check is due when a quiet hour has gone by without one, and once', () => {
	expect(isCheckDue(null, at('2026-11-30T14:00Z'))).toBe(true);
	expect(isCheckDue(at('2026-11-30T03:00:05Z'), at('2026-11-30T14:00Z'))).toBe(false);
	expect(isCheckDue(at('2026-11-30T03:00:05Z'), at('2026-12-01T02:59Z'))).toBe(false);
	expect(isCheckDue(at('2026-11-30T03:00:05Z'), at('2026-12-01T03:00Z'))).toBe(true);
	expect(isCheckDue(at('2026-12-01T03:00:05Z'), at('2026-12-01T03:00:06Z'))).toBe(false);
	// The clocks go back: 25 hours between two.
	expect(isCheckDue(at('2026-10-24T02:00:05Z'), at('2026-10-25T02:59Z'))).toBe(false);
});

test('[L10] two nights without a check are told', () => {
	const last = at('2026-11-30T03:00:05Z');
	expect(isCheckLate(last, at('2026-12-01T23:00Z'))).toBe(false);
	expect(isCheckLate(last, at('2026-12-02T04:00Z'))).toBe(true);
});

/**
 * Time as values. The domain never asks what time it is: `now` and `today` are arguments.
 * Zone: boards are British, a calendar date is a date in Europe/London.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** `YYYY-MM-DD`, a real day of the calendar. */
export type CalendarDate = string & { readonly __calendarDate: true };
/** `HH:MM`, 24 hours. */
export type ClockTime = string & { readonly __clockTime: true };

const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December'
] as const;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** @returns null for anything that is not a day of the calendar (31 June, year 20922). */
export function calendarDate(text: unknown): CalendarDate | null {
	if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
		? (text as CalendarDate)
		: null;
}

/** @param month 1 to 12 */
export function dateOf(year: number, month: number, day: number): CalendarDate | null {
	const pad = (n: number, width: number) => String(n).padStart(width, '0');
	return calendarDate(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
}

export function clockTime(text: unknown): ClockTime | null {
	return typeof text === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? (text as ClockTime) : null;
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000)
		.toISOString()
		.slice(0, 10) as CalendarDate;
}

/** 0 is Sunday. */
export function weekday(date: CalendarDate): number {
	return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export function weekdayName(date: CalendarDate): string {
	return DAYS[weekday(date)] ?? '';
}

/** "29 July 2009": the house's way of writing a date. */
export function longDate(date: CalendarDate): string {
	const [year = '', month = '', day = ''] = date.split('-');
	return `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/** Making one takes a hundred times as long as using it, and every connection asks which day it is. */
const LONDON_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });

/** The day it is in London at that instant. */
export function londonDate(at: Instant): CalendarDate {
	return LONDON_DAY.format(at) as CalendarDate;
}

/** "14:03:22" or "14:03" in London. */
export function londonTime(at: Instant, seconds = false): string {
	return (seconds ? LONDON_SECONDS : LONDON_MINUTES).format(at);
}

/** Made once: making one takes longer than a hundred times are written. */
const LONDON_MINUTES = new Intl.DateTimeFormat('en-GB', {
	timeZone: 'Europe/London',
	hour: '2-digit',
	minute: '2-digit'
});
const LONDON_SECONDS = new Intl.DateTimeFormat('en-GB', {
	timeZone: 'Europe/London',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit'
});

/** "29 July 2009, 14:03" in London. */
export function longInstant(at: Instant): string {
	return `${longDate(londonDate(at))}, ${londonTime(at)}`;
}

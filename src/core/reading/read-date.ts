/** Dates and times as British minutes write them. Everything is anchored and bounded: linear on any input. */
import { addDays, clockTime, dateOf, weekday, type CalendarDate, type ClockTime } from '#core/kernel/time.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MONTH =
	'(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const WEEKDAY =
	'(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\\b\\.?';
const YEAR = "(\\d{4}|[’']\\d{2})(?![\\d/])";
const DAY = '([0-3]?\\d)\\s?(?:st|nd|rd|th)?';

const ISO = /(\d{4})-(\d{2})-(\d{2})(?!\d)/y;
const NUMBERS = /([0-3]?\d)([/.])([01]?\d)\2(\d{4}|\d{2})(?![\d/])/y;
const LEAD = new RegExp(`(?:(${WEEKDAY}),?\\s{1,3}(?:the\\s)?)`, 'iy');
const DAY_MONTH = new RegExp(`${DAY}\\s{0,3}(?:of\\s)?(${MONTH})(?:,?\\s{0,3}${YEAR})?(?!\\s?\\d{3})`, 'iy');
const MONTH_DAY = new RegExp(`(${MONTH})\\s{1,3}${DAY}\\b(?![/:.]\\d)(?:,?\\s{1,3}${YEAR})?`, 'iy');
const ONLY_DAY = new RegExp(`(${WEEKDAY})(?!\\w)`, 'iy');
const ONLY_MONTH = new RegExp(`(${MONTH})(?:\\s{1,3}(\\d{4})(?!\\d))?`, 'iy');

export interface ReadDate {
	readonly date: CalendarDate;
	/** Index behind the last character read. */
	readonly end: number;
	/** The day named with it (0 is Sunday), so that a caller can say when the two disagree. */
	readonly weekday: number | null;
	/** The year was not written: the next such day from `from` on. */
	readonly assumedYear: boolean;
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

const index = (names: readonly string[], word: string): number =>
	names.indexOf(word.slice(0, 3).toLowerCase());

function fullYear(text: string): number {
	const digits = text.replace(/\D/g, '');
	return digits.length === 2 ? 2000 + Number(digits) : Number(digits);
}

/**
 * A whole day written at `at`: "29th July 2009", "Wednesday October 28th 2009", "3/4/2027" (day first), "2027-04-03".
 * @param from where a year is missing, the first such day on or after this one; null: no date without a year
 */
export function readDate(text: string, at: number, from: CalendarDate | null): ReadDate | null {
	const iso = exec(ISO, text, at);
	if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]), at + iso[0].length, null);
	const numbers = exec(NUMBERS, text, at);
	if (numbers)
		return day(
			fullYear(numbers[4] ?? ''),
			Number(numbers[3]),
			Number(numbers[1]),
			at + numbers[0].length,
			null
		);
	const lead = exec(LEAD, text, at);
	const start = at + (lead?.[0].length ?? 0);
	const named = lead ? index(DAYS, lead[1] ?? '') : null;
	const first = exec(DAY_MONTH, text, start);
	const other = first ? null : exec(MONTH_DAY, text, start);
	const match = first ?? other;
	if (!match) return null;
	const number = Number(first ? first[1] : other?.[2]);
	const month = index(MONTHS, (first ? first[2] : other?.[1]) ?? '') + 1;
	const end = start + match[0].length;
	if (match[3] !== undefined) return day(fullYear(match[3]), month, number, end, named);
	if (from === null) return null;
	for (let year = Number(from.slice(0, 4)), tries = 0; tries < 5; year++, tries++) {
		const date = dateOf(year, month, number);
		if (date !== null && date >= from) return { date, end, weekday: named, assumedYear: true };
	}
	return null;
}

function day(
	year: number,
	month: number,
	number: number,
	end: number,
	named: number | null
): ReadDate | null {
	const date = year >= 1900 && year <= 2199 ? dateOf(year, month, number) : null;
	return date === null ? null : { date, end, weekday: named, assumedYear: false };
}

/** "Friday" at `at`: the next one after `from`. */
export function readWeekday(
	text: string,
	at: number,
	from: CalendarDate
): { date: CalendarDate; end: number } | null {
	const match = exec(ONLY_DAY, text, at);
	if (!match) return null;
	const ahead = (index(DAYS, match[1] ?? '') - weekday(from) + 7) % 7 || 7;
	return { date: addDays(from, ahead), end: at + match[0].length };
}

/** "March", "February 2019" at `at`: the last day of that month, the next such month when no year is written. */
export function readMonth(
	text: string,
	at: number,
	from: CalendarDate
): { date: CalendarDate; end: number } | null {
	const match = exec(ONLY_MONTH, text, at);
	if (!match) return null;
	const month = index(MONTHS, match[1] ?? '') + 1;
	const end = at + match[0].length;
	const year = match[2] === undefined ? null : Number(match[2]);
	if (year !== null && (year < 1900 || year > 2199)) return null;
	let date = lastOfMonth(year ?? Number(from.slice(0, 4)), month);
	if (year === null && date < from) date = lastOfMonth(Number(from.slice(0, 4)) + 1, month);
	return { date, end };
}

/** @param month 1 to 12 */
export function lastOfMonth(year: number, month: number): CalendarDate {
	const first = month === 12 ? dateOf(year + 1, 1, 1) : dateOf(year, month + 1, 1);
	return addDays(first as CalendarDate, -1);
}

/** The first whole day anywhere in the text; numbers that are parts of other numbers ("23/02605/FULL") are none. */
export function findDate(
	text: string,
	from: CalendarDate | null,
	start = 0
): (ReadDate & { readonly start: number }) | null {
	const SEED = new RegExp(`(?<![\\w/])(?:\\d|${WEEKDAY}|${MONTH})`, 'gi');
	SEED.lastIndex = start;
	for (let match = SEED.exec(text); match; match = SEED.exec(text)) {
		const found = readDate(text, match.index, from);
		if (found) return { ...found, start: match.index };
	}
	return null;
}

const CLOCK = /([01]?\d|2[0-4])(?:\s?[:.]\s?([0-5]\d))?\s?(am|pm|a\.m\.|p\.m\.|noon|hrs|hours|h)?(?![\w/])/iy;
const NOON = /(?:12\s)?(noon|midday)\b/iy;
const DASH = /\s{0,3}(?:[-–—]|to|until|till)\s{0,3}/iy;

interface ReadClock {
	readonly hour: number;
	readonly minute: number;
	readonly half: 'am' | 'pm' | null;
	readonly sure: boolean;
	readonly end: number;
}

function readClock(text: string, at: number): ReadClock | null {
	const noon = exec(NOON, text, at);
	if (noon) return { hour: 12, minute: 0, half: 'pm', sure: true, end: at + noon[0].length };
	const match = exec(CLOCK, text, at);
	if (!match) return null;
	const suffix = match[3]?.toLowerCase() ?? '';
	const half = suffix.startsWith('a') ? 'am' : suffix.startsWith('p') || suffix === 'noon' ? 'pm' : null;
	return {
		hour: Number(match[1]),
		minute: Number(match[2] ?? 0),
		half,
		sure: half !== null || match[2] !== undefined || suffix !== '',
		end: at + match[0].length
	};
}

function clock({ hour, minute }: ReadClock, half: 'am' | 'pm' | null): ClockTime | null {
	const hours = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour;
	return clockTime(`${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
}

export interface ReadTimes {
	readonly start: ClockTime;
	readonly end: ClockTime | null;
	readonly from: number;
	readonly to: number;
}

/** The first time or span of times: "2pm – 4pm", "10:00-11:30", "2-4.30pm", "7.00pm", "1400". */
export function findTimes(text: string): ReadTimes | null {
	const SEED = /(?<![\w/.:£])(?:\d{1,2}(?!\d)|noon|midday)/gi;
	for (let match = SEED.exec(text); match; match = SEED.exec(text)) {
		const first = readClock(text, match.index);
		if (!first) continue;
		const dash = exec(DASH, text, first.end);
		const second = dash ? readClock(text, first.end + dash[0].length) : null;
		if (second?.sure && second.end > first.end) {
			let start = clock(first, first.half ?? second.half);
			// "11-1pm" begins in the morning.
			const end = clock(second, second.half);
			if (first.half === null && start !== null && end !== null && start > end) start = clock(first, null);
			if (start !== null && end !== null) return { start, end, from: match.index, to: second.end };
		}
		const start =
			first.sure && /^(?!\d+\.\d+$)/.test(text.slice(match.index, first.end))
				? clock(first, first.half)
				: null;
		if (start !== null) return { start, end: null, from: match.index, to: first.end };
	}
	return null;
}

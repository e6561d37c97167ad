/** Words from a form or a command line → core types, or the refusal that says which field is wrong and how to put it right. */
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { calendarDate, clockTime, type CalendarDate, type ClockTime } from '#core/kernel/time.ts';

const invalid = (field: string, message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field, message });

/** One line of text, spaces tidied. */
export function lineOf(text: string | undefined): string {
	return (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
}

export function parseLine(
	field: string,
	text: string | undefined,
	what: string,
	longest = 200
): Result<string, Refusal> {
	const line = lineOf(text);
	if (line === '') return invalid(field, `Enter ${what}.`);
	if (line.length > longest) return invalid(field, `Shorten ${what} to ${longest} characters.`);
	return ok(line);
}

/** Lower case: two mailboxes that differ in case only do not exist in practice. */
export function parseEmail(field: string, text: string | undefined): Result<string, Refusal> {
	const email = lineOf(text).toLowerCase();
	return email.length <= 254 &&
		/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@.<>,;:"()[\]\\]+$/.test(email)
		? ok(email)
		: invalid(field, 'Enter an e-mail address such as name@example.org.');
}

export function parseDate(
	field: string,
	text: string | undefined,
	what: string
): Result<CalendarDate, Refusal> {
	const date = calendarDate(lineOf(text));
	return date === null ? invalid(field, `Enter ${what} as a date, such as 2026-07-29.`) : ok(date);
}

/** Empty is no date. */
export function parseOptionalDate(
	field: string,
	text: string | undefined,
	what: string
): Result<CalendarDate | null, Refusal> {
	return lineOf(text) === '' ? ok(null) : parseDate(field, text, what);
}

/** Empty is no time. Some browsers send seconds. */
export function parseTime(
	field: string,
	text: string | undefined,
	what: string
): Result<ClockTime | null, Refusal> {
	const line = lineOf(text);
	if (line === '') return ok(null);
	const time = clockTime(line.slice(0, 5));
	return time === null ? invalid(field, `Enter ${what} as a time, such as 14:00.`) : ok(time);
}

/** What makes an address of a board: "harbour-board". */
export function parseSlug(field: string, text: string | undefined): Result<string, Refusal> {
	const slug = lineOf(text).toLowerCase();
	return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 60
		? ok(slug)
		: invalid(field, 'Enter a short name of letters, digits and hyphens, such as harbour-board.');
}

/** [R91] Which text of a meeting an address asks for. @returns null: the one that is written in now */
export const parseEpoch = (said: string | null): number | null =>
	said !== null && /^[1-9]\d{0,5}$/.test(said) ? Number(said) : null;

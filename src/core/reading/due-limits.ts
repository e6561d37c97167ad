/** What may follow "by": a day, a weekday, a month, the end of something, an event; and spans counted from the meeting. */
import type { Due } from '#core/minutes/minutes.ts';
import type { Region } from './bank-holidays.ts';
import { lastOfMonth, readDate, readMonth, readWeekday, type ReadDate } from './read-date.ts';
import { addDays, calendarDate, weekday, type CalendarDate } from '#core/kernel/time.ts';
import { addWorkingDays } from './working-days.ts';

export interface DueContext {
	/** The day of the meeting at which it was said. */
	readonly meeting: CalendarDate;
	/** The day of the next one, where known. */
	readonly next: CalendarDate | null;
	/** The board's meetings after this one that have a day, in any order. */
	readonly meetings?: readonly CalendarDate[];
	/** Whose bank holidays are no working days; England and Wales when not said. */
	readonly region?: Region;
}

/** What the board knows of days: its bank holidays and the days of its meetings. */
export interface BoardCalendar {
	readonly region: Region;
	/** Planned and held, in any order. */
	readonly meetings: readonly CalendarDate[];
}

export const NO_CALENDAR: BoardCalendar = { region: 'england-and-wales', meetings: [] };

/** The next meeting is the one that the facts name; where they name none, the board's first one after this. */
export function dueContext(
	facts: { readonly date: CalendarDate; readonly next: { readonly date: CalendarDate } | null },
	{ region, meetings }: BoardCalendar
): DueContext {
	const later = meetings.filter((date) => date > facts.date).sort();
	return { meeting: facts.date, next: facts.next?.date ?? later[0] ?? null, meetings: later, region };
}

/** What a phrase came to. With `options` it may mean any of several days, and somebody has to say which. */
export interface Reading {
	readonly kind: Due['kind'];
	readonly date: CalendarDate | null;
	readonly options?: readonly CalendarDate[];
	/** Index behind the last character read. */
	readonly end: number;
}

const TIME_OF_DAY =
	/(?:(?:close\sof\s(?:play|business)|c\.?o\.?[pb]|noon|midday|midnight|lunchtime|\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm))(?:\s(?:on|by|of))?\s{1,3})/iy;
const END_OF = /(?:the\s)?(?:very\s)?(?:end|close)\sof\s(?:the\s)?/iy;
const QUALIFIER =
	/(?:the\s)?(?:statutory\s)?(?:deadline\s)?(?:of\s)?(mid|middle\sof|early|beginning\sof|start\sof|late)[\s-]/iy;
const DEADLINE_OF = /(?:(?:the\s)?(?:statutory\s|agreed\s|final\s)?deadline\sof\s)/iy;
const PERIOD =
	/(?:this\s|the\s|(next|following)\s)?(week|month|(?:financial\s|calendar\s|school\s|academic\s)?year|quarter|term)(?![\w-])/iy;
const EVENT =
	/(?:the\s|their\s|our\s)?(?:AGM|annual\sgeneral\smeeting|Christmas|Easter|spring|summer|autumn|winter|half[\s-]term|new\syear|end\sof\sterm)(?![\w-])/iuy;
const WHICH = /(this|next)\s/iy;
const BEHIND_WEEKDAY = /\s(week|next)(?![\w-])/iy;
const NAMED_DAY = /(today|tomorrow)(?![\w-])/iy;
const NEXT_PERIOD = /(?:the\s)?(?:next|following)\s(week|month)(?![\w-])/iy;
const WEEK_OF = /(?:the\s)?(?:w\/c|week\s(?:commencing|beginning|of))\s(?:on\s)?(?:the\s)?/iy;
const NUMBERS =
	'nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(
		' '
	);
const MORE_NUMBERS: Readonly<Record<string, number>> = { a: 1, an: 1, twenty: 20, thirty: 30 };
const SPAN =
	/(?:(\w{1,8})(?:\s\(\d{1,3}\))?\s)?(working\s|business\s|calendar\s)?(day|week|fortnight|month)s?(?:[’']s?)?(?:\stime)?(?![\w’'-])/iy;
/** "of receipt", "after publication": counted from something whose day nobody here knows. */
const FROM_ELSEWHERE =
	/\s(?:of|from|after|following)\s(?!(?:the\s|this\s|today[’']s\s|our\s)?(?:(?:date\sof\s(?:the\s|this\s)?)?meeting|today|now)(?![\w-]))/iy;
/** Days: so soon after a day has passed, its name may be a slip. */
const JUST_PASSED = 60;

export function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

const dated = (date: CalendarDate, end: number): Reading => ({ kind: 'date', date, end });
const asWords = (end: number): Reading => ({ kind: 'words', date: null, end });
export const asked = (options: readonly CalendarDate[], end: number): Reading => ({
	kind: 'words',
	date: null,
	options: [...options].sort(),
	end
});

export function limitAt(text: string, from: number, context: DueContext): Reading | null {
	let at = from;
	const time = exec(TIME_OF_DAY, text, at);
	if (time) at += time[0].length;
	const deadline = exec(DEADLINE_OF, text, at);
	if (deadline) at += deadline[0].length;
	const whole = readDate(text, at, context.meeting);
	if (whole) return wholeDay(whole, context.meeting);
	const named = exec(NAMED_DAY, text, at);
	if (named)
		return dated(addDays(context.meeting, named[1]?.toLowerCase() === 'today' ? 0 : 1), at + named[0].length);
	const day = weekdayAt(text, at, context.meeting);
	if (day !== undefined) return day;
	const week = exec(WEEK_OF, text, at);
	const first = week && readDate(text, at + week[0].length, context.meeting);
	if (first) return asked([first.date, addDays(first.date, (5 - weekday(first.date) + 7) % 7)], first.end);
	const ended = exec(END_OF, text, at);
	if (ended) {
		const behind = at + ended[0].length;
		const period = exec(PERIOD, text, behind);
		if (period)
			return endOf(
				(period[2] ?? '').toLowerCase(),
				period[1] !== undefined,
				context.meeting,
				behind + period[0].length
			);
		return monthAt(text, behind, context.meeting);
	}
	const period = exec(NEXT_PERIOD, text, at);
	if (period) return nextPeriod(period[1] ?? '', context.meeting, at + period[0].length);
	const vague = exec(QUALIFIER, text, at);
	if (vague) {
		const month = readMonth(text, at + vague[0].length, context.meeting);
		return month && asWords(month.end);
	}
	const event = exec(EVENT, text, at);
	if (event) return asWords(at + event[0].length);
	return monthAt(text, at, context.meeting);
}

/** A day whose weekday is another, or whose name without a year has just passed, may be either of two. */
function wholeDay(read: ReadDate, meeting: CalendarDate): Reading {
	const { date, end } = read;
	if (read.weekday !== null && read.weekday !== weekday(date)) {
		const away = ((read.weekday - weekday(date) + 10) % 7) - 3;
		return asked([date, addDays(date, away)], end);
	}
	const before = calendarDate(`${Number(date.slice(0, 4)) - 1}${date.slice(4)}`);
	return read.assumedYear && before !== null && before >= addDays(meeting, -JUST_PASSED)
		? asked([before, date], end)
		: dated(date, end);
}

/**
 * "Friday", "this Friday", "next Friday", "Friday week". The weekday of the meeting itself is today or in a week; "next
 * Friday" said in the same week is that one or the one after. @returns undefined: no weekday stands here
 */
function weekdayAt(text: string, at: number, meeting: CalendarDate): Reading | null | undefined {
	const which = exec(WHICH, text, at);
	const named = readWeekday(text, at + (which?.[0].length ?? 0), meeting);
	if (!named) return undefined;
	if (/^\s\d/.test(text.slice(named.end, named.end + 3))) return null;
	const behind = exec(BEHIND_WEEKDAY, text, named.end);
	const end = named.end + (behind?.[0].length ?? 0);
	const { date } = named;
	if (behind?.[1]?.toLowerCase() === 'week') return dated(addDays(date, 7), end);
	const said = (which?.[1] ?? behind?.[1] ?? '').toLowerCase();
	const today = weekday(meeting) === weekday(date);
	if (said === 'this') return dated(today ? meeting : date, end);
	if (said === 'next')
		return sameWeek(meeting, date) ? asked([date, addDays(date, 7)], end) : dated(date, end);
	return today ? asked([meeting, date], end) : dated(date, end);
}

/** Weeks begin on Monday. */
const mondayOf = (date: CalendarDate): CalendarDate => addDays(date, -((weekday(date) + 6) % 7));
const sameWeek = (one: CalendarDate, other: CalendarDate): boolean => mondayOf(one) === mondayOf(other);

/** A month alone means its last day. "by May Jones" is a person, "by may" mid-sentence a verb. */
function monthAt(text: string, at: number, meeting: CalendarDate): Reading | null {
	const month = readMonth(text, at, meeting);
	if (!month) return null;
	const written = text.slice(at, month.end);
	const behind = text.slice(month.end, month.end + 12);
	if (/^\s\p{Lu}\p{Ll}/u.test(behind) || /^\s?[\d/]/.test(behind)) return null;
	if (/^(?:may|march|mar)$/.test(written) && /^\s\p{L}/u.test(behind)) return null;
	return dated(month.date, month.end);
}

function endOf(period: string, next: boolean, meeting: CalendarDate, end: number): Reading {
	const [year, month] = [Number(meeting.slice(0, 4)), Number(meeting.slice(5, 7)) + (next ? 1 : 0)];
	if (period === 'month') return dated(month > 12 ? lastOfMonth(year + 1, 1) : lastOfMonth(year, month), end);
	if (period === 'week') {
		const friday = addDays(meeting, (5 - weekday(meeting) + 7) % 7);
		return dated(next ? addDays(mondayOf(meeting), 11) : friday, end);
	}
	if (next) return asWords(end);
	if (period === 'financial year') return dated(lastOfMonth(month > 3 ? year + 1 : year, 3), end);
	if (period === 'calendar year') return dated(lastOfMonth(year, 12), end);
	return asWords(end);
}

/** "by next week": its first or its last working day. */
function nextPeriod(period: string, meeting: CalendarDate, end: number): Reading {
	if (period.toLowerCase() === 'week') {
		const monday = addDays(mondayOf(meeting), 7);
		return asked([monday, addDays(monday, 4)], end);
	}
	const first = addDays(lastOfMonth(Number(meeting.slice(0, 4)), Number(meeting.slice(5, 7))), 1);
	return asked([first, addDays(monthsOn(first, 1), -1)], end);
}

/** "two weeks", "10 working days", "a fortnight’s time" at `at`, counted from the meeting. */
export function spanAt(text: string, at: number, context: DueContext): Reading | null {
	const match = exec(SPAN, text, at);
	if (!match) return null;
	const end = at + match[0].length;
	const kind = match[2]?.trim().toLowerCase();
	const unit = (match[3] ?? '').toLowerCase();
	const said = (match[1] ?? '').toLowerCase();
	const known = NUMBERS.indexOf(said);
	const count =
		said === '' || said === 'the' ? 1 : (MORE_NUMBERS[said] ?? (known < 0 ? Number(said) : known));
	if (!Number.isInteger(count)) return null;
	const working = kind === 'working' || kind === 'business';
	if (count < 1 || count > 400 || (working && unit !== 'day')) return asWords(end);
	if (exec(FROM_ELSEWHERE, text, end)) return asWords(end);
	if (working)
		return dated(addWorkingDays(context.meeting, count, context.region ?? 'england-and-wales'), end);
	if (unit === 'month') return dated(monthsOn(context.meeting, count), end);
	return dated(addDays(context.meeting, count * (unit === 'week' ? 7 : unit === 'fortnight' ? 14 : 1)), end);
}

function monthsOn(date: CalendarDate, count: number): CalendarDate {
	const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + count;
	const last = lastOfMonth(Math.floor(months / 12), (months % 12) + 1);
	return calendarDate(`${last.slice(0, 8)}${date.slice(8)}`) ?? last;
}

/** When an action is due: found in its words, or read from a field. What is not understood stays as words, never as a guessed date. */
import type { Due } from './minutes.ts';
import { lastOfMonth, readDate, readMonth, readWeekday } from './read-date.ts';
import { addDays, calendarDate, weekday, type CalendarDate } from './time.ts';

export interface DueContext {
	/** The day of the meeting at which it was said. */
	readonly meeting: CalendarDate;
	/** The day of the next one, where known. */
	readonly next: CalendarDate | null;
}

interface Found {
	readonly kind: Due['kind'];
	readonly date: CalendarDate | null;
	readonly end: number;
}

const CUE =
	/(?<![\w-])(?:(?:due\s|deadline:?\s|no\slater\sthan\s|on\sor\s)?(?:by|before|until|till|due|deadline|no\slater\sthan)(?:\s(?:on|by|date|the|:)){0,2}\s{1,3}:?\s{0,3}|due:\s{0,3}|deadline:\s{0,3})/giu;
const NEXT_CUE =
	/(?<![\w-])(?:at|by|before|for|to|in\stime\sfor|ahead\sof|prior\sto|in\sadvance\sof|until)\s{1,3}(?=(?:(?:the|our|its|their)\s)?(?:next|following)\s)/giu;
const AT_ONCE = /(?<![\w-])(?:a\.?s\.?a\.?p|as\ssoon\sas\spossible)(?![\w-])\.?/giu;
const WITHIN = /(?<![\w-])within\s(?:the\snext\s)?(\w{1,8})\s(working\s)?(day|week|month)s?\b/giu;
const AT_END =
	/(?:\(|[,;–—-]\s?|\s)((?:date\s|due\s)?(?:TBC|TBA|tbc|tba|on-?going|immediately|urgently|with immediate effect))\s?\)?\.?$/;

const NEXT_MEETING =
	/(?:(?:the|our|its|their)\s)?(?:next|following)\s((?:[\p{L}\p{N}&’'/-]{1,30}\s){0,5}?)(?:meeting|board(?!\s(?:meeting|session))(?=[\s.,;)]|$)|session)(?![\w-])/iuy;
/** Words that make "the next … meeting" another body's meeting. */
const ANOTHER =
	/sub|executive|working|team|steering|chairs|cabinet|council|forum|network|scrutiny|task|strategy|planning/i;
const TIME_OF_DAY =
	/(?:(?:close\sof\s(?:play|business)|c\.?o\.?[pb]|noon|midday|midnight|lunchtime|\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm))(?:\s(?:on|by|of))?\s{1,3})/iy;
const END_OF = /(?:the\s)?(?:very\s)?(?:end|close)\sof\s(?:the\s)?/iy;
const QUALIFIER =
	/(?:the\s)?(?:statutory\s)?(?:deadline\s)?(?:of\s)?(mid|middle\sof|early|beginning\sof|start\sof|late)[\s-]/iy;
const DEADLINE_OF = /(?:(?:the\s)?(?:statutory\s|agreed\s|final\s)?deadline\sof\s)/iy;
const PERIOD =
	/(?:this\s|the\s)?(week|month|(?:financial\s|calendar\s|school\s|academic\s)?year|quarter|term)(?![\w-])/iy;
const EVENT =
	/(?:the\s|their\s|our\s)?(?:AGM|annual\sgeneral\smeeting|Christmas|Easter|spring|summer|autumn|winter|half[\s-]term|new\syear|meeting\sin\s\p{Lu}\p{Ll}{2,8}|end\sof\sterm)(?![\w-])/iuy;
const NUMBERS: Readonly<Record<string, number>> = {
	a: 1,
	one: 1,
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	seven: 7,
	eight: 8,
	ten: 10,
	twelve: 12
};

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

/**
 * [E1] The due phrase in an action's words: "by 28 February 2014", "by Friday", "by end of March", "at the next Board
 * meeting", "asap", "TBC". A date nobody set as a limit ("starting in January", "in 2008/09") is none. Linear.
 */
export function findDue(text: string, context: DueContext): Due | null {
	const found: { start: number; found: Found }[] = [];
	for (const match of text.matchAll(NEXT_CUE)) {
		const next = nextMeeting(text, match.index + match[0].length, context);
		if (next) found.push({ start: match.index, found: next });
	}
	for (const match of text.matchAll(CUE)) {
		const limit = limitAt(text, match.index + match[0].length, context);
		if (limit) found.push({ start: match.index, found: limit });
	}
	for (const match of text.matchAll(WITHIN))
		found.push({ start: match.index, found: within(match, context) });
	for (const match of text.matchAll(AT_ONCE))
		found.push({
			start: match.index,
			found: { kind: 'words', date: null, end: match.index + match[0].length }
		});
	const tail = AT_END.exec(text.slice(-80));
	if (tail && found.length === 0) return { written: tail[1] ?? '', kind: 'words', date: null };
	const rank = { date: 0, 'next-meeting': 1, words: 2 } as const;
	const [best] = found.sort((a, b) => rank[a.found.kind] - rank[b.found.kind] || a.start - b.start);
	if (!best) return null;
	const { kind, date, end } = best.found;
	return { written: text.slice(best.start, end).trim(), kind, date };
}

/** [E2] A due field always gives something: a date, the next meeting, or the words as they are. */
export function readDue(words: string, context: DueContext): Due {
	const written = words.trim();
	const whole = (found: Found | null): Due | null =>
		found && /^[\s.]{0,5}$/.test(written.slice(found.end, found.end + 6)) && written.length - found.end < 5
			? { written, kind: found.kind, date: found.date }
			: null;
	const cue = exec(new RegExp(CUE, 'iuy'), written, 0);
	const at = cue?.[0].length ?? 0;
	const next = exec(new RegExp(NEXT_CUE, 'iuy'), written, 0);
	const understood =
		whole(limitAt(written, at, context)) ??
		whole(limitAt(written, 0, context)) ??
		whole(nextMeeting(written, next?.[0].length ?? 0, context));
	if (understood) return understood;
	const span = exec(new RegExp(WITHIN, 'iuy'), written, 0);
	return (span && whole(within(span, context))) ?? { written, kind: 'words', date: null };
}

/** What may follow "by": a day, a weekday, a month, the end of something, a named event. */
function limitAt(text: string, from: number, context: DueContext): Found | null {
	let at = from;
	const time = exec(TIME_OF_DAY, text, at);
	if (time) at += time[0].length;
	const deadline = exec(DEADLINE_OF, text, at);
	if (deadline) at += deadline[0].length;
	const whole = readDate(text, at, context.meeting);
	if (whole) return { kind: 'date', date: whole.date, end: whole.end };
	const next = /^next\s/i.exec(text.slice(at, at + 6));
	const named = readWeekday(text, at + (next?.[0].length ?? 0), context.meeting);
	if (named && /^\s(?:week|\d)/.test(text.slice(named.end, named.end + 6))) return null;
	// "by next Friday" said on a Wednesday is either of two days.
	if (named) return { kind: next ? 'words' : 'date', date: next ? null : named.date, end: named.end };
	const ended = exec(END_OF, text, at);
	if (ended) {
		const behind = at + ended[0].length;
		const period = exec(PERIOD, text, behind);
		if (period)
			return { ...endOf((period[1] ?? '').toLowerCase(), context.meeting), end: behind + period[0].length };
		return monthAt(text, behind, context.meeting);
	}
	const vague = exec(QUALIFIER, text, at);
	if (vague) {
		const month = readMonth(text, at + vague[0].length, context.meeting);
		return month && { kind: 'words', date: null, end: month.end };
	}
	const event = exec(EVENT, text, at);
	if (event) return { kind: 'words', date: null, end: at + event[0].length };
	return monthAt(text, at, context.meeting);
}

/** A month alone means its last day. "by May Jones" is a person, "by may" mid-sentence a verb. */
function monthAt(text: string, at: number, meeting: CalendarDate): Found | null {
	const month = readMonth(text, at, meeting);
	if (!month) return null;
	const written = text.slice(at, month.end);
	const behind = text.slice(month.end, month.end + 12);
	if (/^\s\p{Lu}\p{Ll}/u.test(behind) || /^\s?[\d/]/.test(behind)) return null;
	if (/^(?:may|march|mar)$/.test(written) && /^\s\p{L}/u.test(behind)) return null;
	return { kind: 'date', date: month.date, end: month.end };
}

function endOf(period: string, meeting: CalendarDate): Pick<Found, 'kind' | 'date'> {
	const [year, month] = [Number(meeting.slice(0, 4)), Number(meeting.slice(5, 7))];
	if (period === 'month') return { kind: 'date', date: lastOfMonth(year, month) };
	if (period === 'week') return { kind: 'date', date: addDays(meeting, (5 - weekday(meeting) + 7) % 7) };
	if (period === 'financial year') return { kind: 'date', date: lastOfMonth(month > 3 ? year + 1 : year, 3) };
	if (period === 'calendar year') return { kind: 'date', date: lastOfMonth(year, 12) };
	return { kind: 'words', date: null };
}

function nextMeeting(text: string, at: number, context: DueContext): Found | null {
	const match = exec(NEXT_MEETING, text, at);
	if (!match) return null;
	const end = at + match[0].length;
	if (ANOTHER.test(match[1] ?? '') && !/\bboard\s$/i.test(match[1] ?? ''))
		return { kind: 'words', date: null, end };
	return { kind: 'next-meeting', date: context.next, end };
}

/** "within two weeks", counted from the meeting. Working days wait for the calendar of bank holidays. */
function within(match: RegExpMatchArray, { meeting }: DueContext): Found {
	const end = (match.index ?? 0) + match[0].length;
	const count = NUMBERS[(match[1] ?? '').toLowerCase()] ?? Number(match[1]);
	if (!Number.isInteger(count) || count < 1 || count > 400 || match[2] !== undefined)
		return { kind: 'words', date: null, end };
	const unit = (match[3] ?? '').toLowerCase();
	const date =
		unit === 'month' ? monthsOn(meeting, count) : addDays(meeting, unit === 'week' ? count * 7 : count);
	return { kind: 'date', date, end };
}

function monthsOn(date: CalendarDate, count: number): CalendarDate {
	const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + count;
	const last = lastOfMonth(Math.floor(months / 12), (months % 12) + 1);
	return calendarDate(`${last.slice(0, 8)}${date.slice(8)}`) ?? last;
}

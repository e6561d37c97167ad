/** Dues that name a meeting: "the next meeting", "the October meeting". Their day is that meeting's day. */
import { asked, exec, type DueContext, type Reading } from './due-limits.ts';
import { readMonth } from './read-date.ts';
import { addDays, type CalendarDate } from '#core/kernel/time.ts';

const NEXT_MEETING =
	/(?:(?:the|our|its|their)\s)?(?:next|following)\s((?:[\p{L}\p{N}&’'/-]{1,30}\s){0,5}?)(?:meeting|board(?!\s(?:meeting|session))(?=[\s.,;)]|$)|session)(?![\w-])(?!\sbut\sone)/iuy;
const LEAD = /(?:(?:the|our|its|their)\s)?(meeting\s(?:in|of)\s)?/iy;
const MEETING = /(?:[’']s)?\s((?:[\p{L}&’'/-]{1,30}\s){0,3}?)(?:meeting|session)(?![\w-])/iuy;
/** Words that make "the next … meeting" another body's meeting. */
const ANOTHER =
	/sub|executive|working|team|steering|chairs|cabinet|council|forum|network|scrutiny|task|strategy|planning/i;

const ofAnother = (words: string): boolean => ANOTHER.test(words) && !/\bboard\s$/i.test(words);

export function meetingAt(text: string, at: number, context: DueContext): Reading | null {
	return nextMeeting(text, at, context) ?? meetingOfMonth(text, at, context);
}

function nextMeeting(text: string, at: number, context: DueContext): Reading | null {
	const match = exec(NEXT_MEETING, text, at);
	if (!match) return null;
	const end = at + match[0].length;
	return ofAnother(match[1] ?? '')
		? { kind: 'words', date: null, end }
		: { kind: 'next-meeting', date: context.next, end };
}

/** "the October meeting", "the meeting in October 2027", "October’s Board meeting". */
function meetingOfMonth(text: string, from: number, context: DueContext): Reading | null {
	const lead = exec(LEAD, text, from);
	const at = from + (lead?.[0].length ?? 0);
	const month = readMonth(text, at, addDays(context.meeting, 1));
	if (!month) return null;
	let { end } = month;
	if (lead?.[1] === undefined) {
		const behind = exec(MEETING, text, end);
		if (!behind) return null;
		end += behind[0].length;
		if (ofAnother(behind[1] ?? '')) return { kind: 'words', date: null, end };
	}
	const year = /\d{4}/.test(text.slice(at, end));
	const days = meetingsIn(month.date.slice(5, 7), year ? month.date.slice(0, 4) : null, context);
	return days.length > 1 ? asked(days, end) : { kind: 'meeting', date: days[0] ?? null, end };
}

/** Without a year: of the twelve months to come. */
function meetingsIn(month: string, year: string | null, context: DueContext): readonly CalendarDate[] {
	const known = new Set([...(context.meetings ?? []), ...(context.next === null ? [] : [context.next])]);
	const until = addDays(context.meeting, 366);
	return [...known].filter(
		(date) =>
			date > context.meeting &&
			date.slice(5, 7) === month &&
			(year === null ? date < until : date.startsWith(year))
	);
}

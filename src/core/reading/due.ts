/** When an action is due: found in its words, or read from a field. What is not understood stays as words, never as a guessed date. */
import { exec, limitAt, spanAt, type DueContext, type Reading } from './due-limits.ts';
import { meetingAt } from './due-meetings.ts';
import type { Due, DueAnswer } from '#core/minutes/minutes.ts';

export { dueContext, NO_CALENDAR, type BoardCalendar, type DueContext } from './due-limits.ts';

const CUE =
	/(?<![\w-])(?:(?:due\s|deadline:?\s|no\slater\sthan\s|on\sor\s)?(?:by|before|until|till|due|deadline|no\slater\sthan)(?:\s(?:on|by|date|the|:)){0,2}\s{1,3}:?\s{0,3}|due:\s{0,3}|deadline:\s{0,3})/giu;
const MEETING_CUE =
	/(?<![\w-])(?:at|by|before|for|to|in\stime\sfor|ahead\sof|prior\sto|in\sadvance\sof|until|due(?:\sat)?|due:)\s{1,3}(?=(?:(?:the|our|its|their)\s)?(?:next|following|meeting|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec))/giu;
const AT_ONCE = /(?<![\w-])(?:a\.?s\.?a\.?p|as\ssoon\sas\spossible)(?![\w-])\.?/giu;
const SPAN_CUE = /(?<![\w-])(?:with)?in\s(?:the\s(?:next|coming)\s)?/giu;
const AT_END =
	/(?:\(|[,;–—-]\s?|\s)((?:date\s|due\s)?(?:TBC|TBA|tbc|tba|on-?going|immediately|urgently|with immediate effect)|(?:date|due)\sto\sbe\s(?:confirmed|agreed|advised))\s?\)?\.?$/;

const anchored = (cue: RegExp): RegExp => new RegExp(cue.source, 'iuy');
const CUE_HERE = anchored(CUE);
const MEETING_CUE_HERE = anchored(MEETING_CUE);
const SPAN_CUE_HERE = anchored(SPAN_CUE);

const dueOf = (written: string, { kind, date, options }: Reading): Due =>
	options === undefined ? { written, kind, date } : { written, kind, date, options };

/** [E1] Something that names a day, known or asked for, comes before a meeting, a meeting before mere words. */
function rank({ kind, options }: Reading): number {
	if (kind === 'date' || options !== undefined) return 0;
	return kind === 'words' ? 2 : 1;
}

/**
 * [E1] The due phrase in an action's words: "by 28 February 2014", "by Friday", "by end of March", "at the next Board
 * meeting", "within 10 working days", "asap", "TBC". A date nobody set as a limit ("starting in January", "in 2008/09")
 * is none. Linear.
 */
export function findDue(text: string, context: DueContext): Due | null {
	const found: { start: number; reading: Reading }[] = [];
	const look = (cue: RegExp, read: (text: string, at: number, context: DueContext) => Reading | null) => {
		for (const match of text.matchAll(cue)) {
			const reading = read(text, match.index + match[0].length, context);
			if (reading) found.push({ start: match.index, reading });
		}
	};
	look(MEETING_CUE, meetingAt);
	look(CUE, (words, at) => meetingAt(words, at, context) ?? limitAt(words, at, context));
	look(SPAN_CUE, spanIn);
	look(AT_ONCE, (_words, at) => ({ kind: 'words', date: null, end: at }));
	const tail = AT_END.exec(text.slice(-80));
	if (tail && found.length === 0) return { written: tail[1] ?? '', kind: 'words', date: null };
	const [best] = found.sort((a, b) => rank(a.reading) - rank(b.reading) || a.start - b.start);
	if (!best) return null;
	// The full stop behind a word is that of the sentence.
	const written = text
		.slice(best.start, best.reading.end)
		.trim()
		.replace(/(\w{3})\.$/, '$1');
	return dueOf(written, best.reading);
}

/** Behind "in" a span is when something is to be done; "in two days a week", "in 3 months of 2026" are not. */
function spanIn(text: string, at: number, context: DueContext): Reading | null {
	const span = spanAt(text, at, context);
	return span && !/^\s(?:a|an|per|each|every|of\s\d)(?![\w-])/i.test(text.slice(span.end, span.end + 12))
		? span
		: null;
}

/** [E2] A due field always gives something: a date, a meeting, or the words as they are. */
export function readDue(words: string, context: DueContext): Due {
	const written = words.trim();
	const cue = exec(CUE_HERE, written, 0)?.[0].length ?? 0;
	const meeting = exec(MEETING_CUE_HERE, written, 0)?.[0].length ?? 0;
	const span = exec(SPAN_CUE_HERE, written, 0)?.[0].length ?? 0;
	const whole = (reading: Reading | null): Due | null =>
		reading &&
		/^[\s.?]{0,5}$/.test(written.slice(reading.end, reading.end + 6)) &&
		written.length - reading.end < 5
			? dueOf(written, reading)
			: null;
	return (
		whole(meetingAt(written, meeting, context)) ??
		whole(meetingAt(written, cue, context)) ??
		whole(limitAt(written, cue, context)) ??
		whole(limitAt(written, 0, context)) ??
		whole(spanAt(written, span, context)) ??
		whole(spanAt(written, cue, context)) ?? { written, kind: 'words', date: null }
	);
}

/**
 * [E3] A due that somebody set, in the light of today: words mean what they mean at this meeting, with the meetings and
 * the holidays known now. What they no longer say by themselves stays as it was set.
 */
export function readAgain(set: Due, context: DueContext): Due {
	const read = readDue(set.written, context);
	if (read.kind !== 'words' || read.options !== undefined) return read;
	return set.kind === 'next-meeting' ? { ...set, date: context.next } : set;
}

/**
 * [E3] The due of an action while the minutes are written.
 * @param set what somebody set; undefined: nothing, so the words decide
 */
export function dueOfAction(
	text: string,
	set: Due | null | undefined,
	answer: DueAnswer | null,
	context: DueContext
): Due | null {
	return answered(set === undefined ? findDue(text, context) : set && readAgain(set, context), answer);
}

/** [E3] A question that was answered is one no more, as long as words and days are those it was asked with. */
export function answered(due: Due | null, answer: DueAnswer | null): Due | null {
	if (due?.options === undefined || answer === null) return due;
	if (answer.written !== due.written || !due.options.includes(answer.date)) return due;
	const kind = /\bmeeting\b|\bsession\b/i.test(due.written) ? 'meeting' : 'date';
	return { written: due.written, kind, date: answer.date };
}

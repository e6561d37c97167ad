/** When and where the board meets next, as the text says. */
import { findDate, findTimes } from '#core/reading/read-date.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { ParsedNext } from './parsed.ts';
import type { RawItem } from './raw.ts';
import type { Head } from './read-head.ts';

/** The next meeting: a labelled line, the item about it, or the last sentence that names one with its day. */
export function readNext(head: Head, items: readonly RawItem[]): ParsedNext | null {
	const spoken: string[] = head.next === null ? [] : [head.next];
	for (const item of items.slice(-40).reverse()) {
		const about =
			/\b(?:next|future|forthcoming)\s(?:\w{1,20}\s){0,2}meetings?\b|dates?\sof\s(?:the\s)?next/i.test(
				item.title
			);
		for (const line of item.lines.slice(-200)) {
			if (about) spoken.push(line.text);
			else {
				const named = /\bnext\s(?:[\w’'-]{1,20}\s){0,3}meeting\b/i.exec(line.text.slice(0, 3000));
				if (named && line.kind !== 'action') spoken.push(line.text.slice(named.index));
			}
		}
	}
	for (const text of spoken.slice(0, 300)) {
		const next = nextIn(text.slice(0, 400), head.date);
		if (next) return next;
	}
	return null;
}

function nextIn(text: string, meeting: CalendarDate | null): ParsedNext | null {
	const day = findDate(text, meeting);
	if (!day) return null;
	const blank = (words: string, from: number, to: number) =>
		words.slice(0, from) + ' '.repeat(to - from) + words.slice(to);
	const undatedText = blank(text, day.start, day.end);
	const times = findTimes(undatedText);
	const rest = times ? blank(undatedText, times.from, times.to) : undatedText;
	const place = rest
		.split(/[,;]|\.(?=\s|$)|\s{2,}/)
		.map((piece) =>
			piece
				.replace(
					/^\s*(?:(?:on|at|in|from|and|venue|location|date|time|next meeting|the next meeting|will be(?: held)?|is|was agreed as)\b:?\s*)+/i,
					''
				)
				.trim()
		)
		.filter((piece) => /^[\p{Lu}\d].{2,}/u.test(piece))
		.slice(0, 4)
		.join(', ');
	return {
		date: day.date,
		start: times?.start ?? null,
		end: times?.end ?? null,
		location: place === '' ? null : place
	};
}

/** Dues in words beside their days, and the question behind one that may mean several days. */
import type { Due } from '#core/minutes/minutes.ts';
import { readDate } from './read-date.ts';
import { longDate, weekdayName, type CalendarDate } from '#core/kernel/time.ts';

/** The words behind a day ("in two weeks"), where neither the sentence nor the day itself says them; else ''. */
export function wordsBehind(due: Due, sentence: string): string {
	const { written, date } = due;
	if (date === null || due.kind !== 'date') return '';
	if (sentence.toLowerCase().includes(written.toLowerCase())) return '';
	const at = /^(?:due|by|before|on|until|no later than|date|:|\s)*/i.exec(written)?.[0].length ?? 0;
	const day = readDate(written, at, date);
	return day?.date === date && written.slice(day.end).trim() === '' ? '' : written;
}

/** "Friday 24 or 31 July?", "Thursday 23 or Friday 24 July?", "Friday 31 July or 7 August?", "… 2026 or … 2027?". */
export function dueQuestion(options: readonly CalendarDate[]): string {
	const sameYear = new Set(options.map((date) => date.slice(0, 4))).size === 1;
	const sameMonth = sameYear && new Set(options.map((date) => date.slice(0, 7))).size === 1;
	const sameDay = new Set(options.map(weekdayName)).size === 1;
	const parts = options.map((date, index) => {
		const [day = '', month = '', year = ''] = longDate(date).split(' ');
		const last = index === options.length - 1;
		return [
			index === 0 || !sameDay ? weekdayName(date) : '',
			day,
			last || !sameMonth ? month : '',
			sameYear ? '' : year
		]
			.filter((part) => part !== '')
			.join(' ');
	});
	return `${parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`}?`;
}

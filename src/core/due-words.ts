/** The question behind a due that may mean several days. */
import { longDate, weekdayName, type CalendarDate } from './time.ts';

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

/** How a due, a time and a list of people are written out, in print and in mail. */
import type { Due, NextMeeting, Owner } from '#core/minutes.ts';
import { longDate, weekdayName, type CalendarDate, type ClockTime } from '#core/time.ts';

/** "28 October 2009", "next meeting (28 October 2009)", "as soon as possible"; '' when there is none. */
export function dueWords(due: Due | null): string {
	if (due === null) return '';
	const date = due.date === null ? '' : longDate(due.date);
	switch (due.kind) {
		case 'date':
			return date || due.written;
		case 'next-meeting':
			return date === '' ? 'next meeting' : `next meeting (${date})`;
		case 'words':
			return due.written;
	}
}

/** "14:00 to 16:00", "14:00", or '' when not known. */
export function timeWords(start: ClockTime | null, end: ClockTime | null): string {
	return [start, end].filter((time) => time !== null).join(' to ');
}

/** "Wednesday 29 July 2009" */
export const dayWords = (date: CalendarDate): string => `${weekdayName(date)} ${longDate(date)}`;

/** "Wednesday 28 October 2009, 14:00 to 16:00, Guildhall" */
export function nextWords(next: NextMeeting): string {
	return [dayWords(next.date), timeWords(next.start, next.end), next.place ?? '']
		.filter((part) => part !== '')
		.join(', ');
}

/** "ID (Ines Dahl)", "Anyone from the Board": as written, and whom it means where that is one person. */
export function ownerWords(owner: Owner): string {
	return owner.resolved.kind === 'person' && owner.resolved.name !== owner.written
		? `${owner.written} (${owner.resolved.name})`
		: owner.written;
}

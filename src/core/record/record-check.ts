/** What a check of the records may find, in words for whoever has to do something about it; and when the next is due. */
import { addDays, londonDate, londonTime, type CalendarDate, type Instant } from '#core/kernel/time.ts';

/** What does not hold: the file itself, a law of the database, an entry of the record chain, a signed record, the register, a paper. */
export type ProblemKind = 'file' | 'law' | 'chain' | 'record' | 'register' | 'paper';

/** The server itself, where it says who checked. */
export const SERVER_NAME = 'Minutebook';

const COMPARE =
	'Compare with the signed PDF or with a letter that went out: they are beyond the reach of whoever changed it.';

/** What to do, a sentence or two for a chair who cannot open the database. */
export const ADVICE: Readonly<Record<ProblemKind, string>> = {
	file: 'The file of the database is damaged, often by a failing disk. Ask the administrator to stop the server, to keep a copy of the data directory, and to restore the last backup that was verified.',
	law: 'Somebody opened the database with another program and took away what keeps signed records from being changed. Ask the administrator who had access to the server, and to restore the last backup from before.',
	chain: `Something that was entered was changed, removed or put in outside Minutebook. Sign nothing until it is known what. ${COMPARE} Ask the administrator who had access to the server; backups from before have it as it was.`,
	record: `What was signed does not stand there as it was signed. ${COMPARE} Ask the administrator for a backup from before.`,
	register:
		'The list of actions does not show what happened to this one. What was entered about it is below the action; ask the administrator to keep a copy of the data directory and to restore a backup from before.',
	paper:
		'The paper cannot be relied on. Ask whoever attached it for the same file, and the administrator for a backup that has it.'
};

/** In London. Later than the last meeting, earlier than the first reader. */
const QUIET = '03:00';

/** The first quiet hour after `after`. */
export function nextQuietHour(after: Instant): Instant {
	for (let day: CalendarDate = londonDate(after); ; day = addDays(day, 1))
		// In summer London is an hour ahead.
		for (const utc of ['02:00', QUIET]) {
			const at = Date.parse(`${day}T${utc}Z`);
			if (at > after && londonTime(at) === QUIET) return at;
		}
}

/** Due is a check once a quiet hour has gone by since the last: at night, and after a start when the server slept through one. */
export const isCheckDue = (last: Instant | null, now: Instant): boolean =>
	last === null || nextQuietHour(last) <= now;

/** Then something is wrong with the checks themselves: two nights went by without one. */
export const isCheckLate = (last: Instant, now: Instant): boolean => nextQuietHour(nextQuietHour(last)) < now;

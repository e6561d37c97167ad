import { londonDate, londonTime, longDate, type Instant } from '#core/time.ts';
import type { HistoryStop } from '#server/usecases/read-history.ts';

/** "29 July 2009, 14:03:20". */
export const momentWords = (at: Instant): string => `${longDate(londonDate(at))}, ${londonTime(at, true)}`;

/** Who wrote up to a stop. */
export const writerWords = ({ name }: HistoryStop): string =>
	name === null ? 'The beginning, before anybody wrote' : `${name} wrote`;

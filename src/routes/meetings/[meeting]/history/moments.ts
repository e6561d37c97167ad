import { londonDate, londonTime, longDate, type Instant } from '#core/kernel/time.ts';
import type { HistoryStop } from '#server/usecases/history/read-history.ts';

/** "29 July 2009, 14:03:20". */
export const momentWords = (at: Instant): string => `${longDate(londonDate(at))}, ${londonTime(at, true)}`;

/** Who wrote up to a stop. @param epoch which text of the meeting it is a stop of */
export const writerWords = ({ name }: HistoryStop, epoch: number): string =>
	name !== null
		? `${name} wrote`
		: epoch === 1
			? 'The beginning, before anybody wrote'
			: 'The text as it was set right';

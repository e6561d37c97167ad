import { bankHolidays, REGION_WORDS, type BankHoliday, type Region } from '#core/reading/bank-holidays.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { addDays, londonDate, type Instant } from '#core/kernel/time.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import type { Store } from '#server/store/database/database.ts';
import { findBoard, headOf, type BoardHead } from './board-page.ts';

export interface BankHolidaysPage {
	readonly board: BoardHead;
	readonly maySet: boolean;
	readonly region: Region;
	readonly regionWords: string;
	/** Of the twelve months to come. */
	readonly coming: readonly BankHoliday[];
}

export async function bankHolidaysPage(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<Result<BankHolidaysPage, Refusal>> {
	const found = await findBoard(store, slug, person, now);
	if (found === null) return err({ code: 'not-found' });
	const { board, standing } = found;
	const { region } = await boardCalendar(store, board.id);
	const today = londonDate(now);
	const year = Number(today.slice(0, 4));
	return ok({
		board: headOf(board),
		maySet: may(standing, 'set-bank-holidays'),
		region,
		regionWords: REGION_WORDS[region],
		coming: [...bankHolidays(year, region), ...bankHolidays(year + 1, region)].filter(
			({ date }) => date >= today && date < addDays(today, 365)
		)
	});
}

import type { BoardCalendar } from '#core/reading/due.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import type { Store } from '#server/store/database/database.ts';
import { findBoard, headOf, type BoardHead } from '#server/views/boards/board-page.ts';

/** The page on which minutes of an earlier meeting are pasted: only those who may import them see it. */
export async function importPage(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<Result<{ readonly board: BoardHead; readonly calendar: BoardCalendar }, Refusal>> {
	const found = await findBoard(store, slug, person, now);
	if (found === null) return err({ code: 'not-found' });
	return may(found.standing, 'import-minutes')
		? ok({ board: headOf(found.board), calendar: await boardCalendar(store, found.board.id) })
		: err({ code: 'not-allowed', what: 'import minutes here' });
}

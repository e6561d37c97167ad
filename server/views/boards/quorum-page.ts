import { foldLetters } from '#core/kernel/letters.ts';
import type { PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { findBoard, headOf, type BoardHead } from './board-page.ts';

export interface QuorumPage {
	readonly board: BoardHead;
	readonly maySet: boolean;
	/** 0: no number is set. */
	readonly number: number;
	readonly sectors: readonly string[];
	/** Every agency of a member, and those a sector was given before; '' where none is given. */
	readonly agencies: readonly { readonly agency: string; readonly sector: string }[];
}

export async function quorumPage(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<Result<QuorumPage, Refusal>> {
	const found = await findBoard(store, slug, person, now);
	if (found === null) return err({ code: 'not-found' });
	const { board, standing } = found;
	const given = board.quorum?.agencies ?? [];
	const agencies = new Map(given.map((one) => [foldLetters(one.agency), one]));
	for (const { agency } of await membershipsOf(store, board.id, londonDate(now)))
		if (agency !== '' && !agencies.has(foldLetters(agency)))
			agencies.set(foldLetters(agency), { agency, sector: '' });
	return ok({
		board: headOf(board),
		maySet: may(standing, 'set-quorum'),
		number: board.quorum?.number ?? 0,
		sectors: board.quorum?.sectors ?? [],
		agencies: [...agencies.values()].sort((a, b) => a.agency.localeCompare(b.agency, 'en'))
	});
}

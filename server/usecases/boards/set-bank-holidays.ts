import { REGIONS } from '#core/reading/bank-holidays.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { draftMeetings, setRegion } from '#server/store/boards/board-calendar.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** [P14] Chair, co-chair and notetaker say whose bank holidays the board keeps; dues not signed yet are calculated anew. */
export async function setBankHolidays(
	deps: Deps,
	actor: Actor,
	command: { readonly board: BoardId; /** One of REGIONS. */ readonly region: string }
): Promise<Result<null, Refusal>> {
	const region = REGIONS.find((known) => known === command.region);
	if (region === undefined)
		return err({ code: 'invalid', field: 'region', message: 'Choose one of the three.' });
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'set-bank-holidays');
		if (refusal !== null) return err(refusal);
		await setRegion(store, command.board, region);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'set-bank-holidays',
			subject: command.board,
			detail: { bankHolidays: region }
		});
		const drafts = await draftMeetings(store, command.board);
		await raiseTopic(store, boardTopic(command.board), ...drafts.map(({ id }) => meetingTopic(id)));
		return ok(null);
	});
}

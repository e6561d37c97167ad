import { REGIONS } from '#core/bank-holidays.ts';
import type { BoardId } from '#core/ids.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import { recordAudit } from '#server/store/audit.ts';
import { draftMeetings, setRegion } from '#server/store/board-calendar.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/topics.ts';
import { admitToBoard } from './admit.ts';
import type { Actor, Deps } from './deps.ts';

/** [P14] Chair, co-chair and notetaker say whose bank holidays the board keeps; dues not signed yet are reckoned anew. */
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

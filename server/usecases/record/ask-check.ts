/** [L10] A chair wants the records checked now. The server does it, apart from those who type, and keeps what came of it. */
import type { BoardId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { requestCheck } from '#server/store/record/record-checks.ts';
import { boardTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** @returns `begun`, or `under-way` when somebody asked before and it is not done yet: that one serves both */
export async function askCheck(
	deps: Deps,
	actor: Actor,
	{ board }: { readonly board: BoardId }
): Promise<Result<'begun' | 'under-way', Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, board, 'check-record');
		if (refusal !== null) return err(refusal);
		if (!(await requestCheck(store, { at: deps.now(), name: actor.name }))) return ok('under-way');
		await recordAudit(store, { at: deps.now(), person: actor.person, verb: 'check-record', subject: board });
		await raiseTopic(store, boardTopic(board));
		return ok('begun');
	});
}

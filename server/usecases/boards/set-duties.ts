import type { BoardId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { longInstant } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { boardById, setOneMayDoBoth } from '#server/store/boards/boards.ts';
import { meetingsOf } from '#server/store/minutes/meetings.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { chairsOf, tell } from './tell-chairs.ts';

/** [D6] Whether one person may take the notes of a meeting and sign them: said by a chair, told to all, printed in the minutes. */
export async function setDuties(
	deps: Deps,
	actor: Actor,
	command: { readonly board: BoardId; readonly oneMayDoBoth: boolean }
): Promise<Result<boolean, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'set-duties');
		if (refusal !== null) return err(refusal);
		const board = must(await boardById(store, command.board), 'the board');
		if (board.oneMayDoBoth === command.oneMayDoBoth) return ok(board.oneMayDoBoth);
		await setOneMayDoBoth(store, board.id, command.oneMayDoBoth);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'set-duties',
			subject: board.id,
			detail: { oneMayDoBoth: command.oneMayDoBoth }
		});
		await tell(deps, store, await chairsOf(deps, store, board.id), {
			subject: `${board.name}: who takes the notes and who signs`,
			words: [
				command.oneMayDoBoth
					? `One person may now take the notes of a meeting of ${board.name} and sign them. The minutes say so.`
					: `The notes of a meeting of ${board.name} are now taken and signed by two people.`,
				`${actor.name} set this on ${longInstant(deps.now())}. It holds for all minutes that are not signed yet, and any chair can set it back.`
			],
			path: `/boards/${board.slug}/members`
		});
		const drafts = (await meetingsOf(store, board.id)).filter(({ state }) => state === 'draft');
		await raiseTopic(store, boardTopic(board.id), ...drafts.map(({ id }) => meetingTopic(id)));
		return ok(command.oneMayDoBoth);
	});
}

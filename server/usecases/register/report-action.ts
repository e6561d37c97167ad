import type { Refusal } from '#core/kernel/refusal.ts';
import { ok, type Result } from '#core/kernel/result.ts';
import { err } from '#core/kernel/result.ts';
import { actionStep, type ActionStep } from './action-step.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** [G2] Its owner, or who keeps the record, says an action is done. It stays on the register until closure is agreed. */
export async function reportActionDone(
	deps: Deps,
	actor: Actor,
	step: ActionStep
): Promise<Result<null, Refusal>> {
	const done = await actionStep(deps, actor, step, 'reported-done', async () =>
		ok({ kind: 'reported-done' })
	);
	return done.ok ? ok(null) : done;
}

/** [G2] Progress in words; the state stays as it is. */
export async function noteOnAction(
	deps: Deps,
	actor: Actor,
	step: ActionStep
): Promise<Result<null, Refusal>> {
	if (step.note.trim() === '')
		return err({ code: 'invalid', field: 'note', message: 'Write the note first, then add it.' });
	const done = await actionStep(deps, actor, step, 'note', async () => ok({ kind: 'note' }));
	return done.ok ? ok(null) : done;
}

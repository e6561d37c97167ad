import type { ActionId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import {
	fits,
	mayDo,
	type ActionHand,
	type ActionHappening,
	type ActionVerb
} from '#core/register/register.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, type CalendarDate } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import {
	appendActionEvent,
	registeredAction,
	type RegisteredAction
} from '#server/store/register/actions.ts';
import { standingAt, standingOn } from '#server/store/boards/rights.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** "You may not …". */
const WORDS: Readonly<Record<ActionVerb, string>> = {
	note: 'add a note to this action',
	'reported-done': 'report this action done',
	'closure-agreed': 'close this action',
	reopened: 'reopen this action',
	'due-changed': 'change when this action is due',
	'owners-changed': 'change who owns this action'
};

export interface ActionStep {
	readonly action: ActionId;
	/** Why, in their words; '' for none. */
	readonly note: string;
}

/**
 * One thing that happens to one action, in one transaction: who is this, may they, does the state (still) allow it;
 * then the event, the state, the audit and the topics. Two people at the same moment stand in a row: the second is
 * judged by what the first left behind.
 *
 * @param make what happens, from the action as it is inside the transaction; null: nothing, there is nothing to change
 */
export async function actionStep(
	deps: Deps,
	actor: Actor,
	step: ActionStep,
	verb: ActionVerb,
	make: (
		store: Store,
		action: RegisteredAction,
		today: CalendarDate
	) => Promise<Result<ActionHappening | null, Refusal>>
): Promise<Result<RegisteredAction, Refusal>> {
	const note = step.note.normalize('NFC').replaceAll('\r\n', '\n').trim();
	if (note.length > 2_000)
		return err({ code: 'invalid', field: 'note', message: 'Shorten the note to 2,000 characters.' });
	return deps.db.transaction().execute(async (store) => {
		const at = deps.now();
		const today = londonDate(at);
		const action = await registeredAction(store, step.action);
		if (action === null) return err({ code: 'not-found' });
		const hand = await handOn(store, actor, action, today);
		if (hand === null) return err({ code: 'not-found' });
		if (!mayDo(verb, hand)) return err({ code: 'not-allowed', what: WORDS[verb] });
		const fit = fits(verb, action.now.state);
		if (!fit.ok) return err({ code: 'invalid', field: verb, message: fit.error });
		const made = await make(store, action, today);
		if (!made.ok) return made;
		const happening = made.value;
		if (happening === null) return ok(action);
		const event = { happening, person: actor.person, name: actor.name, at, note };
		const now = await appendActionEvent(store, action, event);
		await recordAudit(store, {
			at,
			person: actor.person,
			verb: `action-${verb}`,
			subject: `action/${action.id}`
		});
		await raiseTopic(store, boardTopic(action.board), meetingTopic(action.meeting));
		return ok({ ...action, now });
	});
}

/** As whom somebody acts on an action; null: they are not told that it exists. An owner is who owns it now, and may still see where it was made. */
export async function handOn(
	store: Store,
	actor: Actor,
	action: RegisteredAction,
	today: CalendarDate
): Promise<ActionHand | null> {
	const standing = await standingOn(store, action.board, actor.person, today);
	const owner = action.now.owners.some(({ person }) => person === actor.person);
	const sees =
		may(standing, 'read-register') ||
		(owner && may(await standingAt(store, action.meeting, actor.person, today), 'read-meeting'));
	return sees ? { owner, keeper: may(standing, 'settle-action') } : null;
}

/** What the forms of the register do; the register and the page of one action share them. */
import type { RequestEvent } from '@sveltejs/kit';
import { parseId, type ActionId } from '#core/kernel/ids.ts';
import { dueWords } from '#core/register/register.ts';
import { ok, type Result } from '#core/kernel/result.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { londonDate } from '#core/kernel/time.ts';
import { noteOnAction, reportActionDone } from '#server/usecases/register/report-action.ts';
import {
	agreeClosure,
	changeActionDue,
	changeActionOwners,
	reopenAction,
	type SettleStep
} from '#server/usecases/register/settle-action.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { actionPage } from '#server/views/register/action-page.ts';
import { actorOf } from '../../../actor.ts';
import { fieldsOf, refuse } from '../../../refuse.ts';

type Step = SettleStep & { readonly outside: boolean };
type Do = (deps: Deps, actor: Actor, step: Step) => Promise<Result<string, Refusal>>;

/** @param verb names the form, so that a refusal comes back to where it was pressed */
function handler(verb: string, act: Do) {
	return async ({ locals, params, request }: RequestEvent<{ board: string }>) => {
		const fields = await fieldsOf(request, 'action', 'note', 'words', 'seen', 'outside');
		const values = { ...fields, verb };
		const action = parseId<ActionId>(fields.action);
		if (action === null) return refuse({ code: 'not-found' }, values);
		const actor = actorOf(locals);
		const done = await act(locals.deps, actor, {
			action,
			note: fields.note,
			words: fields.words,
			seen: Number(fields.seen) || 0,
			outside: fields.outside === 'yes'
		});
		if (!done.ok) return refuse(done.error, values);
		const today = londonDate(locals.deps.now());
		const page = await actionPage(locals.deps.db, {
			slug: params.board,
			person: actor.person,
			today,
			action
		});
		return { done: done.value, action: String(action), row: page?.row ?? null };
	};
}

const saying = <T>(result: Result<T, Refusal>, words: string): Result<string, Refusal> =>
	result.ok ? ok(words) : result;

export const registerActions = {
	done: handler('done', async (deps, actor, step) =>
		saying(
			await reportActionDone(deps, actor, step),
			'Reported done. It stays on the register until the board agrees that it is closed.'
		)
	),
	note: handler('note', async (deps, actor, step) =>
		saying(await noteOnAction(deps, actor, step), 'Note added to the history.')
	),
	close: handler('close', async (deps, actor, step) =>
		saying(await agreeClosure(deps, actor, step), 'Closed.')
	),
	reopen: handler('reopen', async (deps, actor, step) =>
		saying(await reopenAction(deps, actor, step), 'Open again.')
	),
	due: handler('due', async (deps, actor, step) => {
		const done = await changeActionDue(deps, actor, step);
		if (!done.ok) return done;
		const due = done.value;
		if (due === null) return ok('It has no date now.');
		if (due.date !== null) return ok(`Due: ${dueWords(due)}.`);
		return ok(
			due.kind === 'next-meeting'
				? 'Due: next meeting. Its date is not known yet.'
				: `Kept in words: “${due.written}”. No date was found in them, so it never counts as overdue.`
		);
	}),
	owners: handler('owners', async (deps, actor, step) => {
		const done = await changeActionOwners(deps, actor, step);
		return done.ok ? ok(`Owners: ${done.value}.`) : done;
	})
};

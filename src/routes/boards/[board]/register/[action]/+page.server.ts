import { parseId, type ActionId } from '#core/kernel/ids.ts';
import { londonDate } from '#core/kernel/time.ts';
import { actionPage } from '#server/views/register/action-page.ts';
import { actorOf } from '../../../../actor.ts';
import { refuseToShow } from '../../../../refuse.ts';
import { registerActions } from '../actions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const action = parseId<ActionId>(params.action);
	const page =
		action &&
		(await actionPage(locals.deps.db, {
			slug: params.board,
			person: actorOf(locals).person,
			today: londonDate(locals.deps.now()),
			action
		}));
	if (!page) refuseToShow({ code: 'not-found' });
	// The head of the page leads to `board`, where a called guest would find nothing.
	return { ...page, register: page.board, board: page.ownOnly ? null : page.board };
};

export const actions = registerActions;

import { readFilter } from '#core/register/register-filter.ts';
import { londonDate } from '#core/kernel/time.ts';
import { registerPage } from '#server/views/register/register-page.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import { registerActions } from './actions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = await registerPage(locals.deps.db, {
		slug: params.board,
		person: actorOf(locals).person,
		today: londonDate(locals.deps.now()),
		filter: readFilter(url.searchParams)
	});
	if (!page) refuseToShow({ code: 'not-found' });
	// The head of the page leads to `board`, where a called guest would find nothing.
	return { ...page, register: page.board, board: page.ownOnly ? null : page.board };
};

export const actions = registerActions;

import { readFilter } from '#core/register-filter.ts';
import { londonDate } from '#core/time.ts';
import { registerPage } from '#server/views/register-page.ts';
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
	return page ?? refuseToShow({ code: 'not-found' });
};

export const actions = registerActions;

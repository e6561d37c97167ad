import { londonDate } from '#core/kernel/time.ts';
import { decisionsPage } from '#server/views/register/decisions-page.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Number(url.searchParams.get('page') ?? '1');
	const shown = await decisionsPage(locals.deps.db, {
		slug: params.board,
		person: actorOf(locals).person,
		today: londonDate(locals.deps.now()),
		page: Number.isInteger(page) && page > 0 ? page : 1
	});
	return shown ?? refuseToShow({ code: 'not-found' });
};

import { boardPage } from '#server/views/board-page.ts';
import { actorOf } from '../../actor.ts';
import { refuseToShow } from '../../refuse.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { deps } = locals;
	const page = await boardPage(deps.db, params.board, actorOf(locals).person, deps.now());
	return page ?? refuseToShow({ code: 'not-found' });
};

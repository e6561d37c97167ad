import { redirect } from '@sveltejs/kit';
import { homePage } from '#server/views/boards/home-page.ts';
import { actorOf } from './actor.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { deps } = locals;
	const actor = actorOf(locals);
	const boards = await homePage(deps.db, actor.person, deps.now());
	const [only] = boards;
	if (only !== undefined && boards.length === 1 && !actor.admin && !url.searchParams.has('all'))
		redirect(303, `/boards/${only.slug}`);
	return { boards };
};

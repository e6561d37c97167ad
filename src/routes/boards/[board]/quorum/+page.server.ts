import { setQuorum } from '#server/usecases/roster/set-quorum.ts';
import { quorumPage } from '#server/views/boards/quorum-page.ts';
import { actorOf } from '../../../actor.ts';
import { refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

const pageFor = (locals: App.Locals, slug: string) =>
	quorumPage(locals.deps.db, slug, actorOf(locals).person, locals.deps.now());

export const load: PageServerLoad = async ({ locals, params }) => {
	const page = await pageFor(locals, params.board);
	return page.ok ? page.value : refuseToShow(page.error);
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const form = await request.formData();
		const texts = (name: string) =>
			form.getAll(name).map((value) => (typeof value === 'string' ? value : ''));
		const sectors = texts('sector');
		const values = {
			number: texts('number')[0] ?? '',
			sectors: texts('sectors')[0] ?? '',
			agencies: texts('agency').map((agency, index) => ({ agency, sector: sectors[index] ?? '' }))
		};
		const page = await pageFor(locals, params.board);
		if (!page.ok) return refuse(page.error, values);
		const set = await setQuorum(locals.deps, actorOf(locals), { board: page.value.board.id, ...values });
		if (!set.ok) return refuse(set.error, values);
		return {
			done:
				set.value === null
					? 'This board has no quorum any more.'
					: 'Kept. It holds for every meeting that is not signed yet.'
		};
	}
};

import { keepPhrase, removePhrase } from '#server/usecases/boards/keep-phrases.ts';
import { boardPage, findBoard } from '#server/views/boards/board-page.ts';
import { actorOf } from '../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { deps } = locals;
	const page = await boardPage(deps.db, params.board, actorOf(locals).person, deps.now());
	return page ?? refuseToShow({ code: 'not-found' });
};

export const actions: Actions = {
	keepPhrase: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'id', 'short', 'words');
		const whose = await boardOf(locals, params.board);
		if (whose === null) return refuse({ code: 'not-found' }, values);
		const kept = await keepPhrase(locals.deps, actorOf(locals), { whose, ...values });
		return kept.ok
			? { done: `${kept.value.short} now expands for everybody who writes here.` }
			: refuse(kept.error, values);
	},

	removePhrase: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'id');
		const whose = await boardOf(locals, params.board);
		if (whose === null) return refuse({ code: 'not-found' }, values);
		const gone = await removePhrase(locals.deps, actorOf(locals), { whose, ...values });
		return gone.ok ? { done: `${gone.value.short} is removed.` } : refuse(gone.error, values);
	}
};

async function boardOf(locals: App.Locals, slug: string) {
	const found = await findBoard(locals.deps.db, slug, actorOf(locals).person, locals.deps.now());
	return found?.board.id ?? null;
}

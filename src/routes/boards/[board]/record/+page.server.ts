import { askCheck } from '#server/usecases/record/ask-check.ts';
import { compareHead } from '#server/usecases/record/compare-head.ts';
import { recordPage } from '#server/views/record/record-page.ts';
import { actorOf } from '../../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

const pageFor = (locals: App.Locals, slug: string) =>
	recordPage(locals.deps.db, slug, actorOf(locals), locals.deps.now());

export const load: PageServerLoad = async ({ locals, params }) => {
	const page = await pageFor(locals, params.board);
	return page.ok ? page.value : refuseToShow(page.error);
};

export const actions: Actions = {
	check: async ({ locals, params }) => {
		const page = await pageFor(locals, params.board);
		if (!page.ok) return refuse(page.error, { head: '' });
		const asked = await askCheck(locals.deps, actorOf(locals), { board: page.value.board.id });
		if (!asked.ok) return refuse(asked.error, { head: '' });
		return {
			done:
				asked.value === 'begun'
					? 'Everything is being checked now. The result stands here when it is done.'
					: 'A check is under way already. Its result stands here when it is done.'
		};
	},

	compare: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'head');
		const page = await pageFor(locals, params.board);
		if (!page.ok) return refuse(page.error, values);
		const compared = await compareHead(locals.deps, actorOf(locals), {
			board: page.value.board.id,
			text: values.head
		});
		return compared.ok ? { compared: compared.value, head: values.head } : refuse(compared.error, values);
	}
};

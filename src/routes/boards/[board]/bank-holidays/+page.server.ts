import { setBankHolidays } from '#server/usecases/boards/set-bank-holidays.ts';
import { bankHolidaysPage } from '#server/views/boards/bank-holidays-page.ts';
import { actorOf } from '../../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

const pageFor = (locals: App.Locals, slug: string) =>
	bankHolidaysPage(locals.deps.db, slug, actorOf(locals).person, locals.deps.now());

export const load: PageServerLoad = async ({ locals, params }) => {
	const page = await pageFor(locals, params.board);
	return page.ok ? page.value : refuseToShow(page.error);
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'region');
		const page = await pageFor(locals, params.board);
		if (!page.ok) return refuse(page.error, values);
		const { region } = values;
		const set = await setBankHolidays(locals.deps, actorOf(locals), { board: page.value.board.id, region });
		if (!set.ok) return refuse(set.error, values);
		return { done: 'Kept. Working days are counted by it in every meeting that is not signed yet.' };
	}
};

import { addBoard } from '#server/usecases/add-board.ts';
import { addPerson } from '#server/usecases/add-person.ts';
import { peoplePage } from '#server/views/people-page.ts';
import { actorOf } from '../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	if (!actorOf(locals).admin) refuseToShow({ code: 'not-found' });
	return peoplePage(locals.deps.db);
};

export const actions: Actions = {
	person: async ({ locals, request }) => {
		const values = { form: 'person', ...(await fieldsOf(request, 'name', 'email', 'agency', 'initials')) };
		const added = await addPerson(locals.deps, actorOf(locals), values);
		if (!added.ok) return refuse(added.error, values);
		return { done: `${values.name} is added. Put them on a board, or they see nothing.` };
	},

	board: async ({ locals, request }) => {
		const fields = await fieldsOf(request, 'name', 'slug', 'parent', 'place', 'signing');
		const values = { form: 'board', ...fields };
		const added = await addBoard(locals.deps, actorOf(locals), {
			...fields,
			signingRule: fields.signing === 'all' ? 'all' : 'any'
		});
		if (!added.ok) return refuse(added.error, values);
		return { done: `${added.value.name} is added. Now add its members.` };
	}
};

import { parseId, type PersonId } from '#core/kernel/ids.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { disablePerson, enablePerson } from '#server/usecases/accounts/disable-person.ts';
import { addPerson } from '#server/usecases/accounts/add-person.ts';
import { peoplePage } from '#server/views/boards/people-page.ts';
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

	disable: async ({ locals, request }) => {
		const { person } = await fieldsOf(request, 'person');
		const id = parseId<PersonId>(person);
		if (id === null) return refuse({ code: 'not-found' }, { person });
		const done = await disablePerson(locals.deps, actorOf(locals), { person: id });
		if (!done.ok) return refuse(done.error, { person });
		return { done: `${done.value.name} may not sign in any more. Every session of theirs is ended.` };
	},

	enable: async ({ locals, request }) => {
		const { person } = await fieldsOf(request, 'person');
		const id = parseId<PersonId>(person);
		if (id === null) return refuse({ code: 'not-found' }, { person });
		const done = await enablePerson(locals.deps, actorOf(locals), { person: id });
		if (!done.ok) return refuse(done.error, { person });
		return { done: `${done.value.name} may sign in again.` };
	},

	board: async ({ locals, request }) => {
		const fields = await fieldsOf(
			request,
			'name',
			'slug',
			'parent',
			'place',
			'signing',
			'chairEmail',
			'chairName',
			'chairAgency'
		);
		const values = { form: 'board', ...fields };
		const added = await addBoard(locals.deps, actorOf(locals), {
			...fields,
			signingRule: fields.signing === 'all' ? 'all' : 'any',
			chair: { email: fields.chairEmail, name: fields.chairName, agency: fields.chairAgency }
		});
		if (!added.ok) return refuse(added.error, values);
		return { done: `${added.value.name} is added. Its chair is told by e-mail, and adds the members.` };
	}
};

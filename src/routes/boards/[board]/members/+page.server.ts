import { parseId, type MembershipId } from '#core/ids.ts';
import { addMember, changeRole, endMembership } from '#server/usecases/keep-members.ts';
import { membersPage } from '#server/views/members-page.ts';
import { actorOf } from '../../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

const pageFor = (locals: App.Locals, slug: string) =>
	membersPage(locals.deps.db, slug, actorOf(locals), locals.deps.now());

export const load: PageServerLoad = async ({ locals, params }) =>
	(await pageFor(locals, params.board)) ?? refuseToShow({ code: 'not-found' });

export const actions: Actions = {
	add: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'name', 'email', 'role', 'agency', 'initials', 'from', 'to');
		const page = await pageFor(locals, params.board);
		if (page === null) return refuse({ code: 'not-found' }, values);
		const added = await addMember(locals.deps, actorOf(locals), { board: page.board.id, ...values });
		if (!added.ok) return refuse(added.error, values);
		return { done: `${values.name || values.email} is on this board now.` };
	},

	role: async ({ locals, request }) => {
		const { membership, role } = await fieldsOf(request, 'membership', 'role');
		const id = parseId<MembershipId>(membership);
		if (id === null) return refuse({ code: 'not-found' }, { membership });
		const changed = await changeRole(locals.deps, actorOf(locals), { membership: id, role });
		if (!changed.ok) return refuse(changed.error, { membership });
		return { done: 'The role is changed from today.' };
	},

	end: async ({ locals, request }) => {
		const { membership } = await fieldsOf(request, 'membership');
		const id = parseId<MembershipId>(membership);
		if (id === null) return refuse({ code: 'not-found' }, { membership });
		const ended = await endMembership(locals.deps, actorOf(locals), { membership: id });
		if (!ended.ok) return refuse(ended.error, { membership });
		return { done: `${ended.value.name} is no longer on this board.` };
	}
};

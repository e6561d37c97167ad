import { must } from '#core/result.ts';
import { endOtherSessions, endOwnSession } from '#server/usecases/sign-out.ts';
import { accountPage } from '#server/views/account-page.ts';
import { actorOf } from '../actor.ts';
import { fieldsOf, refuse } from '../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) =>
	accountPage(
		locals.deps.db,
		actorOf(locals).person,
		must(locals.session, 'the session of the actor'),
		locals.deps.now()
	);

export const actions: Actions = {
	end: async ({ locals, request }) => {
		const { session } = await fieldsOf(request, 'session');
		const ended = await endOwnSession(locals.deps, actorOf(locals), session);
		return ended.ok ? { done: 'That device is signed out.' } : refuse(ended.error);
	},

	others: async ({ locals }) => {
		const session = must(locals.session, 'the session of the actor');
		await endOtherSessions(locals.deps, actorOf(locals), session);
		return { done: 'Every other device is signed out.' };
	}
};

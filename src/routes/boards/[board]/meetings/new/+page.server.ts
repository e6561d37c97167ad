import { redirect } from '@sveltejs/kit';
import { makeMeeting } from '#server/usecases/minutes/make-meeting.ts';
import { newMeetingPage } from '#server/views/boards/new-meeting-page.ts';
import { actorOf } from '../../../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const page = await newMeetingPage(locals.deps.db, params.board, actorOf(locals).person, locals.deps.now());
	return page.ok ? page.value : refuseToShow(page.error);
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const { deps } = locals;
		const actor = actorOf(locals);
		const values = await fieldsOf(request, 'title', 'date', 'start', 'end', 'place', 'announced');
		const page = await newMeetingPage(deps.db, params.board, actor.person, deps.now());
		if (!page.ok) return refuse(page.error, values);
		const made = await makeMeeting(deps, actor, { board: page.value.board.id, ...values });
		if (!made.ok) return refuse(made.error, values);
		redirect(303, `/meetings/${made.value}`);
	}
};

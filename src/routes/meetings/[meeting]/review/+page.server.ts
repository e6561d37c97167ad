import { fail, redirect } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { parseRead } from '#core/minutes/read-minutes.ts';
import { must } from '#core/kernel/result.ts';
import { review } from '#server/usecases/record/review.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const id = parseId<MeetingId>(params.meeting);
	const seen = id && (await review(locals.deps, must(locals.actor, 'the actor'), id));
	if (!seen) refuseToShow({ code: 'not-found' });
	if (seen.state === 'signed') redirect(303, `/meetings/${seen.meeting}`);
	return { review: seen, board: seen.board };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const id = parseId<MeetingId>(params.meeting);
		if (!id) return refuse({ code: 'not-found' });
		const { digest, read: sent } = await fieldsOf(request, 'digest', 'read');
		const read = sent === '' ? null : parseRead(sent);
		if (sent !== '' && read === null)
			return refuse({
				code: 'invalid',
				field: 'read',
				message:
					'What your page had on the screen could not be made out, so nothing was signed. Open the review again, read it, and sign there.'
			});
		const done = await signOff(locals.deps, must(locals.actor, 'the actor'), {
			meeting: id,
			digest,
			read
		});
		if (!done.ok) {
			const { status, data } = refuse(done.error);
			return fail(status, {
				...data,
				changes: done.error.code === 'minutes-moved-on' ? done.error.changes : []
			});
		}
		if (done.value.state === 'signed') redirect(303, `/meetings/${id}`);
		return { message: null, changes: [] };
	}
};

import { redirect } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/ids.ts';
import type { Minutes } from '#core/minutes.ts';
import { must } from '#core/result.ts';
import { review } from '#server/usecases/review.ts';
import { signOff } from '#server/usecases/sign-off.ts';
import { refuse, refuseToShow } from '../../../refuse.ts';
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
		const form = await request.formData();
		const done = await signOff(locals.deps, must(locals.actor, 'the actor'), {
			meeting: id,
			digest: String(form.get('digest') ?? ''),
			read: parseRead(form.get('read'))
		});
		if (!done.ok)
			return {
				...refuse(done.error).data,
				changes: done.error.code === 'minutes-moved-on' ? done.error.changes : []
			};
		if (done.value.state === 'signed') redirect(303, `/meetings/${id}`);
		return { message: null, changes: [] };
	}
};

/** What the signer read, sent back by their own page: used only to put what changed since into words. */
function parseRead(sent: FormDataEntryValue | null): Minutes | null {
	try {
		const read = JSON.parse(typeof sent === 'string' ? sent : '') as Minutes;
		return Array.isArray(read.items) && Array.isArray(read.roster) ? read : null;
	} catch {
		return null;
	}
}

import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (meeting === null || locals.actor === null) refuseToShow({ code: 'not-found' });
	const exported = await exportMinutes(locals.deps, locals.actor, meeting);
	if (!exported.ok) refuseToShow(exported.error);
	const { text, name } = exported.value;
	return new Response(text, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `inline; filename="${name}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
};

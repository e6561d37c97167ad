import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { renderPdf } from '#server/render/pdf.ts';
import { exportMinutes } from '#server/usecases/minutes/export-minutes.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (meeting === null || locals.actor === null) refuseToShow({ code: 'not-found' });
	const exported = await exportMinutes(locals.deps, locals.actor, meeting);
	if (!exported.ok) refuseToShow(exported.error);
	const { minutes, marking, name } = exported.value;
	const pdf = await renderPdf({ minutes, marking });
	return new Response(Buffer.from(pdf), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `inline; filename="${name}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
};

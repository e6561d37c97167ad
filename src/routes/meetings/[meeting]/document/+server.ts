import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { parseEpoch } from '#server/usecases/kernel/parse.ts';
import { readDocument } from '#server/usecases/log/read-document.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

/** The shared document as one Yjs update. `?epoch=` of an earlier text of the meeting. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (meeting === null || locals.actor === null) refuseToShow({ code: 'not-found' });
	const read = await readDocument(
		locals.deps,
		locals.actor,
		meeting,
		parseEpoch(url.searchParams.get('epoch'))
	);
	if (!read.ok) refuseToShow(read.error);
	return new Response(read.value, { headers: { 'content-type': 'application/octet-stream' } });
};

import { json } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/ids.ts';
import { sentence } from '#core/refusal.ts';
import { attachPaper } from '#server/usecases/keep-papers.ts';
import type { RequestHandler } from './$types';

/** A file as the body, its name and its item in the address: it goes to the disk as it comes, and never lies whole in memory. */
export const POST: RequestHandler = async ({ locals, params, request, url }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const item = parseId<MeetingId>(url.searchParams.get('item'));
	const { actor, deps, config } = locals;
	if (meeting === null || item === null || actor === null)
		return json({ message: sentence({ code: 'not-found' }) }, { status: 404 });
	const length = request.headers.get('content-length');
	const done = await attachPaper(deps, actor, config.dataDir, {
		meeting,
		item,
		fileName: url.searchParams.get('name') ?? '',
		body: request.body,
		length: length === null ? null : Number(length)
	});
	if (done.ok) return json(done.value);
	const { code } = done.error;
	return json(
		{ message: sentence(done.error) },
		{ status: code === 'not-found' ? 404 : code === 'not-allowed' ? 403 : 400 }
	);
};

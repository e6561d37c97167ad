import { json } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { sentence } from '#core/kernel/refusal.ts';
import { inspectFile } from '#server/papers/inspector.ts';
import { unbroken } from '#server/papers/unbroken.ts';
import { attachPaper } from '#server/usecases/agenda/keep-papers.ts';
import type { RequestHandler } from './$types';

/** A file as the body, its name and its item in the address: it goes to the disk as it comes, and never lies whole in memory. */
export const POST: RequestHandler = async ({ locals, params, request, url }) => {
	const body = unbroken(request.body);
	const meeting = parseId<MeetingId>(params.meeting);
	const item = parseId<MeetingId>(url.searchParams.get('item'));
	const { actor, deps, config } = locals;
	if (meeting === null || item === null || actor === null) {
		await body?.drain();
		return json({ message: sentence({ code: 'not-found' }) }, { status: 404 });
	}
	const length = request.headers.get('content-length');
	const kept = {
		dataDir: config.dataDir,
		limits: config.papers,
		isScanned: config.clamdUrl !== null,
		inspect: inspectFile
	};
	const done = await attachPaper(deps, actor, kept, {
		meeting,
		item,
		fileName: url.searchParams.get('name') ?? '',
		body,
		length: length === null ? null : Number(length)
	});
	if (done.ok) return json(done.value);
	// A browser reads no answer before it has sent what it has to send, and a connection that is cut says nothing.
	await body?.drain();
	const { code } = done.error;
	return json(
		{ message: sentence(done.error) },
		{
			status:
				code === 'not-found' ? 404 : code === 'not-allowed' ? 403 : code === 'already-signed' ? 409 : 400
		}
	);
};

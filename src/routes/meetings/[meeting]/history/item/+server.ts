/** One item as it stood at a moment of the history, for the page that puts it back. */
import { json } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { parseEpoch } from '#server/usecases/kernel/parse.ts';
import { readItemThen } from '#server/usecases/history/read-history.ts';
import { actorOf } from '../../../../actor.ts';
import { refuseToShow } from '../../../../refuse.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const at = url.searchParams.get('at') ?? '';
	const item = url.searchParams.get('item') ?? '';
	if (!meeting || !/^\d{1,16}$/.test(at) || !/^[A-Za-z0-9_-]{1,64}$/.test(item))
		refuseToShow({ code: 'not-found' });
	const read = await readItemThen(locals.deps, actorOf(locals), {
		meeting,
		epoch: parseEpoch(url.searchParams.get('epoch')),
		item,
		position: Number(at)
	});
	if (!read.ok) refuseToShow(read.error);
	return json(read.value);
};

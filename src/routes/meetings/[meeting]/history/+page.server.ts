import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { parseEpoch } from '#server/usecases/kernel/parse.ts';
import { readHistory, SHOWN } from '#server/usecases/history/read-history.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (!meeting) refuseToShow({ code: 'not-found' });
	const at = url.searchParams.get('at');
	const read = await readHistory(locals.deps, actorOf(locals), {
		meeting,
		epoch: parseEpoch(url.searchParams.get('epoch')),
		position: at !== null && /^\d{1,16}$/.test(at) ? Number(at) : null,
		shown: SHOWN.find((known) => known === url.searchParams.get('show')) ?? 'before'
	});
	if (!read.ok) refuseToShow(read.error);
	return { history: read.value, board: read.value.board };
};

import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { plannedWords } from '#core/agenda/agenda.ts';
import { must } from '#core/kernel/result.ts';
import { readAgenda } from '#server/usecases/agenda/read-agenda.ts';
import { meetingAgenda } from '#server/views/agenda/meeting-agenda.ts';
import { refuseToShow } from '../../../refuse.ts';
import { agendaActions } from './actions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = must(locals.actor, 'the actor');
	const id = parseId<MeetingId>(params.meeting);
	if (id === null) refuseToShow({ code: 'not-found' });
	const read = await readAgenda(locals.deps, actor, id);
	if (!read.ok) refuseToShow(read.error);
	const { meeting, board, items } = read.value;
	const { proposalsUntil, papersBy, proposals, may } = await meetingAgenda(
		locals.deps.db,
		meeting,
		actor.person,
		locals.deps.now()
	);
	return {
		board: { name: board.name, slug: board.slug },
		meeting,
		items,
		planned: plannedWords(meeting.start, meeting.end, items),
		proposalsUntil,
		papersBy,
		proposals,
		may
	};
};

export const actions = agendaActions;

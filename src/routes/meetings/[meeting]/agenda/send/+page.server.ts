import { parseId, type MeetingId, type PersonId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { longDate, longInstant } from '#core/kernel/time.ts';
import { agendaPreview, sendAgenda, type AgendaReader } from '#server/usecases/agenda/send-agenda.ts';
import { refuse, refuseToShow } from '../../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (meeting === null) refuseToShow({ code: 'not-found' });
	const { origin } = locals.config;
	const preview = await agendaPreview(locals.deps, must(locals.actor, 'the actor'), { meeting, origin });
	if (!preview.ok) refuseToShow(preview.error);
	const { agenda, text, readers } = preview.value;
	return {
		board: { name: agenda.board.name, slug: agenda.board.slug },
		meeting: { id: meeting, title: agenda.meeting.title, date: longDate(agenda.meeting.date) },
		text,
		readers: readers.map(({ person, name, agency, address, hasIt, letter }) => ({
			person,
			name,
			agency,
			address,
			hasIt,
			state: letterWords(hasIt, letter)
		}))
	};
};

/** What became of the last letter to somebody; '' when there was none. */
function letterWords(hasIt: boolean, letter: AgendaReader['letter']): string {
	if (letter === null) return '';
	const when = longInstant(letter.settledAt ?? letter.createdAt);
	if (letter.state === 'refused') return `The letter could not be delivered, ${when}: ${letter.response}`;
	if (!hasIt) return `Has an earlier agenda, ${when}.`;
	return letter.state === 'sent' ? `Sent ${when}.` : 'On its way.';
}

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const meeting = parseId<MeetingId>(params.meeting);
		if (meeting === null) return refuse({ code: 'not-found' });
		const people = (await request.formData())
			.getAll('person')
			.flatMap((value) => parseId<PersonId>(value) ?? []);
		const sent = await sendAgenda(locals.deps, must(locals.actor, 'the actor'), {
			meeting,
			people,
			origin: locals.config.origin
		});
		return sent.ok ? { sent: sent.value } : refuse(sent.error);
	}
};

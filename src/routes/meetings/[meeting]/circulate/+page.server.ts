import { parseId, type MeetingId, type PersonId } from '#core/kernel/ids.ts';
import { longDate, longInstant } from '#core/kernel/time.ts';
import {
	actionWords,
	circulate,
	circulationPreview,
	type CirculationPreview,
	type Recipient
} from '#server/usecases/mail/circulate.ts';
import { refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	if (meeting === null || locals.actor === null) refuseToShow({ code: 'not-found' });
	const preview = await circulationPreview(locals.deps, locals.actor, meeting);
	if (!preview.ok) refuseToShow(preview.error);
	const { record, board, recipients, others } = preview.value;
	return {
		board,
		meeting: { id: meeting, title: record.minutes.title, date: longDate(record.minutes.date) },
		signed: record.signatures.map(({ name, signedAt }) => `${name}, ${longInstant(signedAt)}`),
		recipients: recipients.map(shown),
		group: actionWords(recipients[0]?.actions.group ?? []),
		others: others.map((letter) => ({ address: letter.toAddress, letter: letterWords(letter) }))
	};
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const meeting = parseId<MeetingId>(params.meeting);
		if (meeting === null || locals.actor === null) return refuse({ code: 'not-found' });
		const data = await request.formData();
		const extra = data.get('extra');
		const typed = typeof extra === 'string' ? extra : '';
		const people = data.getAll('person').flatMap((value) => parseId<PersonId>(value) ?? []);
		const sent = await circulate(locals.deps, locals.actor, {
			meeting,
			people,
			extra: typed,
			origin: locals.config.origin
		});
		return sent.ok ? { sent: sent.value } : refuse(sent.error, { extra: typed, people });
	}
};

function shown({ person, name, agency, place, address, lack, actions, letter }: Recipient) {
	return {
		person,
		name,
		agency,
		place,
		address,
		lack,
		own: actionWords(actions.own),
		letter: letter === null ? null : letterWords(letter)
	};
}

function letterWords({
	id,
	state,
	attempts,
	nextAttemptAt,
	response,
	settledAt
}: CirculationPreview['others'][number]) {
	return {
		id,
		state,
		attempts,
		/** When it was sent or refused, or when it is tried next. */
		when: longInstant(state === 'queued' ? nextAttemptAt : (settledAt ?? nextAttemptAt)),
		response
	};
}

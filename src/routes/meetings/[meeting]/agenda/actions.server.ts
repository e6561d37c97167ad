/** What is done to an agenda by forms: from its own page, and from the meeting's. */
import type { Action } from '@sveltejs/kit';
import { parseId, type MeetingId, type PaperId, type ProposalId } from '#core/kernel/ids.ts';
import { must, type Result } from '#core/kernel/result.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { withdrawPaper } from '#server/usecases/agenda/keep-papers.ts';
import {
	answerProposal,
	proposeItem,
	setAgendaDates,
	withdrawProposal
} from '#server/usecases/agenda/plan-agenda.ts';
import { fieldsOf, refuse } from '../../../refuse.ts';

/** @param said what the page says when it is done */
function agendaAction<const N extends string>(
	names: readonly N[],
	what: (
		deps: Deps,
		actor: Actor,
		meeting: MeetingId,
		fields: Record<N, string>,
		dataDir: string
	) => Promise<Result<unknown, Refusal>> | null,
	said: string
) {
	return (async ({ locals, params, request }) => {
		const fields = await fieldsOf(request, ...names);
		const meeting = parseId<MeetingId>(params['meeting']);
		const actor = must(locals.actor, 'the actor');
		const doing = meeting && what(locals.deps, actor, meeting, fields, locals.config.dataDir);
		if (!doing) return refuse({ code: 'not-found' });
		const done = await doing;
		return done.ok ? { said } : refuse(done.error, fields);
	}) satisfies Action;
}

export const agendaActions = {
	dates: agendaAction(
		['proposalsUntil', 'papersBy'],
		(deps, actor, meeting, fields) => setAgendaDates(deps, actor, { meeting, ...fields }),
		'The days are saved.'
	),
	propose: agendaAction(
		['title', 'purpose', 'minutes', 'reason'],
		(deps, actor, meeting, fields) => proposeItem(deps, actor, { meeting, ...fields }),
		'Your proposal is with the notetaker. You will read the answer here.'
	),
	answer: agendaAction(
		['proposal', 'answer', 'word'],
		(deps, actor, meeting, { proposal, answer, word }) => {
			const id = parseId<ProposalId>(proposal);
			return (
				id &&
				answerProposal(deps, actor, {
					meeting,
					proposal: id,
					answer: answer === 'take' ? 'take' : 'decline',
					word
				})
			);
		},
		'The answer is saved.'
	),
	withdraw: agendaAction(
		['proposal'],
		(deps, actor, meeting, { proposal }) => {
			const id = parseId<ProposalId>(proposal);
			return id && withdrawProposal(deps, actor, { meeting, proposal: id });
		},
		'Your proposal is withdrawn.'
	),
	withdrawPaper: agendaAction(
		['paper'],
		(deps, actor, meeting, { paper }, dataDir) => {
			const id = parseId<PaperId>(paper);
			return id && withdrawPaper(deps, actor, dataDir, { meeting, paper: id });
		},
		'The paper is withdrawn.'
	)
};

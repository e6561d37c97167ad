/** What goes before a meeting: the days by which items and papers are due, items proposed by members, and what became of them. */
import { parseMinutes, parsePurpose } from '#core/agenda/agenda.ts';
import type { MeetingId, ProposalId } from '#core/kernel/ids.ts';
import type { MeetingVerb } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, longDate } from '#core/kernel/time.ts';
import {
	agendaDatesOf,
	insertProposal,
	proposalOf,
	proposalsOf,
	putAgendaDates,
	settleProposal,
	type AgendaDates,
	type Proposal
} from '#server/store/agenda/agendas.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf, parseLine, parseOptionalDate } from '#server/usecases/kernel/parse.ts';

/** Open ones of one person; whoever has more to say writes to the notetaker. */
const MOST_PROPOSALS = 20;

const invalid = (field: string, message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field, message });

/** One transaction for whoever may, until the minutes are signed; what it did is heard on the open pages. */
function change<T>(
	deps: Deps,
	actor: Actor,
	id: MeetingId,
	verb: MeetingVerb,
	what: (store: Store, meeting: Meeting) => Promise<Result<T, Refusal>>
): Promise<Result<T, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, id, verb);
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const done = await what(store, meeting.value);
		if (done.ok) await raiseTopic(store, meetingTopic(id));
		return done;
	});
}

/** Until when members may propose items, and by when papers are due: [U2]. Either may be left empty. */
export async function setAgendaDates(
	deps: Deps,
	actor: Actor,
	command: { readonly meeting: MeetingId; readonly proposalsUntil: string; readonly papersBy: string }
): Promise<Result<AgendaDates, Refusal>> {
	const proposalsUntil = parseOptionalDate(
		'proposalsUntil',
		command.proposalsUntil,
		'the last day for proposals'
	);
	if (!proposalsUntil.ok) return proposalsUntil;
	const papersBy = parseOptionalDate('papersBy', command.papersBy, 'the day on which papers are due');
	if (!papersBy.ok) return papersBy;
	const dates = { proposalsUntil: proposalsUntil.value, papersBy: papersBy.value };
	return change(deps, actor, command.meeting, 'keep-agenda', async (store, meeting) => {
		for (const [field, day] of Object.entries(dates))
			if (day !== null && day > meeting.date)
				return invalid(
					field,
					`That is after the meeting on ${longDate(meeting.date)}. Choose an earlier day.`
				);
		await putAgendaDates(store, command.meeting, dates);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'set-agenda-dates',
			subject: `meeting/${command.meeting}`,
			detail: dates
		});
		return ok(dates);
	});
}

/** [U5] Members propose items until the day that was set; without one, until the day of the meeting. */
export async function proposeItem(
	deps: Deps,
	actor: Actor,
	command: {
		readonly meeting: MeetingId;
		readonly title: string;
		readonly purpose: string;
		readonly minutes: string;
		readonly reason: string;
	}
): Promise<Result<ProposalId, Refusal>> {
	const title = parseLine('title', command.title, 'a title for the item', 160);
	if (!title.ok) return title;
	const minutes = parseMinutes(command.minutes);
	if (minutes === null && lineOf(command.minutes) !== '')
		return invalid('minutes', 'Enter the minutes as a whole number, such as 15.');
	const reason = command.reason.normalize('NFC').trim();
	if (reason.length > 1000) return invalid('reason', 'Shorten the reason to 1000 characters.');
	return change(deps, actor, command.meeting, 'propose-item', async (store, meeting) => {
		const until = (await agendaDatesOf(store, command.meeting)).proposalsUntil ?? meeting.date;
		if (londonDate(deps.now()) > until)
			return invalid(
				'title',
				`Items could be proposed until ${longDate(until)}. Ask the notetaker or the chair to add yours.`
			);
		const mine = (await proposalsOf(store, command.meeting)).filter(
			({ person, state }) => person === actor.person && state === 'open'
		);
		if (mine.length >= MOST_PROPOSALS)
			return invalid('title', `${MOST_PROPOSALS} of your proposals wait for an answer. Withdraw one first.`);
		const id = deps.newId<ProposalId>();
		await insertProposal(store, {
			id,
			meeting: command.meeting,
			person: actor.person,
			name: actor.name,
			title: title.value,
			purpose: parsePurpose(command.purpose),
			minutes,
			reason,
			at: deps.now()
		});
		return ok(id);
	});
}

/**
 * [U6] The notetaker takes a proposal over, once the item stands in the shared document under its id, or declines it with
 * a word. Taking over what is taken already is no fault: two may press at once, and it is one item.
 */
export async function answerProposal(
	deps: Deps,
	actor: Actor,
	command: {
		readonly meeting: MeetingId;
		readonly proposal: ProposalId;
		readonly answer: 'take' | 'decline';
		readonly word: string;
	}
): Promise<Result<Proposal['state'], Refusal>> {
	const state = command.answer === 'take' ? 'taken' : 'declined';
	const word = lineOf(command.word);
	if (state === 'declined' && word === '')
		return invalid('word', 'Say in a word why, so that the one who proposed it knows.');
	if (word.length > 300) return invalid('word', 'Shorten the answer to 300 characters.');
	return change(deps, actor, command.meeting, 'keep-agenda', async (store) => {
		const proposal = await proposalOf(store, command.meeting, command.proposal);
		if (proposal === null) return err({ code: 'not-found' });
		if (proposal.state === state) return ok(state);
		if (proposal.state !== 'open')
			return invalid('proposal', `“${proposal.title}” was ${STATE_WORDS[proposal.state]} already.`);
		await settle(deps, actor, store, proposal, state, state === 'declined' ? word : '');
		return ok(state);
	});
}

const STATE_WORDS = { taken: 'taken over', declined: 'declined', withdrawn: 'withdrawn' } as const;

/** Whoever proposed it takes it back, while nobody has answered. */
export async function withdrawProposal(
	deps: Deps,
	actor: Actor,
	command: { readonly meeting: MeetingId; readonly proposal: ProposalId }
): Promise<Result<null, Refusal>> {
	return change(deps, actor, command.meeting, 'read-meeting', async (store) => {
		const proposal = await proposalOf(store, command.meeting, command.proposal);
		if (proposal === null || proposal.person !== actor.person) return err({ code: 'not-found' });
		if (proposal.state !== 'open')
			return invalid('proposal', `“${proposal.title}” has been answered already.`);
		await settle(deps, actor, store, proposal, 'withdrawn', '');
		return ok(null);
	});
}

async function settle(
	deps: Deps,
	actor: Actor,
	store: Store,
	proposal: Proposal,
	state: 'taken' | 'declined' | 'withdrawn',
	answer: string
): Promise<void> {
	const at = deps.now();
	await settleProposal(store, proposal.id, { state, answer, by: actor.name, at });
	await recordAudit(store, {
		at,
		person: actor.person,
		verb: `proposal-${state}`,
		subject: `meeting/${proposal.meeting}`,
		detail: { proposal: proposal.id }
	});
}

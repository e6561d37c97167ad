/** What goes before a meeting: until when items may be proposed and papers are due, and what was proposed. */
import type { Selectable } from 'kysely';
import type { Purpose } from '#core/agenda/agenda.ts';
import type { MeetingId, PersonId, ProposalId } from '#core/kernel/ids.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface AgendaDates {
	readonly proposalsUntil: CalendarDate | null;
	/** Whatever comes after this day is late. */
	readonly papersBy: CalendarDate | null;
}

export interface Proposal {
	/** Becomes the id of the item when it is taken over, so that taking it over twice makes one item. */
	readonly id: ProposalId;
	readonly meeting: MeetingId;
	readonly person: PersonId;
	readonly name: string;
	readonly title: string;
	readonly purpose: Purpose | null;
	readonly minutes: number | null;
	/** Why, in their words; '' for none. */
	readonly reason: string;
	readonly at: Instant;
	readonly state: 'open' | 'taken' | 'declined' | 'withdrawn';
	/** The word with which it was declined. */
	readonly answer: string;
	readonly settledBy: string | null;
}

const fromRow = (row: Selectable<Tables['proposal']>): Proposal => ({
	id: row.id,
	meeting: row.meeting_id,
	person: row.person_id,
	name: row.name,
	title: row.title,
	purpose: row.purpose,
	minutes: row.minutes,
	reason: row.reason,
	at: row.at,
	state: row.state,
	answer: row.answer,
	settledBy: row.settled_by
});

export async function agendaDatesOf(store: Store, meeting: MeetingId): Promise<AgendaDates> {
	const row = await store
		.selectFrom('agenda_dates')
		.select(['proposals_until as proposalsUntil', 'papers_by as papersBy'])
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	return row ?? { proposalsUntil: null, papersBy: null };
}

export async function putAgendaDates(store: Store, meeting: MeetingId, dates: AgendaDates): Promise<void> {
	const row = { proposals_until: dates.proposalsUntil, papers_by: dates.papersBy };
	await store
		.insertInto('agenda_dates')
		.values({ meeting_id: meeting, ...row })
		.onConflict((conflict) => conflict.column('meeting_id').doUpdateSet(row))
		.execute();
}

/** In the order in which they came. */
export async function proposalsOf(store: Store, meeting: MeetingId): Promise<Proposal[]> {
	const rows = await store
		.selectFrom('proposal')
		.selectAll()
		.where('meeting_id', '=', meeting)
		.orderBy('at')
		.orderBy('id')
		.execute();
	return rows.map(fromRow);
}

export async function proposalOf(store: Store, meeting: MeetingId, id: ProposalId): Promise<Proposal | null> {
	const row = await store
		.selectFrom('proposal')
		.selectAll()
		.where('id', '=', id)
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

export async function insertProposal(
	store: Store,
	proposal: Omit<Proposal, 'state' | 'answer' | 'settledBy'>
): Promise<void> {
	await store
		.insertInto('proposal')
		.values({
			id: proposal.id,
			meeting_id: proposal.meeting,
			person_id: proposal.person,
			name: proposal.name,
			title: proposal.title,
			purpose: proposal.purpose,
			minutes: proposal.minutes,
			reason: proposal.reason,
			at: proposal.at,
			state: 'open',
			answer: '',
			settled_by: null,
			settled_at: null
		})
		.execute();
}

export async function settleProposal(
	store: Store,
	id: ProposalId,
	settled: {
		readonly state: 'taken' | 'declined' | 'withdrawn';
		readonly answer: string;
		readonly by: string;
		readonly at: Instant;
	}
): Promise<void> {
	await store
		.updateTable('proposal')
		.set({ state: settled.state, answer: settled.answer, settled_by: settled.by, settled_at: settled.at })
		.where('id', '=', id)
		.execute();
}

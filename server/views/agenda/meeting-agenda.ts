/** What goes before a meeting, as its pages show it. The items themselves stand in the shared document. */
import { cameLate, type Purpose } from '#core/agenda/agenda.ts';
import type { MeetingId, PaperId, PersonId } from '#core/kernel/ids.ts';
import { canBeOpened, PAPER_TYPES, type PaperCheck, type PaperKind } from '#core/agenda/papers.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { londonDate, type CalendarDate, type Instant } from '#core/kernel/time.ts';
import { agendaDatesOf, proposalsOf } from '#server/store/agenda/agendas.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { openPaper } from '#server/store/agenda/paper-files.ts';
import { paperOf, papersOf } from '#server/store/agenda/papers.ts';
import { standingAt } from '#server/store/boards/rights.ts';

export interface PaperLine {
	readonly id: string;
	/** The item it goes with. */
	readonly item: string;
	readonly number: number;
	readonly name: string;
	readonly kind: PaperKind;
	readonly bytes: number;
	readonly addedBy: string;
	readonly addedAt: Instant;
	readonly late: boolean;
	readonly check: PaperCheck;
	/** What the scanner calls what it found. */
	readonly found: string;
}

export interface ProposalLine {
	readonly id: string;
	readonly mine: boolean;
	readonly name: string;
	readonly title: string;
	readonly purpose: Purpose | null;
	readonly minutes: number | null;
	readonly reason: string;
	readonly at: Instant;
	readonly state: 'open' | 'taken' | 'declined' | 'withdrawn';
	readonly answer: string;
	readonly settledBy: string | null;
}

export interface MeetingAgenda {
	readonly proposalsUntil: CalendarDate | null;
	readonly papersBy: CalendarDate | null;
	readonly papers: readonly PaperLine[];
	/** Those that wait, and the reader's own. For whoever keeps the agenda: all. */
	readonly proposals: readonly ProposalLine[];
	/** When an item that was proposed came in, by its id. */
	readonly came: Readonly<Record<string, CalendarDate>>;
	readonly may: { readonly keep: boolean; readonly propose: boolean };
}

/** @param meeting one the reader may see */
export async function meetingAgenda(
	store: Store,
	meeting: Meeting,
	person: PersonId,
	now: Instant
): Promise<MeetingAgenda> {
	const standing = await standingAt(store, meeting.id, person, londonDate(now));
	const { proposalsUntil, papersBy } = await agendaDatesOf(store, meeting.id);
	const draft = meeting.state === 'draft';
	const keep = draft && may(standing, 'keep-agenda');
	const proposals = await proposalsOf(store, meeting.id);
	return {
		proposalsUntil,
		papersBy,
		papers: (await papersOf(store, meeting.id)).map((paper) => ({
			id: paper.id,
			item: paper.item,
			number: paper.number,
			name: paper.name,
			kind: paper.kind,
			bytes: paper.bytes,
			addedBy: paper.addedBy,
			addedAt: paper.addedAt,
			check: paper.check,
			found: paper.found,
			late: cameLate(paper.addedAt, papersBy)
		})),
		proposals: proposals
			.filter((one) => one.state !== 'withdrawn' && (keep || one.person === person))
			.map(({ id, person: of, name, title, purpose, minutes, reason, at, state, answer, settledBy }) => ({
				id,
				mine: of === person,
				name,
				title,
				purpose,
				minutes,
				reason,
				at,
				state,
				answer,
				settledBy
			})),
		came: Object.fromEntries(
			proposals.filter(({ state }) => state === 'taken').map(({ id, at }) => [id, londonDate(at)])
		),
		may: {
			keep,
			propose: draft && may(standing, 'propose-item') && londonDate(now) <= (proposalsUntil ?? meeting.date)
		}
	};
}

export interface PaperContent {
	readonly name: string;
	readonly kind: PaperKind;
	readonly type: string;
	readonly bytes: number;
	readonly content: ReadableStream<Uint8Array>;
}

/** [U7] A paper for whoever may read its meeting; for anybody else there is none. [U13] What is not checked yet, or was refused, is opened by nobody. */
export async function paperContent(
	store: Store,
	dataDir: string,
	reader: { readonly person: PersonId; readonly now: Instant },
	meeting: MeetingId,
	id: PaperId
): Promise<Result<PaperContent, Refusal>> {
	if (!may(await standingAt(store, meeting, reader.person, londonDate(reader.now)), 'read-meeting'))
		return err({ code: 'not-found' });
	const paper = await paperOf(store, meeting, id);
	if (paper === null) return err({ code: 'not-found' });
	if (!canBeOpened(paper.check))
		return err(
			paper.check === 'refused'
				? { code: 'paper-refused', found: paper.found }
				: { code: 'paper-being-checked' }
		);
	const content = await openPaper(dataDir, paper.sha256);
	if (content === null) return err({ code: 'not-found' });
	const { name, kind, bytes } = paper;
	return ok({ name, kind, type: PAPER_TYPES[kind], bytes, content });
}

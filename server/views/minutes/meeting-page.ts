/** What the meeting page shows, and no column more. */
import { NOTHING_ARISING, type ArisingFacts } from '#core/register/arising.ts';
import { dueContext, type BoardCalendar } from '#core/reading/due.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import { may } from '#core/boards/policy.ts';
import type { QuorumRule } from '#core/roster/quorum.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import { agreedNotes, arisingFacts, type AgreedNotes } from '#server/store/register/arising.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import { boardById, quorumFor } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { epochsOf } from '#server/store/log/epochs.ts';
import { meetingById, type Meeting } from '#server/store/minutes/meetings.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { meetingAgenda, type MeetingAgenda } from '#server/views/agenda/meeting-agenda.ts';

export interface MeetingPageView {
	readonly meeting: Meeting;
	readonly board: { readonly id: string; readonly name: string; readonly slug: string };
	readonly roster: readonly RosterEntry[];
	readonly agenda: MeetingAgenda;
	/** null: the board has set none. */
	readonly quorum: QuorumRule | null;
	/** What dues in words are calculated with. For a guest, of the board's other meetings the next alone. */
	readonly calendar: BoardCalendar;
	readonly may: {
		readonly write: boolean;
		readonly keepRoster: boolean;
		readonly sign: boolean;
		readonly circulate: boolean;
	};
	/** [D8] Called to this meeting and not on the board: reads this one meeting, and nothing else of the board. */
	readonly guest: boolean;
	/** While it is a draft: what there is of the last meeting. For a guest nothing: see `guestArising`. */
	readonly arising: ArisingFacts;
	/** Once signed: the minutes as signed, by whom and when. */
	readonly record: SignedRecord | null;
	readonly circulated: number;
	/** [R91] Which shared text of the meeting is written in, from 1, and since when where an earlier one was set right. */
	readonly text: { readonly epoch: number; readonly since: Instant | null };
}

export interface SignedRecord {
	readonly minutes: Minutes;
	readonly sha256: string;
	readonly signatures: readonly { readonly name: string; readonly role: string; readonly at: Instant }[];
	/** Reference of each action in the register, by action id as signed. */
	readonly references: readonly { readonly label: string | null; readonly reference: string }[];
	/** How a later meeting agreed them; null: none did yet. */
	readonly agreed: AgreedNotes | null;
}

/** @returns null for a meeting that is not there or not for this person: the page then is a 404 */
export async function meetingPageView(
	store: Store,
	id: MeetingId,
	person: PersonId,
	now: Instant
): Promise<MeetingPageView | null> {
	const meeting = await meetingById(store, id);
	if (!meeting) return null;
	const standing = await standingAt(store, id, person, londonDate(now));
	if (!may(standing, 'read-meeting')) return null;
	const board = await boardById(store, meeting.board);
	if (!board) return null;
	const draft = meeting.state === 'draft';
	const guest = !may(standing, 'read-board');
	const calendar = await boardCalendar(store, board.id);
	const sent = await store
		.selectFrom('circulation')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('meeting_id', '=', id)
		.executeTakeFirst();
	return {
		meeting,
		board: { id: board.id, name: board.name, slug: board.slug },
		roster: await rosterOf(store, id),
		agenda: await meetingAgenda(store, meeting, person, now),
		quorum: quorumFor(meeting, board),
		calendar: guest ? nextAlone(meeting, calendar) : calendar,
		may: {
			write: draft && may(standing, 'write-minutes'),
			keepRoster: draft && may(standing, 'keep-roster'),
			sign: may(standing, 'sign'),
			circulate: may(standing, 'circulate')
		},
		guest,
		arising: draft && !guest ? await arisingFacts(store, meeting) : NOTHING_ARISING,
		record: draft ? null : await recordOf(store, id),
		circulated: Number(sent?.count ?? 0),
		text: await textOf(store, id)
	};
}

/** [D8] "The next meeting" means to a guest what it means to the others; when else the board meets they are not told. */
function nextAlone(meeting: Meeting, calendar: BoardCalendar): BoardCalendar {
	const { next } = dueContext(meeting, calendar);
	return { region: calendar.region, meetings: next === null ? [] : [next] };
}

async function textOf(store: Store, id: MeetingId): Promise<MeetingPageView['text']> {
	const last = (await epochsOf(store, id)).at(-1);
	return { epoch: last?.epoch ?? 1, since: last?.at ?? null };
}

async function recordOf(store: Store, id: MeetingId): Promise<SignedRecord | null> {
	const snapshot = await store
		.selectFrom('snapshot')
		.select(['canonical', 'sha256'])
		.where('meeting_id', '=', id)
		.executeTakeFirst();
	if (!snapshot) return null;
	const signatures = await store
		.selectFrom('signature')
		.select(['name', 'role', 'signed_at as at'])
		.where('meeting_id', '=', id)
		.where('digest', '=', snapshot.sha256)
		.orderBy('signed_at')
		.execute();
	const references = await store
		.selectFrom('action')
		.select(['label', 'reference'])
		.where('meeting_id', '=', id)
		.orderBy('position')
		.execute();
	return {
		minutes: JSON.parse(snapshot.canonical) as Minutes,
		sha256: snapshot.sha256,
		signatures,
		references,
		agreed: await agreedNotes(store, id)
	};
}

import type { BoardId, PersonId } from '#core/kernel/ids.ts';
import { may, type Standing } from '#core/boards/policy.ts';
import { londonDate, longDate, type CalendarDate, type ClockTime, type Instant } from '#core/kernel/time.ts';
import { boardById, boardBySlug, boardsUnder, type Board } from '#server/store/boards/boards.ts';
import { agreedOn } from '#server/store/register/arising.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingsOf, type Meeting } from '#server/store/minutes/meetings.ts';
import { phrasesOf, type KeptPhrase } from '#server/store/boards/house-phrases.ts';
import { foundOn } from '#server/store/record/record-checks.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { myOpenActions, type MyActions } from '#server/views/register/my-actions.ts';

export interface BoardHead {
	readonly id: BoardId;
	readonly name: string;
	readonly slug: string;
}

export interface MeetingLine {
	readonly id: string;
	readonly title: string;
	readonly date: CalendarDate;
	readonly start: ClockTime | null;
	readonly end: ClockTime | null;
	readonly place: string;
	/** "In progress today", "Signed on 3 November 2026, circulated, confirmed on 2 December 2026". */
	readonly state: string;
	readonly tone: '' | 'good' | 'warn';
}

export interface BoardPage {
	readonly board: BoardHead;
	readonly parent: BoardHead | null;
	readonly subGroups: readonly BoardHead[];
	readonly may: {
		readonly make: boolean;
		readonly keepMembers: boolean;
		readonly import: boolean;
		readonly keepPhrases: boolean;
	};
	/** What expands for everybody who writes here. */
	readonly phrases: readonly KeptPhrase[];
	/** Drafts of today and before: being written, or waiting for the signature. */
	readonly current: readonly MeetingLine[];
	/** Soonest first. */
	readonly planned: readonly MeetingLine[];
	/** Signed; latest first. */
	readonly past: readonly MeetingLine[];
	/** How much the last check of the records found; null: not for the reader. */
	readonly checkFound: number | null;
	/** What waits for the reader here; null: nothing. */
	readonly actions: MyActions | null;
}

/** @returns the board and what this person is on it; null when it is not there or not for them */
export async function findBoard(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<{ readonly board: Board; readonly standing: Standing } | null> {
	const board = await boardBySlug(store, slug);
	if (board === null) return null;
	const standing = await standingOn(store, board.id, person, londonDate(now));
	return may(standing, 'read-board') ? { board, standing } : null;
}

export const headOf = ({ id, name, slug }: Board): BoardHead => ({ id, name, slug });

export async function boardPage(
	store: Store,
	slug: string,
	person: PersonId,
	now: Instant
): Promise<BoardPage | null> {
	const found = await findBoard(store, slug, person, now);
	if (found === null) return null;
	const { board, standing } = found;
	const today = londonDate(now);
	const readable = async (other: Board) =>
		may(await standingOn(store, other.id, person, today), 'read-board');
	const parent = board.parent === null ? null : await boardById(store, board.parent);
	const subGroups: BoardHead[] = [];
	for (const group of await boardsUnder(store, board.id))
		if (await readable(group)) subGroups.push(headOf(group));
	const meetings = await meetingsOf(store, board.id);
	const circulated = await circulatedOf(store, board.id);
	const agreed = await agreedOn(store, board.id);
	const line = (meeting: Meeting): MeetingLine => ({
		id: meeting.id,
		title: meeting.title,
		date: meeting.date,
		start: meeting.start,
		end: meeting.end,
		place: meeting.place,
		...stateOf(meeting, today, circulated, agreed.get(meeting.id) ?? null)
	});
	const drafts = meetings.filter((meeting) => meeting.state === 'draft');
	return {
		board: headOf(board),
		parent: parent !== null && (await readable(parent)) ? headOf(parent) : null,
		subGroups,
		may: {
			make: may(standing, 'make-meeting'),
			keepMembers: may(standing, 'keep-members'),
			import: may(standing, 'import-minutes'),
			keepPhrases: may(standing, 'keep-phrases')
		},
		phrases: await phrasesOf(store, { board: board.id }),
		current: drafts.filter(({ date }) => date <= today).map(line),
		planned: drafts
			.filter(({ date }) => date > today)
			.map(line)
			.reverse(),
		past: meetings.filter((meeting) => meeting.state === 'signed').map(line),
		checkFound: may(standing, 'check-record') ? await foundOn(store, slug) : null,
		actions: (await myOpenActions(store, person, today)).get(board.id) ?? null
	};
}

async function circulatedOf(store: Store, board: BoardId): Promise<ReadonlySet<string>> {
	const rows = await store
		.selectFrom('circulation')
		.innerJoin('meeting', 'meeting.id', 'circulation.meeting_id')
		.select('meeting.id')
		.where('meeting.board_id', '=', board)
		.execute();
	return new Set(rows.map((row) => row.id));
}

function stateOf(
	meeting: Meeting,
	today: CalendarDate,
	circulated: ReadonlySet<string>,
	agreed: CalendarDate | null
): Pick<MeetingLine, 'state' | 'tone'> {
	if (meeting.state === 'signed') {
		const signed = `Signed${meeting.signedAt === null ? '' : ` on ${longDate(londonDate(meeting.signedAt))}`}`;
		const confirmed = agreed === null ? '' : `, confirmed on ${longDate(agreed)}`;
		return circulated.has(meeting.id)
			? { state: `${signed}, circulated${confirmed}`, tone: 'good' }
			: { state: `${signed}, not yet circulated${confirmed}`, tone: 'warn' };
	}
	if (meeting.date > today) return { state: 'Planned', tone: '' };
	return meeting.date === today
		? { state: 'In progress today', tone: 'good' }
		: { state: 'Not yet signed', tone: 'warn' };
}

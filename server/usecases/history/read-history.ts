/** Looking back at a meeting: what its minutes were at a moment, what changed, who wrote what. A use case and no view, because it reads the shared document. */
import { NOTHING_ARISING } from '#core/register/arising.ts';
import { composeMinutes } from '#core/minutes/compose.ts';
import type { Draft } from '#core/minutes/draft.ts';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import { compareMinutes, type ComparedItem } from '#core/record/line-differences.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { may } from '#core/boards/policy.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { stopAt, thin } from '#core/history/stops.ts';
import { londonDate, type Instant } from '#core/kernel/time.ts';
import type { Passage } from '#document/concurrent/carried.ts';
import { itemThen, type ItemThen } from '#document/history/restore.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import { boardById, quorumFor } from '#server/store/boards/boards.ts';
import { documentOfEpoch, epochsOf, type Epoch } from '#server/store/log/epochs.ts';
import { namesOf } from '#server/store/log/history.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { standingAt } from '#server/store/boards/rights.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { withHistory } from './histories.ts';

export const SHOWN = ['before', 'now', 'who', 'text'] as const;
/** What is shown beside the text: what the one who wrote then changed, what changed until now, who wrote what, or nothing. */
export type Shown = (typeof SHOWN)[number];

/** More cannot be told apart on a slider. */
const MOST_STOPS = 240;

export interface HistoryStop {
	readonly position: number;
	readonly at: Instant;
	/** null: the beginning. */
	readonly name: string | null;
}

export interface WrittenPassage {
	readonly text: string;
	readonly name: string;
	/** null: before the history that is kept. */
	readonly at: Instant | null;
}

export interface HistoryPage {
	readonly meeting: Pick<Meeting, 'id' | 'title' | 'date' | 'state'>;
	readonly board: { readonly id: string; readonly name: string; readonly slug: string };
	/** Every edit is kept since then; `whole`: since the meeting was made. */
	readonly since: { readonly whole: boolean; readonly at: Instant };
	/** [R91] Which text of the meeting this is, counted from 1, and when each later one began. */
	readonly epoch: number;
	readonly epochs: readonly Pick<Epoch, 'epoch' | 'at'>[];
	readonly stops: readonly HistoryStop[];
	/** Which of them is shown. */
	readonly stop: number;
	readonly shown: Shown;
	/** As it was then, or with what differs. */
	readonly items: readonly ComparedItem[];
	/** By the id of an item (its title) or a line; empty unless that is shown. */
	readonly passages: ReadonlyMap<string, readonly WrittenPassage[]>;
	/** Ids of the items that read otherwise now, for whoever may put them back. */
	readonly restorable: readonly string[];
}

/** @param asked a position of the log; null: the last stop. An epoch of the text; left out: the one that is written in now */
export async function readHistory(
	deps: Deps,
	actor: Actor,
	asked: {
		readonly meeting: MeetingId;
		readonly epoch?: number | null;
		readonly position: number | null;
		readonly shown: Shown;
	}
): Promise<Result<HistoryPage, Refusal>> {
	const admitted = await admitToMeeting(deps, deps.db, actor, asked.meeting, 'read-meeting');
	if (!admitted.ok) return admitted;
	const meeting = admitted.value;
	const board = must(await boardById(deps.db, meeting.board), 'the board of a meeting');
	const document = await documentOfEpoch(deps.db, meeting.id, asked.epoch ?? null);
	if (!document) return err({ code: 'not-found' });
	const read = await withHistory(deps.db, document.number, async (history) => {
		const stops = thin(history.stops, MOST_STOPS);
		const stop = stopAt(stops, asked.position ?? Infinity);
		const position = stops[stop]?.position ?? 0;
		const moment = await history.momentAt(position);
		const other =
			asked.shown === 'before'
				? stops[Math.max(0, stop - 1)]?.position
				: asked.shown === 'now'
					? stops.at(-1)?.position
					: undefined;
		const against = other === undefined ? moment : await history.momentAt(other);
		const now = await history.momentAt(stops.at(-1)?.position ?? 0);
		return { since: history.since, stops, stop, moment, against, now };
	});
	if (read === null) return err({ code: 'history-lost' });
	const { since, stops, stop, moment, against, now } = read;
	const compose = await composer(deps, meeting);
	const [then, beside] = [compose(moment.draft), compose(against.draft)];
	// Of titles only those that somebody wrote: most were made with the meeting.
	const titles = [...moment.titles].filter(([, passages]) =>
		passages.some(({ hand }) => hand.person !== null)
	);
	const written = asked.shown === 'who' ? [...titles, ...moment.lines] : [];
	const names = await namesOf(deps.db, [
		...new Set(
			[
				...stops.map(({ person }) => person),
				...written.flatMap(([, passages]) => passages.map(({ hand }) => hand.person))
			].filter((person) => person !== null) as PersonId[]
		)
	]);
	const nameOf = (person: string) => names.get(person) ?? 'Somebody no longer known';
	const standing = await standingAt(deps.db, meeting.id, actor.person, londonDate(deps.now()));
	return ok({
		meeting: { id: meeting.id, title: meeting.title, date: meeting.date, state: meeting.state },
		board: { id: board.id, name: board.name, slug: board.slug },
		since,
		epoch: document.epoch,
		epochs: (await epochsOf(deps.db, meeting.id)).map(({ epoch, at }) => ({ epoch, at })),
		stops: stops.map(({ position, at, person }) => ({
			position,
			at,
			name: person === null ? null : nameOf(person)
		})),
		stop,
		shown: asked.shown,
		items: asked.shown === 'now' ? compareMinutes(then, beside) : compareMinutes(beside, then),
		passages: new Map(
			written.map(([id, passages]) => [id, passages.map((passage) => named(passage, nameOf))])
		),
		restorable:
			meeting.state === 'draft' && may(standing, 'write-minutes')
				? itemsThatDiffer(moment.draft, now.draft)
				: []
	});
}

function itemsThatDiffer(then: Draft, now: Draft): readonly string[] {
	const read = ({ title, lines }: Draft['items'][number]) => JSON.stringify([title, lines]);
	const standing = new Map(now.items.map((item) => [item.id, read(item)]));
	return then.items.filter((item) => standing.get(item.id) !== read(item)).map(({ id }) => id);
}

const named = ({ text, hand }: Passage, nameOf: (person: string) => string): WrittenPassage => ({
	text,
	name: hand.person !== null ? nameOf(hand.person) : hand.at === null ? 'Not known' : 'Made with the meeting',
	at: hand.at
});

/** Roster, dates and facts are those of today: they are not part of the text, and have no history. */
async function composer(deps: Deps, meeting: Meeting): Promise<(draft: Draft) => Minutes> {
	const { db } = deps;
	const board = must(await boardById(db, meeting.board), 'the board of a meeting');
	const { title, date, start, end, place, chair, next } = meeting;
	const [roster, calendar] = [await rosterOf(db, meeting.id), await boardCalendar(db, board.id)];
	const arising = await arisingFacts(db, meeting);
	return (draft) =>
		composeMinutes(
			{ board: board.name, title, date, start, end, place, chair, next },
			roster,
			draft,
			quorumFor(meeting, board),
			draft.arising === undefined ? NOTHING_ARISING : arising,
			calendar
		);
}

/** [Y6] One item as it was, for whoever wants to put it back; writing it is their own edit. */
export async function readItemThen(
	deps: Deps,
	actor: Actor,
	asked: {
		readonly meeting: MeetingId;
		readonly epoch?: number | null;
		readonly item: string;
		readonly position: number;
	}
): Promise<Result<{ readonly then: ItemThen; readonly at: Instant }, Refusal>> {
	const admitted = await admitToMeeting(deps, deps.db, actor, asked.meeting, 'write-minutes');
	if (!admitted.ok) return admitted;
	if (admitted.value.state !== 'draft') return err({ code: 'already-signed' });
	const document = await documentOfEpoch(deps.db, asked.meeting, asked.epoch ?? null);
	if (!document) return err({ code: 'not-found' });
	const read = await withHistory(deps.db, document.number, async ({ stops, docAt }) => {
		const stop = stops[stopAt(stops, asked.position)];
		const then = stop && itemThen(await docAt(stop.position), asked.item);
		return { then, at: stop?.at ?? 0 };
	});
	if (read === null) return err({ code: 'history-lost' });
	const { then, at } = read;
	return then ? ok({ then, at }) : err({ code: 'not-found' });
}

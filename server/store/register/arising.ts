/** What a meeting hears of the one before it, and what it agreed about that. */
import type { ArisingAction, ArisingFacts, EarlierMeeting } from '#core/register/arising.ts';
import type { ActionId, BoardId, MeetingId } from '#core/kernel/ids.ts';
import type { Due, Minutes, NotesConfirmed } from '#core/minutes/minutes.ts';
import { ownersWords } from '#core/register/register.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

/** More than any board reads out; a register that was never tended does not make the page heavy. */
const MOST_ACTIONS = 500;

/** Nobody picks anything for notes that were followed by more. */
const MOST_EARLIER = 24;

/** [J1] As the register stands now. */
export async function arisingFacts(
	store: Store,
	meeting: { readonly id: MeetingId; readonly board: BoardId; readonly date: CalendarDate }
): Promise<ArisingFacts> {
	const earlier = await store
		.selectFrom('meeting')
		.innerJoin('snapshot', 'snapshot.meeting_id', 'meeting.id')
		.leftJoin('confirmation', 'confirmation.meeting_id', 'meeting.id')
		.leftJoin('meeting as later', 'later.id', 'confirmation.by_meeting_id')
		.select([
			'meeting.id',
			'meeting.date',
			'meeting.signed_at',
			'snapshot.canonical',
			'later.date as confirmed'
		])
		.where('meeting.board_id', '=', meeting.board)
		.where('meeting.state', '=', 'signed')
		.where('meeting.id', '!=', meeting.id)
		.where('meeting.date', '<=', meeting.date)
		.orderBy('meeting.date', 'desc')
		.orderBy('meeting.signed_at', 'desc')
		.limit(MOST_EARLIER)
		.execute();
	const [last] = earlier;
	return {
		earlier: earlier.map(({ id, date, canonical, confirmed }) => ({
			id,
			date,
			labels: confirmed !== null ? [] : labelsOf(JSON.parse(canonical) as Minutes),
			confirmed
		})),
		unsigned: await unsignedBetween(store, meeting, last?.date ?? null),
		actions: last === undefined ? [] : await actionsFor(store, meeting, last.signed_at ?? 0)
	};
}

async function unsignedBetween(
	store: Store,
	meeting: { readonly board: BoardId; readonly date: CalendarDate },
	since: CalendarDate | null
): Promise<CalendarDate | null> {
	const row = await store
		.selectFrom('meeting')
		.select('date')
		.where('board_id', '=', meeting.board)
		.where('state', '=', 'draft')
		.where('date', '<', meeting.date)
		.where('date', '>', since ?? ('' as CalendarDate))
		.orderBy('date', 'desc')
		.executeTakeFirst();
	return row?.date ?? null;
}

function labelsOf(minutes: Minutes): EarlierMeeting['labels'] {
	const labels = minutes.items.flatMap(({ lines }) =>
		lines.flatMap(({ kind, label }) =>
			(kind === 'point' || kind === 'decision') && label !== null ? [label] : []
		)
	);
	return [...new Set(labels)];
}

async function actionsFor(
	store: Store,
	meeting: { readonly board: BoardId; readonly date: CalendarDate },
	signedAt: Instant
): Promise<ArisingAction[]> {
	const listed = store
		.selectFrom('action_state as now')
		.innerJoin('action', 'action.id', 'now.action_id')
		.select([
			'action.id',
			'action.reference',
			'action.sentence',
			'now.state',
			'now.due_written',
			'now.due_kind',
			'now.due_date',
			'now.oldest_sort'
		])
		.where('now.board_id', '=', meeting.board)
		// The key begins with the date of the action's meeting; a tilde sorts behind what follows it.
		.where('now.oldest_sort', '<', `${meeting.date}~`)
		.orderBy('now.oldest_sort')
		.limit(MOST_ACTIONS);
	const open = await listed.where('now.state', 'in', ['open', 'reported-done']).execute();
	const closed = await listed
		.where('now.state', '=', 'closed')
		.where('now.updated_at', '>', signedAt)
		.where(({ exists, selectFrom }) =>
			exists(
				selectFrom('action_event as event')
					.select('event.number')
					.whereRef('event.action_id', '=', 'now.action_id')
					.where('event.kind', '=', 'closure-agreed')
					.where('event.at', '>', signedAt)
			)
		)
		.execute();
	const rows = [...open, ...closed]
		.sort((a, b) => (a.oldest_sort < b.oldest_sort ? -1 : 1))
		.slice(0, MOST_ACTIONS);
	const owners = await ownersOf(
		store,
		rows.map(({ id }) => id)
	);
	return rows.map((row) => ({
		id: row.id,
		reference: row.reference,
		sentence: row.sentence,
		owners: ownersWords(owners.get(row.id) ?? []),
		due:
			row.due_kind === null
				? null
				: { written: row.due_written ?? '', kind: row.due_kind as Due['kind'], date: row.due_date },
		state: row.state
	}));
}

async function ownersOf(store: Store, ids: readonly ActionId[]) {
	const rows =
		ids.length === 0
			? []
			: await store
					.selectFrom('action_owner')
					.select(['action_id', 'written', 'kind', 'person_id as person', 'name'])
					.where('action_id', 'in', ids)
					.orderBy('action_id')
					.orderBy('position')
					.execute();
	return Map.groupBy(rows, ({ action_id }) => action_id);
}

/** Call it in the transaction of the signature. */
export async function insertConfirmation(
	store: Store,
	by: { readonly meeting: MeetingId; readonly label: string | null; readonly at: Instant },
	confirmed: NotesConfirmed
): Promise<void> {
	await store
		.insertInto('confirmation')
		.values({
			meeting_id: confirmed.meeting,
			by_meeting_id: by.meeting,
			label: by.label,
			outcome: confirmed.outcome,
			point: confirmed.point,
			amendment: confirmed.amendment,
			at: by.at
		})
		.execute();
}

/** How the notes of a meeting were agreed later. */
export interface AgreedNotes extends Pick<NotesConfirmed, 'outcome' | 'point' | 'amendment'> {
	readonly by: {
		readonly meeting: MeetingId;
		readonly title: string;
		readonly date: CalendarDate;
		readonly label: string | null;
	};
}

/** null: no meeting agreed them yet. */
export async function agreedNotes(store: Store, meeting: MeetingId): Promise<AgreedNotes | null> {
	const row = await store
		.selectFrom('confirmation')
		.innerJoin('meeting', 'meeting.id', 'confirmation.by_meeting_id')
		.select([
			'confirmation.outcome',
			'confirmation.point',
			'confirmation.amendment',
			'confirmation.label',
			'meeting.id',
			'meeting.title',
			'meeting.date'
		])
		.where('confirmation.meeting_id', '=', meeting)
		.executeTakeFirst();
	if (row === undefined) return null;
	const { outcome, point, amendment, id, title, date, label } = row;
	return { outcome, point, amendment, by: { meeting: id, title, date, label } };
}

/** The day on which each meeting's notes were agreed, of those that were. */
export async function agreedOn(store: Store, board: BoardId): Promise<ReadonlyMap<MeetingId, CalendarDate>> {
	const rows = await store
		.selectFrom('confirmation')
		.innerJoin('meeting', 'meeting.id', 'confirmation.by_meeting_id')
		.select(['confirmation.meeting_id', 'meeting.date'])
		.where('meeting.board_id', '=', board)
		.execute();
	return new Map(rows.map(({ meeting_id, date }) => [meeting_id, date]));
}

/** One action and what happened to it since it was signed. */
import type { ActionId, BoardId, MeetingId } from '#core/kernel/ids.ts';
import {
	applyHappening,
	fold,
	type ActionEvent,
	type ActionHappening,
	type ActionNow
} from '#core/register/register.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { insertRows, ownerRows, stateColumns } from './action-rows.ts';
import type { Store } from '#server/store/database/database.ts';

/** An action with all that happened to it, for a use case to judge. */
export interface RegisteredAction {
	readonly id: ActionId;
	readonly board: BoardId;
	readonly meeting: MeetingId;
	readonly meetingDate: CalendarDate;
	/** The board's next meeting after that one as its minutes name it. */
	readonly nextDate: CalendarDate | null;
	readonly reference: string;
	readonly events: readonly (ActionEvent & { readonly number: number })[];
	/** The events folded. */
	readonly now: ActionNow;
}

export async function registeredAction(store: Store, id: ActionId): Promise<RegisteredAction | null> {
	const row = await store
		.selectFrom('action')
		.innerJoin('meeting', 'meeting.id', 'action.meeting_id')
		.select(['action.board_id', 'action.meeting_id', 'action.reference', 'meeting.date', 'meeting.next_date'])
		.where('action.id', '=', id)
		.executeTakeFirst();
	if (row === undefined) return null;
	const events = (await eventsOf(store, [id])).get(id) ?? [];
	return {
		id,
		board: row.board_id,
		meeting: row.meeting_id,
		meetingDate: row.date,
		nextDate: row.next_date,
		reference: row.reference,
		events,
		now: fold(events)
	};
}

/** When the board is expected to meet next: its earliest meeting from that day on that is not signed, else what the last minutes said. */
export async function nextMeetingDate(
	store: Store,
	board: BoardId,
	today: CalendarDate
): Promise<CalendarDate | null> {
	const planned = await store
		.selectFrom('meeting')
		.select('date')
		.where('board_id', '=', board)
		.where('date', '>', today)
		.where('state', '=', 'draft')
		.orderBy('date')
		.executeTakeFirst();
	if (planned !== undefined) return planned.date;
	const said = await store
		.selectFrom('meeting')
		.select('next_date')
		.where('board_id', '=', board)
		.where('state', '=', 'signed')
		.orderBy('date', 'desc')
		.executeTakeFirst();
	return said?.next_date != null && said.next_date > today ? said.next_date : null;
}

/** Oldest first, by action. */
export async function eventsOf(
	store: Store,
	ids: readonly ActionId[]
): Promise<ReadonlyMap<ActionId, readonly (ActionEvent & { readonly number: number })[]>> {
	const found = new Map<ActionId, (ActionEvent & { readonly number: number })[]>();
	if (ids.length === 0) return found;
	const rows = await store
		.selectFrom('action_event')
		.selectAll()
		.where('action_id', 'in', ids)
		.orderBy('action_id')
		.orderBy('number')
		.execute();
	for (const { action_id, number, kind, person_id, name, at, note, data } of rows) {
		const event = {
			number,
			// Written by `appendActionEvent` and `insertSignedActions` only, from these very types.
			happening: { kind, ...JSON.parse(data) } as ActionHappening,
			person: person_id,
			name,
			at,
			note
		};
		const known = found.get(action_id);
		if (known) known.push(event);
		else found.set(action_id, [event]);
	}
	return found;
}

/** Appends what happened and brings state and owners up to it. Inside a transaction, after the action was read there. */
export async function appendActionEvent(
	store: Store,
	action: RegisteredAction,
	event: ActionEvent
): Promise<ActionNow> {
	const { kind, ...data } = event.happening;
	await store
		.insertInto('action_event')
		.values({
			action_id: action.id,
			kind,
			person_id: event.person,
			name: event.name,
			at: event.at,
			note: event.note,
			data: JSON.stringify(data)
		})
		.execute();
	const now = applyHappening(action.now, event.happening);
	await store
		.updateTable('action_state')
		.set(stateColumns(now, event.at))
		.where('action_id', '=', action.id)
		.execute();
	if (kind === 'owners-changed') {
		await store.deleteFrom('action_owner').where('action_id', '=', action.id).execute();
		await insertRows(store, 'action_owner', ownerRows(action.board, action.id, now.owners));
	}
	return now;
}

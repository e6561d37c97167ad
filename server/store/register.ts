/** The register's rows: decisions and actions as signed, and what happened to the actions since. */
import type { Insertable } from 'kysely';
import { parseId, type ActionId, type BoardId, type MeetingId, type PersonId } from '#core/ids.ts';
import { actionSentence, type ActionLine, type DecisionLine, type Minutes } from '#core/minutes.ts';
import { actionReferences, referenceDay } from '#core/references.ts';
import {
	applyHappening,
	fold,
	ownerKey,
	registerOwner,
	type ActionEvent,
	type ActionHappening,
	type ActionNow,
	type RegisterOwner
} from '#core/register.ts';
import type { CalendarDate, Instant } from '#core/time.ts';
import type { Store } from './database.ts';
import type { Tables } from './tables.ts';

export interface SignedMeeting {
	readonly meeting: MeetingId;
	readonly board: BoardId;
	readonly date: CalendarDate;
	readonly at: Instant;
	/** Who gave the last signature; `person` null for minutes taken over as signed. */
	readonly by: { readonly person: PersonId | null; readonly name: string };
	readonly minutes: Minutes;
	readonly newId: <T extends string>() => T;
}

/** SQLite binds at most 32,766 values in one statement. */
const ROWS_A_STATEMENT = 500;

/**
 * Extracts the decisions and the actions of minutes that were just signed. Call it inside the transaction of the
 * signature: references must be chosen and written under one lock.
 *
 * @returns the actions' ids with their references, in printed order
 */
export async function insertSignedActions(
	store: Store,
	signed: SignedMeeting
): Promise<{ readonly id: ActionId; readonly reference: string }[]> {
	const { meeting, board, at, minutes } = signed;
	const decisions: { readonly item: string; readonly line: DecisionLine }[] = [];
	const actions: { readonly item: string; readonly line: ActionLine }[] = [];
	for (const item of minutes.items)
		for (const line of item.lines) {
			if (line.kind === 'decision') decisions.push({ item: item.label, line });
			if (line.kind === 'action') actions.push({ item: item.label, line });
		}

	const decisionIds = await freeIds(
		store,
		'decision',
		decisions.map(({ line }) => line.id),
		signed.newId
	);
	await insertRows(
		store,
		'decision',
		decisions.map(({ item, line }, position) => ({
			id: decisionIds[position] ?? signed.newId(),
			meeting_id: meeting,
			board_id: board,
			position,
			item,
			label: line.label,
			verb: line.verb,
			text: line.text
		}))
	);

	const actionIds = await freeIds(
		store,
		'action',
		actions.map(({ line }) => line.id),
		signed.newId
	);
	const references = actionReferences(
		{ date: signed.date, title: minutes.title },
		actions.map(({ line }) => line.label),
		await usedReferences(store, board, signed.date)
	);
	const rows = actions.map(({ item, line }, position) => ({
		id: (actionIds[position] ?? signed.newId()) as ActionId,
		reference: references[position] ?? '',
		position,
		item,
		line,
		owners: line.owners.map(registerOwner)
	}));
	await insertRows(
		store,
		'action',
		rows.map(({ id, reference, position, item, line }) => ({
			id,
			meeting_id: meeting,
			board_id: board,
			position,
			reference,
			label: line.label,
			item,
			text: line.text,
			sentence: actionSentence(line.owners, line.text),
			owners: JSON.stringify(line.owners),
			due_written: line.due?.written ?? null,
			due_kind: line.due?.kind ?? null,
			due_date: line.due?.date ?? null
		}))
	);
	await insertRows(
		store,
		'action_event',
		rows.map(({ id, line, owners }) => ({
			action_id: id,
			kind: 'signed' as const,
			person_id: signed.by.person,
			name: signed.by.name,
			at,
			note: '',
			data: JSON.stringify({ due: line.due, owners })
		}))
	);
	await insertRows(
		store,
		'action_state',
		rows.map(({ id, line, owners, position }) => ({
			action_id: id,
			board_id: board,
			meeting_id: meeting,
			...placeSorts(signed.date, meeting, position),
			...stateColumns({ state: 'open', due: line.due, owners }, at)
		}))
	);
	await insertRows(
		store,
		'action_owner',
		rows.flatMap(({ id, owners }) => ownerRows(board, id, owners))
	);
	return rows.map(({ id, reference }) => ({ id, reference }));
}

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

function stateColumns(now: ActionNow, at: Instant) {
	return {
		state: now.state,
		due_written: now.due?.written ?? null,
		due_kind: now.due?.kind ?? null,
		due_date: now.due?.date ?? null,
		updated_at: at,
		owner_sort: now.owners
			.map(({ name }) => name.toLowerCase())
			.join(', ')
			.slice(0, 80),
		owner_keys: now.owners.length === 0 ? '' : ` ${now.owners.map(ownerKey).join(' ')} `
	};
}

function placeSorts(date: CalendarDate, meeting: MeetingId, position: number) {
	const place = `${meeting}.${String(position).padStart(6, '0')}`;
	return {
		oldest_sort: `${date}.${place}`,
		newest_sort: `${date.replace(/\d/g, (digit) => String(9 - Number(digit)))}.${place}`
	};
}

function ownerRows(
	board: BoardId,
	id: ActionId,
	owners: readonly RegisterOwner[]
): Insertable<Tables['action_owner']>[] {
	return owners.map((owner, position) => ({
		action_id: id,
		position,
		written: owner.written,
		kind: owner.kind,
		person_id: owner.person,
		name: owner.name,
		board_id: board,
		owner_key: ownerKey(owner)
	}));
}

/** The id a line had in the draft stays its id, so that a link made before sign-off still leads to it. */
async function freeIds(
	store: Store,
	table: 'action' | 'decision',
	wanted: readonly string[],
	newId: <T extends string>() => T
): Promise<string[]> {
	const taken = new Set<string>();
	for (let at = 0; at < wanted.length; at += ROWS_A_STATEMENT) {
		const rows = await store
			.selectFrom(table)
			.select('id')
			.where('id', 'in', wanted.slice(at, at + ROWS_A_STATEMENT) as ActionId[])
			.execute();
		for (const { id } of rows) taken.add(id);
	}
	return wanted.map((text) => {
		const id = parseId<ActionId>(text);
		const free: string = id === null || taken.has(id) ? newId() : id;
		taken.add(free);
		return free;
	});
}

async function usedReferences(store: Store, board: BoardId, date: CalendarDate): Promise<string[]> {
	const day = referenceDay(date);
	const rows = await store
		.selectFrom('action')
		.select('reference')
		.where('board_id', '=', board)
		// A range, not LIKE, so that the unique index answers it.
		.where('reference', '>=', day)
		.where('reference', '<', `${day}\u{10FFFF}`)
		.execute();
	return rows.map(({ reference }) => reference);
}

async function insertRows<
	Table extends 'decision' | 'action' | 'action_event' | 'action_state' | 'action_owner'
>(store: Store, table: Table, rows: readonly Insertable<Tables[Table]>[]): Promise<void> {
	for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
		await store
			.insertInto(table)
			.values(rows.slice(at, at + ROWS_A_STATEMENT) as never)
			.execute();
}

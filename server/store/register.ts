/** The register's rows: decisions and actions as signed, and what happened to the actions since. */
import { parseId, type ActionId, type BoardId, type MeetingId, type PersonId } from '#core/ids.ts';
import { actionSentence, type ActionLine, type DecisionLine, type Minutes } from '#core/minutes.ts';
import { actionReferences, referenceDay } from '#core/references.ts';
import { registerOwner, type RegisterOwner } from '#core/register.ts';
import type { CalendarDate, Instant } from '#core/time.ts';
import type { Store } from './database.ts';
import type { Tables } from './tables.ts';
import type { Insertable } from 'kysely';

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
		rows.map(({ id, line }) => ({
			action_id: id,
			board_id: board,
			state: 'open' as const,
			due_written: line.due?.written ?? null,
			due_kind: line.due?.kind ?? null,
			due_date: line.due?.date ?? null,
			updated_at: at
		}))
	);
	await insertRows(
		store,
		'action_owner',
		rows.flatMap(({ id, owners }) => ownerRows(id, owners))
	);
	return rows.map(({ id, reference }) => ({ id, reference }));
}

function ownerRows(id: ActionId, owners: readonly RegisterOwner[]): Insertable<Tables['action_owner']>[] {
	return owners.map(({ written, kind, person, name }, position) => ({
		action_id: id,
		position,
		written,
		kind,
		person_id: person,
		name
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

/** Minutes that were just signed → the register's rows. */
import { parseId, type ActionId, type BoardId, type MeetingId, type PersonId } from '#core/kernel/ids.ts';
import { actionSentence, type ActionLine, type DecisionLine, type Minutes } from '#core/minutes/minutes.ts';
import { actionReferences, referenceDay } from '#core/register/references.ts';
import { registerOwner } from '#core/register/register.ts';
import type { CalendarDate, Instant } from '#core/kernel/time.ts';
import { insertRows, ownerRows, placeSorts, ROWS_A_STATEMENT, stateColumns } from './action-rows.ts';
import type { Store } from '#server/store/database/database.ts';

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
	const sentences = rows.map(({ line }) => actionSentence(line.owners, line.text));
	const first = (await lastNumber(store)) + 1;
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
			sentence: sentences[position] ?? '',
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
			number: first + position,
			...placeSorts(signed.date, meeting, position),
			...stateColumns({ state: 'open', due: line.due, owners }, at)
		}))
	);
	await insertRows(
		store,
		'action_words',
		rows.map(({ reference, position }) => ({
			rowid: first + position,
			words: `${reference} ${sentences[position] ?? ''}`
		}))
	);
	await insertRows(
		store,
		'action_owner',
		rows.flatMap(({ id, owners }) => ownerRows(board, id, owners))
	);
	return rows.map(({ id, reference }) => ({ id, reference }));
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

async function lastNumber(store: Store): Promise<number> {
	const row = await store
		.selectFrom('action_state')
		.select(({ fn }) => fn.max('number').as('number'))
		.executeTakeFirst();
	return row?.number ?? 0;
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

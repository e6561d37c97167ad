/** The walk along the index: which actions a filter finds, in its order, and how many there are of each state. */
import { sql, type RawBuilder } from 'kysely';
import type { ActionId, BoardId, PersonId } from '#core/kernel/ids.ts';
import {
	SHORTEST_TEXT,
	statesOf,
	type RegisterFilter,
	type StateFilter
} from '#core/register/register-filter.ts';
import { unreachable } from '#core/kernel/result.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

export interface RegisterScope {
	readonly board: BoardId;
	readonly person: PersonId;
	readonly today: CalendarDate;
	/** Not on the board: sees what they own from meetings they were called to, and nothing else. */
	readonly ownOnly: boolean;
}

/** How many actions there are in each state, everything else of the filter applied. */
export type StateCounts = Readonly<Record<StateFilter, number>>;

export async function countActions(
	store: Store,
	scope: RegisterScope,
	filter: RegisterFilter
): Promise<StateCounts> {
	const { rows } = await sql<{ state: 'open' | 'reported-done' | 'closed'; n: number; late: number }>`
		SELECT state, count(*) AS n, count(CASE WHEN due_date < ${scope.today} THEN 1 END) AS late
		FROM action_state WHERE ${where(scope, filter)} GROUP BY state`.execute(store);
	const of = (state: string) => rows.find((row) => row.state === state);
	const open = of('open')?.n ?? 0;
	const reported = of('reported-done')?.n ?? 0;
	const closed = of('closed')?.n ?? 0;
	return {
		running: open + reported,
		open,
		overdue: of('open')?.late ?? 0,
		'reported-done': reported,
		closed,
		all: open + reported + closed
	};
}

export async function findActions(
	store: Store,
	scope: RegisterScope,
	filter: RegisterFilter,
	range: { readonly limit: number; readonly offset: number }
): Promise<ActionId[]> {
	const { rows } = await sql<{ action_id: ActionId }>`
		SELECT action_id FROM action_state
		WHERE ${where(scope, filter)} AND ${inState(scope, filter.state)}
		ORDER BY ${order(filter)} LIMIT ${range.limit} OFFSET ${range.offset}`.execute(store);
	return rows.map((row) => row.action_id);
}

function where(scope: RegisterScope, filter: RegisterFilter): RawBuilder<unknown> {
	const all = [sql`board_id = ${scope.board}`];
	if (scope.ownOnly)
		all.push(
			holds(scope.person),
			sql`meeting_id IN (SELECT meeting_id FROM attendance WHERE person_id = ${scope.person})`
		);
	if (filter.owner === 'me') all.push(holds(scope.person));
	else if (filter.owner === 'nobody') all.push(sql`owner_keys = ''`);
	else if (filter.owner !== null) all.push(holds(filter.owner));
	if (filter.meeting !== null) all.push(sql`meeting_id = ${filter.meeting}`);
	const words = match(filter.text);
	if (words !== null)
		all.push(sql`number IN (SELECT rowid FROM action_words WHERE action_words MATCH ${words})`);
	return sql.join(all, sql` AND `);
}

const holds = (key: string): RawBuilder<unknown> => sql`instr(owner_keys, ${` ${key} `}) > 0`;

/** Every word must occur; where one is too short for the index (three letters), the whole text as it stands. */
function match(text: string): string | null {
	if (text.length < SHORTEST_TEXT) return null;
	const quoted = (words: string) => `"${words.replaceAll('"', '""')}"`;
	const words = text.split(' ');
	return words.every((word) => word.length >= SHORTEST_TEXT) ? words.map(quoted).join(' AND ') : quoted(text);
}

function inState(scope: RegisterScope, state: StateFilter): RawBuilder<unknown> {
	if (state === 'all') return sql`1 = 1`;
	const states = sql`state IN (${sql.join(statesOf(state))})`;
	return state === 'overdue' ? sql`${states} AND due_date < ${scope.today}` : states;
}

/** Each is the head of one index; with a meeting chosen there are few rows, and any order is quick. */
function order(filter: RegisterFilter): RawBuilder<unknown> {
	switch (filter.sort) {
		case 'due':
			return sql`due_date IS NULL, due_date, oldest_sort`;
		case 'newest':
			return sql`newest_sort`;
		case 'oldest':
			return sql`oldest_sort`;
		case 'owner':
			return sql`owner_sort, oldest_sort`;
		case 'changed':
			return sql`updated_at DESC, oldest_sort DESC`;
		default:
			return unreachable(filter.sort);
	}
}

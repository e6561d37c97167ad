import { sql } from 'kysely';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import { may } from '#core/boards/policy.ts';
import { ownerWords, type RegisterOwner } from '#core/register/register.ts';
import { type RegisterFilter } from '#core/register/register-filter.ts';
import { longDate, type CalendarDate } from '#core/kernel/time.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import type { Database, Store } from '#server/store/database/database.ts';
import { standingOn } from '#server/store/boards/rights.ts';
import { countActions, findActions, type RegisterScope, type StateCounts } from './register-find.ts';
import { registerRows, type RegisterRow } from './register-rows.ts';

export const PAGE_SIZE = 50;

export interface RegisterQuery {
	readonly slug: string;
	readonly person: PersonId;
	readonly today: CalendarDate;
	readonly filter: RegisterFilter;
}

export interface RegisterPage {
	readonly board: { readonly id: BoardId; readonly name: string; readonly slug: string };
	/** The filter as applied: `page` is one that exists. */
	readonly filter: RegisterFilter;
	readonly keeper: boolean;
	/** The viewer is not on the board and sees their own actions only. */
	readonly ownOnly: boolean;
	readonly counts: StateCounts;
	readonly pages: number;
	readonly rows: readonly RegisterRow[];
	/** Has the register any action at all, whatever the filter? */
	readonly any: boolean;
	readonly owners: readonly { readonly key: string; readonly words: string; readonly person: boolean }[];
	readonly meetings: readonly { readonly id: MeetingId; readonly words: string }[];
}

/** [G10] The register of a board as one person may see it; null: there is nothing here that they may see. */
export async function registerPage(db: Database, query: RegisterQuery): Promise<RegisterPage | null> {
	const seen = await registerScope(db, query);
	if (seen === null) return null;
	const { board, scope, keeper } = seen;
	const counts = await countActions(db, scope, query.filter);
	const pages = Math.max(1, Math.ceil(counts[query.filter.state] / PAGE_SIZE));
	const filter = { ...query.filter, page: Math.min(query.filter.page, pages) };
	const ids = await findActions(db, scope, filter, {
		limit: PAGE_SIZE,
		offset: (filter.page - 1) * PAGE_SIZE
	});
	return {
		board,
		filter,
		keeper,
		ownOnly: scope.ownOnly,
		counts,
		pages,
		rows: await registerRows(db, ids, { person: query.person, keeper, today: query.today }),
		any: counts.all > 0 || (await hasActions(db, board.id)),
		owners: scope.ownOnly ? [] : await ownersOf(db, board.id),
		meetings: scope.ownOnly ? [] : await meetingsOf(db, board.id, filter.meeting)
	};
}

/** Who looks at which register, and how much of it is theirs to see. */
export async function registerScope(
	store: Store,
	query: Pick<RegisterQuery, 'slug' | 'person' | 'today'>
): Promise<{
	readonly board: RegisterPage['board'];
	readonly scope: RegisterScope;
	readonly keeper: boolean;
} | null> {
	const board = await boardBySlug(store, query.slug);
	if (board === null) return null;
	const standing = await standingOn(store, board.id, query.person, query.today);
	const ownOnly = !may(standing, 'read-register');
	const scope = { board: board.id, person: query.person, today: query.today, ownOnly };
	if (ownOnly && !(await ownsHere(store, board.id, query.person))) return null;
	return {
		board: { id: board.id, name: board.name, slug: board.slug },
		scope,
		keeper: may(standing, 'settle-action')
	};
}

async function ownsHere(store: Store, board: BoardId, person: PersonId): Promise<boolean> {
	const row = await store
		.selectFrom('action_owner')
		.innerJoin('action_state', 'action_state.action_id', 'action_owner.action_id')
		.innerJoin('attendance', 'attendance.meeting_id', 'action_state.meeting_id')
		.select('action_owner.action_id')
		.where('action_owner.board_id', '=', board)
		.where('action_owner.owner_key', '=', person)
		.where('attendance.person_id', '=', person)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

async function hasActions(store: Store, board: BoardId): Promise<boolean> {
	const row = await store
		.selectFrom('action_state')
		.select('action_id')
		.where('board_id', '=', board)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** Everybody who owns something here. The recursion leaps from key to key along the index and never walks all owners. */
async function ownersOf(store: Store, board: BoardId): Promise<RegisterPage['owners']> {
	const { rows } = await sql<{ key: string } & Pick<RegisterOwner, 'kind' | 'name' | 'written'>>`
		WITH RECURSIVE found (key) AS (
			SELECT min(owner_key) FROM action_owner WHERE board_id = ${board}
			UNION ALL
			SELECT (SELECT min(owner_key) FROM action_owner WHERE board_id = ${board} AND owner_key > found.key)
			FROM found WHERE found.key IS NOT NULL
			LIMIT 1000
		)
		SELECT found.key, one.kind, one.name, one.written FROM found
		JOIN action_owner one ON one.rowid = (
			SELECT rowid FROM action_owner WHERE board_id = ${board} AND owner_key = found.key LIMIT 1
		)`.execute(store);
	return rows
		.map(({ key, ...owner }) => ({ key, words: ownerWords(owner), person: owner.kind === 'person' }))
		.sort((a, b) => Number(b.person) - Number(a.person) || a.words.localeCompare(b.words, 'en'));
}

/** The latest 200 meetings with actions, and the chosen one wherever it stands. */
async function meetingsOf(
	store: Store,
	board: BoardId,
	chosen: MeetingId | null
): Promise<RegisterPage['meetings']> {
	const withActions = store
		.selectFrom('meeting')
		.select(['id', 'title', 'date'])
		.where('board_id', '=', board)
		.where('state', '=', 'signed')
		.where(({ exists, selectFrom }) =>
			exists(selectFrom('action_state').select('action_id').whereRef('meeting_id', '=', 'meeting.id'))
		);
	const latest = await withActions.orderBy('date', 'desc').orderBy('id').limit(200).execute();
	const rest =
		chosen === null || latest.some(({ id }) => id === chosen)
			? []
			: await withActions.where('id', '=', chosen).execute();
	return [...latest, ...rest].map(({ id, title, date }) => ({ id, words: `${longDate(date)}, ${title}` }));
}

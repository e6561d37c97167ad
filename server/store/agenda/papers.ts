/** The papers of a meeting: what they are called, where they belong, which file they are. Triggers freeze them with the minutes. */
import { sql, type Selectable } from 'kysely';
import { cameLate } from '#core/agenda/agenda.ts';
import type { MeetingId, PaperId, PersonId } from '#core/kernel/ids.ts';
import type { ItemPaper } from '#core/minutes/minutes.ts';
import type { PaperCheck, PaperKind } from '#core/agenda/papers.ts';
import type { Instant } from '#core/kernel/time.ts';
import { agendaDatesOf } from './agendas.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface Paper {
	readonly id: PaperId;
	readonly meeting: MeetingId;
	/** The item of the agenda it goes with. */
	readonly item: string;
	/** "Paper 2": counts under the item; a number is never given twice. */
	readonly number: number;
	readonly name: string;
	readonly kind: PaperKind;
	readonly bytes: number;
	readonly sha256: string;
	readonly person: PersonId;
	readonly addedBy: string;
	readonly addedAt: Instant;
}

/** With what is known of its content. */
export interface CheckedPaper extends Paper {
	readonly check: PaperCheck;
	/** What the scanner calls what it found. */
	readonly found: string;
}

const fromRow = (row: Selectable<Tables['paper']>): Paper => ({
	id: row.id,
	meeting: row.meeting_id,
	item: row.item,
	number: row.number,
	name: row.name,
	kind: row.kind,
	bytes: row.bytes,
	sha256: row.sha256,
	person: row.person_id,
	addedBy: row.added_by,
	addedAt: row.added_at
});

/** Those that are attached now, each with what is known of it. */
const attached = (store: Store) =>
	store
		.selectFrom('paper')
		.leftJoin('paper_check', 'paper_check.sha256', 'paper.sha256')
		.selectAll('paper')
		.select(['paper_check.state', 'paper_check.found'])
		.where('withdrawn_at', 'is', null);

const checkedFrom = (
	row: Selectable<Tables['paper']> & { state: PaperCheck | null; found: string | null }
): CheckedPaper => ({ ...fromRow(row), check: row.state ?? 'not-checked', found: row.found ?? '' });

/** Without those withdrawn, in the order of their numbers. */
export async function papersOf(store: Store, meeting: MeetingId): Promise<CheckedPaper[]> {
	const rows = await attached(store)
		.where('meeting_id', '=', meeting)
		.orderBy('item')
		.orderBy('number')
		.execute();
	return rows.map(checkedFrom);
}

export async function paperOf(store: Store, meeting: MeetingId, id: PaperId): Promise<CheckedPaper | null> {
	const row = await attached(store)
		.where('paper.id', '=', id)
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	return row === undefined ? null : checkedFrom(row);
}

/** [U14] Bytes of the papers that lie here: of a meeting, of its board, of all. One content of several meetings counts for each. */
export async function paperBytes(
	store: Store,
	meeting: MeetingId
): Promise<{ readonly meeting: number; readonly board: number; readonly all: number }> {
	const sum = attached(store)
		.clearSelect()
		.where((where) => where.or([where('state', 'is', null), where('state', '!=', 'refused')]))
		.select(({ fn }) => fn.coalesce(fn.sum<number>('bytes'), sql.lit(0)).as('bytes'));
	const board = store.selectFrom('meeting').select('board_id').where('id', '=', meeting);
	const [own, boards, all] = await Promise.all([
		sum.where('meeting_id', '=', meeting).executeTakeFirstOrThrow(),
		sum
			.where('meeting_id', 'in', store.selectFrom('meeting').select('id').where('board_id', '=', board))
			.executeTakeFirstOrThrow(),
		sum.executeTakeFirstOrThrow()
	]);
	return { meeting: Number(own.bytes), board: Number(boards.bytes), all: Number(all.bytes) };
}

/** @returns the number it got */
export async function insertPaper(store: Store, paper: Omit<Paper, 'number'>): Promise<number> {
	const last = await store
		.selectFrom('paper')
		.select(({ fn }) => fn.max('number').as('number'))
		.where('meeting_id', '=', paper.meeting)
		.where('item', '=', paper.item)
		.executeTakeFirst();
	const number = Number(last?.number ?? 0) + 1;
	await store
		.insertInto('paper')
		.values({
			id: paper.id,
			meeting_id: paper.meeting,
			item: paper.item,
			number,
			name: paper.name,
			kind: paper.kind,
			bytes: paper.bytes,
			sha256: paper.sha256,
			person_id: paper.person,
			added_by: paper.addedBy,
			added_at: paper.addedAt,
			withdrawn_at: null
		})
		.execute();
	return number;
}

export async function withdrawPaperRow(store: Store, id: PaperId, at: Instant): Promise<void> {
	await store.updateTable('paper').set({ withdrawn_at: at }).where('id', '=', id).execute();
}

/** Whether the content is still somebody's paper, of whatever meeting. */
export async function isContentNeeded(store: Store, sha256: string): Promise<boolean> {
	const row = await store
		.selectFrom('paper')
		.select('id')
		.where('sha256', '=', sha256)
		.where('withdrawn_at', 'is', null)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** Each content that has to be there once, with a paper it is. */
export async function allPaperContents(store: Store): Promise<Paper[]> {
	const rows = await attached(store).orderBy('paper.sha256').execute();
	const seen = new Map(rows.filter(({ state }) => state !== 'refused').map((row) => [row.sha256, row]));
	return [...seen.values()].map(fromRow);
}

/** The papers of each item as the minutes name them, by the item's id. */
export async function itemPapers(store: Store, meeting: MeetingId): Promise<Map<string, ItemPaper[]>> {
	const papers = await papersOf(store, meeting);
	const items = new Map<string, ItemPaper[]>();
	if (papers.length === 0) return items;
	const { papersBy } = await agendaDatesOf(store, meeting);
	for (const { item, number, name, kind, sha256, addedAt, check } of papers) {
		// What was refused did not lie before the board.
		if (check === 'refused') continue;
		const own = items.get(item) ?? [];
		own.push({ number, name, kind, late: cameLate(addedAt, papersBy), sha256 });
		items.set(item, own);
	}
	return items;
}

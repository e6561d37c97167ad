/** The log of a document as far back as it is kept, for those who look back: every frame with who sent it and when. */
import { sql } from 'kysely';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import { isIntact, isWhole, SEED, SPOILT } from './folds.ts';

/** From where on every frame is kept. */
export type HistoryBase =
	| { readonly kind: 'beginning' }
	/** What was written up to there is known as one text; its single frames may be gone. */
	| { readonly kind: 'fold'; readonly position: number; readonly at: Instant; readonly state: Uint8Array };

/** One frame without its bytes. */
export interface Written {
	readonly position: number;
	/** null: made by the server. */
	readonly person: PersonId | null;
	readonly connection: string;
	readonly at: Instant;
}

export interface WrittenFrame extends Written {
	readonly frame: Uint8Array;
}

/** Rows in one question: so many are read in a few milliseconds, and everybody else comes between. */
const PAGE = 1000;

/** @returns null when nothing that is kept can be built upon: every fold is damaged and the first content is gone */
export async function historyBase(store: Store, document: number): Promise<HistoryBase | null> {
	const [first] = await writtenAfter(store, document, 0, 1);
	if (first?.connection === SEED) return { kind: 'beginning' };
	// The oldest: frames are forgotten up to one that stays, so everything behind it is kept.
	const folds = await store
		.selectFrom('log_fold as f')
		.selectAll()
		.select(sql<0 | 1>`${sql.raw(SPOILT)}`.as('spoilt'))
		.where('document', '=', document)
		.orderBy('position')
		.execute();
	const fold = folds.find(isIntact);
	return fold ? { kind: 'fold', position: fold.position, at: fold.at, state: fold.state } : null;
}

/** In order; a row that is being folded stands in one of the two tables at every moment. */
export async function writtenAfter(
	store: Store,
	document: number,
	position: number,
	limit = PAGE
): Promise<readonly Written[]> {
	const from = (table: 'folded_log' | 'update_log') =>
		store
			.selectFrom(table)
			.select(['position', 'person_id as person', 'connection', 'at'])
			.where('document', '=', document)
			.where('position', '>', position);
	return from('folded_log')
		.unionAll(from('update_log') as never)
		.orderBy('position')
		.limit(limit)
		.execute();
}

/** [R88] */
const throwing = (store: Store, document: number) =>
	store
		.selectFrom('log_quarantine')
		.select('position')
		.where('document', '=', document)
		.where('cause', '=', 'throws');

/** The same with the bytes, up to a position; what is not what was written, or is set aside, is left out. */
export async function framesAfter(
	store: Store,
	document: number,
	position: number,
	upTo: number
): Promise<{ readonly frames: readonly WrittenFrame[]; readonly last: number | null }> {
	const from = (table: 'folded_log' | 'update_log') =>
		store
			.selectFrom(table)
			.select(['position', 'person_id as person', 'connection', 'at', 'frame', 'checksum'])
			.where('document', '=', document)
			.where('position', '>', position)
			.where('position', '<=', upTo)
			.where('position', 'not in', throwing(store, document));
	const rows = await from('folded_log')
		.unionAll(from('update_log') as never)
		.orderBy('position')
		.limit(PAGE)
		.execute();
	return { frames: rows.filter(isWhole), last: rows.at(-1)?.position ?? null };
}

/**
 * [R91] All that is kept of a document that cannot be opened: the texts before large deletions, then every frame that is what was
 * written and is not set aside.
 */
export async function everyFrame(
	store: Store,
	document: number
): Promise<readonly { readonly position: number; readonly frame: Uint8Array }[]> {
	const versions = await store
		.selectFrom('document_version')
		.select(['id', 'state'])
		.where('document', '=', document)
		.orderBy('id')
		.execute();
	const frames: { position: number; frame: Uint8Array }[] = versions.map(({ id, state }) => ({
		position: -id,
		frame: state
	}));
	for (let at = 0; ;) {
		const page = await framesAfter(store, document, at, Number.MAX_SAFE_INTEGER);
		frames.push(...page.frames);
		if (page.last === null) return frames;
		at = page.last;
	}
}

/** What people are called whose frames stand in a log; who is no longer known is left out. */
export async function namesOf(
	store: Store,
	people: readonly PersonId[]
): Promise<ReadonlyMap<string, string>> {
	if (people.length === 0) return new Map();
	const rows = await store.selectFrom('person').select(['id', 'name']).where('id', 'in', people).execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}

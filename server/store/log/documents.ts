/** The documents on the relay, and what stands in their logs for those who are not the relay. */
import { crc32 } from 'node:zlib';
import type Sqlite from 'better-sqlite3';
import { CompiledQuery, sql } from 'kysely';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import { isIntact, isWhole, mustReachBack, SEED, sift, SPOILT, type StoredText } from './folds.ts';

export interface DocumentRow {
	readonly number: number;
	readonly name: string;
	readonly meeting: MeetingId;
	/** Version of the schema its text needs (design.md D16). */
	readonly schema: number;
	/** [R91] A later epoch stands in its place: nothing more is written here. */
	readonly replaced: 0 | 1;
}

const BY_NAME = `SELECT number, name, meeting_id AS meeting, schema,
	EXISTS (SELECT 1 FROM document_epoch WHERE replaces = number) AS replaced FROM document WHERE name = ?`;

export async function findDocument(store: Store, name: string): Promise<DocumentRow | null> {
	const { rows } = await store.executeQuery<DocumentRow>(CompiledQuery.raw(BY_NAME, [name]));
	return rows[0] ?? null;
}

/** The same at once: see reader.ts. */
export function documentReader(sqlite: Sqlite.Database): (name: string) => DocumentRow | null {
	const find = sqlite.prepare<[string], DocumentRow>(BY_NAME);
	return (name) => find.get(name) ?? null;
}

/**
 * Belongs in the transaction that makes the meeting: the first content of a document is made once, here (design.md D14).
 * @param firstUpdate one V1 update, `seedUpdate` of src/document
 * @returns the number of the document in the log
 */
export async function createDocument(
	store: Store,
	document: {
		readonly name: string;
		readonly meeting: MeetingId;
		readonly schema: number;
		readonly firstUpdate: Uint8Array;
		readonly at: Instant;
	}
): Promise<number> {
	const row = await store
		.insertInto('document')
		.values({
			name: document.name,
			meeting_id: document.meeting,
			schema: document.schema,
			created_at: document.at
		})
		.returning('number')
		.executeTakeFirst();
	const { number } = must(row, 'the new document');
	await store
		.insertInto('update_log')
		.values({
			document: number,
			person_id: null,
			connection: SEED,
			at: document.at,
			frame: Buffer.from(document.firstUpdate),
			checksum: crc32(document.firstUpdate)
		})
		.execute();
	return number;
}

/**
 * The document as it stands in the log: what is folded, then every frame that came after, in the order in which they were
 * committed, but for what is set aside. In a transaction: all that was committed before it.
 */
export async function storedText(store: Store, document: number): Promise<Pick<StoredText, 'fold' | 'tail'>> {
	const folds = await store
		.selectFrom('log_fold as f')
		.selectAll()
		.select(sql<0 | 1>`${sql.raw(SPOILT)}`.as('spoilt'))
		.where('document', '=', document)
		.orderBy('position', 'desc')
		.execute();
	const fold = folds.find(isIntact) ?? null;
	const damaged = fold === null ? folds.length : folds.indexOf(fold);
	const asideOf = store
		.selectFrom('log_quarantine')
		.select('position')
		.where('document', '=', document)
		.where('cause', '=', 'throws');
	const after = (table: 'update_log' | 'folded_log') =>
		store
			.selectFrom(table)
			.select(['position', 'connection', 'at', 'frame', 'checksum'])
			.where('document', '=', document)
			.where('position', '>', fold?.position ?? 0)
			.where('position', 'not in', asideOf)
			.orderBy('position')
			.execute();
	// What was folded into a damaged fold stands in the other table, and is older than what is not folded.
	const { tail } = sift([...(damaged > 0 ? await after('folded_log') : []), ...(await after('update_log'))]);
	// Rows leave the log only after a newer fold stands there; in a transaction none can.
	const newest = await store
		.selectFrom('log_fold')
		.select((eb) => eb.fn.max('position').as('position'))
		.where('document', '=', document)
		.executeTakeFirst();
	if ((newest?.position ?? 0) !== (folds[0]?.position ?? 0)) return storedText(store, document);
	mustReachBack(damaged, fold, tail);
	return { fold, tail };
}

/** Whether these bytes stand anywhere in the log. The database looks; nothing of the text is read here. */
export async function isInLog(store: Store, document: number, bytes: Uint8Array): Promise<boolean> {
	const has = (column: 'state' | 'frame') =>
		sql<boolean>`instr(${sql.ref(column)}, ${Buffer.from(bytes)}) > 0`;
	const rows = await store
		.selectFrom('log_fold')
		.select('position')
		.where('document', '=', document)
		.where(has('state'))
		.unionAll(
			store.selectFrom('update_log').select('position').where('document', '=', document).where(has('frame'))
		)
		.limit(1)
		.execute();
	return rows.length > 0;
}

/** The same as updates that make it, taken in one after the other. */
export async function readUpdates(store: Store, document: number): Promise<Uint8Array[]> {
	const { fold, tail } = await storedText(store, document);
	return [...(fold ? [fold.state] : []), ...tail.map((row) => row.frame)];
}

/** [R91] Those of the documents that a later epoch stands in the place of. */
export async function replacedAmong(
	store: Store,
	documents: readonly number[]
): Promise<ReadonlySet<number>> {
	if (documents.length === 0) return new Set();
	const rows = await store
		.selectFrom('document_epoch')
		.select('replaces')
		.where('replaces', 'in', documents)
		.execute();
	return new Set(rows.map((row) => row.replaces));
}

/** Those of the documents whose meeting is signed. */
export async function signedAmong(store: Store, documents: readonly number[]): Promise<ReadonlySet<number>> {
	if (documents.length === 0) return new Set();
	const rows = await store
		.selectFrom('document')
		.innerJoin('meeting', 'meeting.id', 'document.meeting_id')
		.select('document.number')
		.where('document.number', 'in', documents)
		.where('meeting.state', '=', 'signed')
		.execute();
	return new Set(rows.map((row) => row.number));
}

/** How many rows and folds of a log are not what was written, or are folds that nothing is built upon. */
export async function damagedParts(
	store: Store,
	document: number
): Promise<{ readonly frames: number; readonly folds: number }> {
	let frames = 0;
	for (const table of ['folded_log', 'update_log'] as const)
		frames += (
			await store.selectFrom(table).select(['frame', 'checksum']).where('document', '=', document).execute()
		).filter((row) => !isWhole(row)).length;
	const folds = await store
		.selectFrom('log_fold as f')
		.selectAll()
		.select(sql<0 | 1>`${sql.raw(SPOILT)}`.as('spoilt'))
		.where('document', '=', document)
		.execute();
	return { frames, folds: folds.filter((fold) => !isIntact(fold)).length };
}

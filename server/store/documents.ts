/** The documents on the relay, and what stands in their logs for those who are not the relay. */
import type { MeetingId } from '#core/ids.ts';
import { must } from '#core/result.ts';
import type { Instant } from '#core/time.ts';
import type { Store } from './database.ts';

export interface DocumentRow {
	readonly number: number;
	readonly name: string;
	readonly meeting: MeetingId;
	/** Version of the schema its text needs (design.md D16). */
	readonly schema: number;
}

export async function findDocument(store: Store, name: string): Promise<DocumentRow | null> {
	const row = await store
		.selectFrom('document')
		.select(['number', 'name', 'meeting_id', 'schema'])
		.where('name', '=', name)
		.executeTakeFirst();
	return row ? { number: row.number, name: row.name, meeting: row.meeting_id, schema: row.schema } : null;
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
			connection: 'seed',
			at: document.at,
			frame: Buffer.from(document.firstUpdate)
		})
		.execute();
	return number;
}

/** Every update of a document in the order in which it was committed. In a transaction: all that was committed before it. */
export async function readUpdates(store: Store, document: number): Promise<Uint8Array[]> {
	const rows = await store
		.selectFrom('update_log')
		.select('frame')
		.where('document', '=', document)
		.orderBy('position')
		.execute();
	return rows.map((row) => row.frame);
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

/** Under which Yjs client ids somebody has written in a document: see relay/room/client-owners.ts. */
import type { PersonId } from '#core/kernel/ids.ts';
import type { Store } from '#server/store/database/database.ts';

export interface DocumentClient {
	readonly document: number;
	readonly client: number;
	readonly person: PersonId;
}

export async function clientsOf(store: Store, document: number): Promise<readonly DocumentClient[]> {
	const rows = await store
		.selectFrom('document_client')
		.select(['client', 'person_id'])
		.where('document', '=', document)
		.execute();
	return rows.map((row) => ({ document, client: row.client, person: row.person_id }));
}

/** SQLite takes so many values in one statement. */
const MANY = 1000;

/** Whoever is there already stays. */
export async function keepClients(store: Store, clients: readonly DocumentClient[]): Promise<void> {
	for (let from = 0; from < clients.length; from += MANY)
		await store
			.insertInto('document_client')
			.values(
				clients
					.slice(from, from + MANY)
					.map(({ document, client, person }) => ({ document, client, person_id: person }))
			)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
}

/** Who wrote what was logged last: of so long, in milliseconds, and so many frames at most. */
const LATELY_MS = 10_000;
const MOST_FRAMES = 500;

/** The last frames of people in the log of a document, in order. */
export async function lastFrames(
	store: Store,
	document: number
): Promise<readonly { readonly person: PersonId; readonly frame: Uint8Array }[]> {
	const rows = await store
		.selectFrom('update_log')
		.select(['at', 'person_id', 'frame'])
		.where('document', '=', document)
		.orderBy('position', 'desc')
		.limit(MOST_FRAMES)
		.execute();
	const since = (rows[0]?.at ?? 0) - LATELY_MS;
	return rows
		.filter(({ at }) => at >= since)
		.flatMap(({ person_id, frame }) => (person_id === null ? [] : [{ person: person_id, frame }]))
		.reverse();
}

/**
 * [R41] Writes down whose each Yjs client id is, a second or so after it was first written under: in memory it counts at
 * once. A kill in between costs little, because the page whose id it is is the first to come back with it.
 */
import type { Database } from '#server/store/database.ts';
import { keepClients, type DocumentClient } from '#server/store/document-clients.ts';
import type { Room } from './room.ts';

export interface Notary {
	note(rooms: Iterable<Room>): void;
	/** Everything noted is written. */
	done(): Promise<void>;
}

export function startNotary(db: Database, onError: (error: unknown) => void): Notary {
	let writing: Promise<void> = Promise.resolve();
	return {
		note(rooms) {
			const fresh: DocumentClient[] = [];
			for (const room of rooms)
				for (const owned of room.owners.takeFresh()) fresh.push({ document: room.document.number, ...owned });
			if (fresh.length > 0) writing = writing.then(() => keepClients(db, fresh)).catch(onError);
		},
		done: () => writing
	};
}

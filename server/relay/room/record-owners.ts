/**
 * [R41] Writes down whose each Yjs client id is, a second or so after it was first written under: in memory it counts at
 * once. A kill in between costs little, because the page whose id it is is the first to come back with it.
 */
import type { Database } from '#server/store/database/database.ts';
import { keepClients, type DocumentClient } from '#server/store/log/document-clients.ts';
import type { Room } from './room.ts';

export interface OwnerRecorder {
	note(rooms: Iterable<Room>): void;
	/** Whether something of a document is on its way. */
	isWriting(document: number): boolean;
	/** Everything noted is written. */
	done(): Promise<void>;
}

export function startOwnerRecorder(db: Database, onError: (error: unknown) => void): OwnerRecorder {
	let writing: Promise<void> = Promise.resolve();
	/** How many writes under way hold something of a document. */
	const under = new Map<number, number>();
	return {
		note(rooms) {
			const fresh: DocumentClient[] = [];
			const noted: number[] = [];
			for (const { owners, document } of rooms) {
				const owned = owners.takeFresh();
				if (owned.length === 0) continue;
				noted.push(document.number);
				under.set(document.number, (under.get(document.number) ?? 0) + 1);
				for (const one of owned) fresh.push({ document: document.number, ...one });
			}
			if (noted.length === 0) return;
			writing = writing
				.then(() => keepClients(db, fresh))
				.catch(onError)
				.then(() => {
					for (const document of noted) {
						const left = (under.get(document) ?? 0) - 1;
						if (left > 0) under.set(document, left);
						else under.delete(document);
					}
				});
		},
		isWriting: (document) => under.has(document),
		done: () => writing
	};
}

/** IndexedDB as promises: locked pieces by meeting. The browser may refuse it (a private window, a full disk): then nothing is kept. */
import type { Sealed } from './vault.ts';

const NAME = 'minutebook';
const VERSION = 1;
const UNSENT = 'unsent';
const BY_MEETING = 'meeting';

export interface Kept {
	readonly number: number;
	readonly sealed: Sealed;
}

interface Row {
	readonly meeting: string;
	readonly at: number;
	readonly sealed: Sealed;
}

export async function keepSealed(meeting: string, sealed: Sealed, at: number): Promise<number> {
	return use('readwrite', (store) => store.add({ meeting, at, sealed } satisfies Row)) as Promise<number>;
}

/** In the order in which they were kept. */
export async function keptFor(meeting: string): Promise<Kept[]> {
	const keys = await use('readonly', (store) => store.index(BY_MEETING).getAllKeys(meeting));
	const kept: Kept[] = [];
	for (const number of keys as number[]) {
		const row = (await use('readonly', (store) => store.get(number))) as Row | undefined;
		if (row) kept.push({ number, sealed: row.sealed });
	}
	return kept;
}

export async function dropKept(numbers: Iterable<number>): Promise<void> {
	for (const number of numbers) await use('readwrite', (store) => store.delete(number));
}

/** Meetings of which something is kept here. */
export async function meetingsKept(): Promise<ReadonlySet<string>> {
	const rows = (await use('readonly', (store) => store.getAll())) as Row[];
	return new Set(rows.map(({ meeting }) => meeting));
}

/** Everything of Minutebook on this device. */
export function wipeDevice(): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.deleteDatabase(NAME);
		request.onsuccess = () => resolve();
		request.onerror = () => reject(request.error ?? new Error('the database of this device'));
	});
}

async function use(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
	const database = await opened();
	try {
		const transaction = database.transaction(UNSENT, mode, { durability: 'strict' });
		const answer = promised(what(transaction.objectStore(UNSENT)));
		await Promise.all([answer, finished(transaction)]);
		return await answer;
	} finally {
		database.close();
	}
}

async function opened(): Promise<IDBDatabase> {
	const request = indexedDB.open(NAME, VERSION);
	request.onupgradeneeded = () =>
		request.result.createObjectStore(UNSENT, { autoIncrement: true }).createIndex(BY_MEETING, 'meeting');
	return (await promised(request)) as IDBDatabase;
}

function promised(request: IDBRequest): Promise<unknown> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('the database of this device'));
	});
}

function finished(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = transaction.onerror = () =>
			reject(transaction.error ?? new Error('the database of this device'));
	});
}

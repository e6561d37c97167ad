/** IndexedDB as promises: locked pieces by meeting. The browser may refuse it (a private window, a full disk): then nothing is kept. */
import type { Sealed } from './vault.ts';

const NAME = 'minutebook';
const VERSION = 2;
const UNSENT = 'unsent';
const WHOLE = 'whole';
const BY_MEETING = 'meeting';

export interface Kept {
	readonly number: number;
	readonly sealed: Sealed;
	/** [R85] The server does not take it as it is. */
	readonly refused: boolean;
}

interface Row {
	readonly meeting: string;
	readonly at: number;
	readonly sealed: Sealed;
	readonly refused?: true;
}

/** [O6] A meeting that a person chose to keep on this device. */
export interface WholeMeeting {
	readonly meeting: string;
	/** Whose; nobody else's page takes it. */
	readonly person: string;
	/** Not extractable: scripts can use it and not read it. It goes with this row. */
	readonly key: CryptoKey;
	/** When it is over, and when the text was last put here; Unix milliseconds. */
	readonly until: number;
	readonly at: number;
	/** What the page is called, as UTF-8. */
	readonly name: Sealed;
	/** The data of the page as SvelteKit asks for it, as UTF-8. */
	readonly page: Sealed;
	/** The shared document as a Yjs update; null: not yet. */
	readonly text: Sealed | null;
	/** [R91] Of which shared text of the meeting that is; left out: of the first. */
	readonly epoch?: number;
}

export async function keepSealed(meeting: string, sealed: Sealed, at: number): Promise<number> {
	return use(UNSENT, 'readwrite', (store) =>
		store.add({ meeting, at, sealed } satisfies Row)
	) as Promise<number>;
}

/** In the order in which they were kept. */
export async function keptFor(meeting: string): Promise<Kept[]> {
	const keys = await use(UNSENT, 'readonly', (store) => store.index(BY_MEETING).getAllKeys(meeting));
	const kept: Kept[] = [];
	for (const number of keys as number[]) {
		const row = (await use(UNSENT, 'readonly', (store) => store.get(number))) as Row | undefined;
		if (row) kept.push({ number, sealed: row.sealed, refused: row.refused === true });
	}
	return kept;
}

/** [R85] From now on it is known as such. */
export async function markRefused(numbers: Iterable<number>): Promise<void> {
	for (const number of numbers)
		await use(UNSENT, 'readwrite', (store) => {
			const request = store.get(number) as IDBRequest<Row | undefined>;
			request.addEventListener('success', () => {
				if (request.result) store.put({ ...request.result, refused: true } satisfies Row, number);
			});
			return request;
		});
}

export async function dropKept(numbers: Iterable<number>): Promise<void> {
	for (const number of numbers) await use(UNSENT, 'readwrite', (store) => store.delete(number));
}

/** Meetings of which something is kept here. */
export async function meetingsKept(): Promise<ReadonlySet<string>> {
	const rows = (await use(UNSENT, 'readonly', (store) => store.getAll())) as Row[];
	// Of whatever text of it: unsent.ts, `unsentIn`.
	return new Set(rows.map(({ meeting }) => meeting.split('/')[0] ?? ''));
}

export async function wholeMeetings(): Promise<WholeMeeting[]> {
	return use(WHOLE, 'readonly', (store) => store.getAll()) as Promise<WholeMeeting[]>;
}

export async function wholeMeeting(meeting: string): Promise<WholeMeeting | undefined> {
	return use(WHOLE, 'readonly', (store) => store.get(meeting)) as Promise<WholeMeeting | undefined>;
}

export async function putWhole(row: WholeMeeting): Promise<void> {
	await use(WHOLE, 'readwrite', (store) => store.put(row));
}

/** Only while it is there: what was given up meanwhile does not come back. */
export async function changeWhole(
	meeting: string,
	news: Partial<Pick<WholeMeeting, 'at' | 'name' | 'page' | 'text' | 'epoch'>>
): Promise<void> {
	await use(WHOLE, 'readwrite', (store) => {
		const request = store.get(meeting) as IDBRequest<WholeMeeting | undefined>;
		request.addEventListener('success', () => {
			if (request.result) store.put({ ...request.result, ...news });
		});
		return request;
	});
}

export async function dropWhole(meeting: string): Promise<void> {
	await use(WHOLE, 'readwrite', (store) => store.delete(meeting));
}

/** Somebody is signed in, and may keep something here. */
let isOpen = true;

export function openDevice(): void {
	isOpen = true;
}

/** Everything of Minutebook on this device: what was locked up, and the pages themselves. What still runs puts nothing back. */
export async function wipeDevice(): Promise<void> {
	isOpen = false;
	await promised(indexedDB.deleteDatabase(NAME));
	for (const name of await caches.keys()) await caches.delete(name);
	for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}

async function use(
	name: string,
	mode: IDBTransactionMode,
	what: (store: IDBObjectStore) => IDBRequest
): Promise<unknown> {
	if (!isOpen) throw new Error('nobody is signed in');
	const database = await opened();
	try {
		const transaction = database.transaction(name, mode, { durability: 'strict' });
		const answer = promised(what(transaction.objectStore(name)));
		await Promise.all([answer, finished(transaction)]);
		return await answer;
	} finally {
		database.close();
	}
}

async function opened(): Promise<IDBDatabase> {
	const request = indexedDB.open(NAME, VERSION);
	request.onupgradeneeded = ({ oldVersion }) => {
		const { result: database } = request;
		if (oldVersion < 1)
			database.createObjectStore(UNSENT, { autoIncrement: true }).createIndex(BY_MEETING, 'meeting');
		if (oldVersion < 2) database.createObjectStore(WHOLE, { keyPath: 'meeting' });
	};
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

import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Everything that the browser keeps of us, as a heap of letters: of one byte and of two. */
export async function keptOn(page: Page): Promise<{ pieces: number; letters: string }> {
	return page.evaluate(async () => {
		const read = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
		let pieces = 0;
		let letters = JSON.stringify({ ...localStorage, ...sessionStorage });
		const add = (value: unknown): void => {
			if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
				const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer);
				letters += new TextDecoder('latin1').decode(bytes) + new TextDecoder('utf-16le').decode(bytes);
			} else if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
			else letters += String(value);
		};
		for (const { name = '' } of await indexedDB.databases()) {
			const database = await read(indexedDB.open(name));
			for (const store of database.objectStoreNames)
				for (const row of (await read(
					database.transaction(store).objectStore(store).getAll()
				)) as unknown[]) {
					pieces++;
					add(row);
				}
			database.close();
		}
		for (const name of await caches.keys())
			for (const request of await (await caches.open(name)).keys())
				letters += await (await caches.match(request))?.text();
		return { pieces, letters };
	});
}

/** Pages open without a network from now on; the worker comes when the page has come to rest. */
export const workerIsThere = (page: Page): Promise<void> =>
	expect
		.poll(
			() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state ?? ''),
			{ timeout: 30_000 }
		)
		.toBe('activated');

import { dev } from '$app/environment';
import { workerAddress } from '#lib/trusted.ts';

/** Long enough that fetching the pages for later takes nothing from opening this one. */
const SETTLED_MS = 5000;
/** Somebody waits. */
const PATIENCE_MS = 30_000;

/** Browsers have service workers only for pages that came over TLS or from this machine. */
export const isWorkerPossible = (): boolean => !dev && 'serviceWorker' in navigator && isSecureContext;

/** Fetches what the pages need without a network. */
export async function registerWorker(): Promise<void> {
	if (isWorkerPossible()) await navigator.serviceWorker.register(workerAddress());
}

/** Rejects where what the pages need cannot be fetched. */
export async function workerIsReady(): Promise<void> {
	await registerWorker();
	const late = new Promise((_resolve, reject) =>
		setTimeout(() => reject(new Error('the pages were not fetched')), PATIENCE_MS)
	);
	await Promise.race([navigator.serviceWorker.ready, late]);
}

/** Registers it when the page has come to rest. @returns the way to stop */
export function registerWorkerLater(): () => void {
	const timer = setTimeout(() => void registerWorker().catch(() => undefined), SETTLED_MS);
	return () => clearTimeout(timer);
}

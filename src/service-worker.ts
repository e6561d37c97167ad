/**
 * [O7] Opens the pages without a network. It keeps code and no words: scripts, styles, fonts, and two pages without
 * content. A meeting that lies locked on this device is opened from there; for everything else the page tells what is safe.
 */
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';
import { APART, SHELL } from '#core/wire/offline-routes.ts';
import { keptWhole, pageOf } from '#lib/offline/whole-meeting.ts';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `pages ${version}`;
const CODE = new Set([...build, ...files]);
const MEETING = /^\/meetings\/([^/]+)(\/__data\.json)?$/;
/** What a proxy says of a server that is not there. */
const AWAY = new Set([502, 503, 504]);

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname, search } = new URL(request.url);
	if (request.method !== 'GET' || origin !== worker.location.origin) return;
	const meeting = MEETING.exec(pathname);
	if (CODE.has(pathname)) event.respondWith(code(request));
	else if (request.mode === 'navigate')
		event.respondWith(page(event, meeting?.[1] ?? null, pathname + search));
	else if (meeting?.[2]) event.respondWith(data(request, meeting[1] ?? ''));
});

/** Fetched as nobody, so that no name stands in what is kept. */
async function install(): Promise<void> {
	const cache = await caches.open(CACHE);
	// One by one: somebody is writing meanwhile.
	for (const address of CODE) await cache.add(address);
	for (const address of [APART, SHELL]) await cache.add(new Request(address, { credentials: 'omit' }));
}

async function activate(): Promise<void> {
	for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
	await worker.registration.navigationPreload.enable();
}

async function code(request: Request): Promise<Response> {
	return (await caches.match(request)) ?? fetch(request);
}

async function page(event: FetchEvent, meeting: string | null, address: string): Promise<Response> {
	const answer = await reached(
		async () => ((await event.preloadResponse) as Response | undefined) ?? fetch(event.request)
	);
	if (answer) return answer;
	if (meeting !== null && (await keptWhole(meeting))) return kept(SHELL);
	if (new URL(event.request.url).pathname === APART) return kept(APART);
	return Response.redirect(`${APART}?to=${encodeURIComponent(address)}`);
}

async function data(request: Request, meeting: string): Promise<Response> {
	const answer = await reached(() => fetch(request));
	if (answer) return answer;
	const row = await keptWhole(meeting);
	const text = row && (await pageOf(row));
	return text ? new Response(text, { headers: { 'content-type': 'application/json' } }) : Response.error();
}

/** null: there is no network, or nobody at its other end. */
async function reached(ask: () => Promise<Response>): Promise<Response | null> {
	try {
		const answer = await ask();
		return AWAY.has(answer.status) ? null : answer;
	} catch {
		return null;
	}
}

async function kept(address: string): Promise<Response> {
	return (await caches.match(address)) ?? Response.error();
}

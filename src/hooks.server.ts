/** Every request of the pages passes here: whose it is, whether it comes from our own pages, and what may be kept of the answer. */
import { error, redirect, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { building, dev } from '$app/environment';
import { developmentPolicy, pagePolicy } from '#core/wire/headers.ts';
import { APART, SHELL } from '#core/wire/offline-routes.ts';
import { sentence } from '#core/kernel/refusal.ts';
import { readConfig, type Config } from '#server/config.ts';
import { isStorageFull, openDatabase } from '#server/store/database/database.ts';
import { diskReserve, reserveOf } from '#server/store/database/reserve.ts';
import { sessionCookieName, verifySession } from '#server/store/accounts/sessions.ts';
import { realDeps, type Deps } from '#server/usecases/kernel/deps.ts';
import { answer } from './hooks/answer.ts';

let config: Config;
let deps: Deps;
/** [I6] Whether the disk has the reserve below which nothing more is typed. */
let hasRoom: () => boolean;

export const init: ServerInit = () => {
	if (building) return;
	config = readConfig(process.env);
	const db = openDatabase(config.dataDir);
	deps = realDeps(db, config.origin);
	hasRoom = diskReserve(config.dataDir, reserveOf(config.relayLimits), () => performance.now());
	process.once('sveltekit:shutdown' as 'exit', () => void db.destroy());
};

/** Pages that need nobody. */
const OPEN = new Set<string>(['/sign-in', APART, SHELL]);
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const handle: Handle = async ({ event, resolve }) => {
	const { request, url, cookies } = event;
	event.locals.deps = deps;
	event.locals.config = config;
	event.locals.actor = null;
	event.locals.session = null;
	event.locals.storageFull = false;
	event.locals.hasRoom = hasRoom();

	const reading = request.method === 'GET' || request.method === 'HEAD';
	if (!reading && !isSameOrigin(request.headers, config.origin))
		error(403, 'This request did not come from a page of this Minutebook, so nothing was done.');
	const elsewhere = reading ? loopbackElsewhere(request.headers.get('host'), config.origin) : null;
	if (elsewhere !== null) redirect(307, elsewhere + url.pathname + url.search);

	const name = sessionCookieName(config.origin);
	const token = cookies.get(name);
	const session = token === undefined ? null : await verifySession(deps.db, token, deps.now());
	if (session !== null) {
		const { person, name, admin, sessionId } = session;
		event.locals.actor = { person, name, admin };
		event.locals.session = sessionId;
	} else {
		if (token !== undefined) cookies.delete(name, { path: '/' });
		if (!OPEN.has(url.pathname)) {
			// Back to the page; what a form asked for is not done behind anybody's back after signing in.
			const next = reading ? url.pathname + url.search : url.pathname;
			redirect(303, next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
		}
	}

	const response = await answer(event, resolve);
	// server/guard-answers.ts says the rest.
	const policy = response.headers.get('content-security-policy');
	if (policy !== null)
		response.headers.set(
			'content-security-policy',
			dev ? developmentPolicy(policy) : pagePolicy(policy, config.origin)
		);
	return response;
};

export const handleError: HandleServerError = ({ error: thrown, event, status, message }) => {
	if (status === 404)
		return {
			message: 'There is nothing here that you may see. Check the address, or go back to your boards.'
		};
	if (status < 500) return { message };
	if (isStorageFull(thrown)) {
		event.locals.storageFull = true;
		return { message: sentence({ code: 'storage-full' }) };
	}
	const reference = crypto.randomUUID().slice(0, 8);
	console.error(reference, thrown);
	return {
		message: 'Something went wrong on our side. What was saved before is safe. Try again in a moment.',
		reference
	};
};

/** Browsers say where a request comes from; for those that do not, the origin of the page has to be ours. */
function isSameOrigin(headers: Headers, origin: string): boolean {
	const site = headers.get('sec-fetch-site');
	return site === null ? headers.get('origin') === origin : site === 'same-origin';
}

/**
 * 127.0.0.1 and localhost are the same machine, but two origins to a browser: cookies and sockets of one do not work on
 * the other. @returns the origin to go to, or null when it is that already
 */
function loopbackElsewhere(host: string | null, origin: string): string | null {
	const ours = new URL(origin);
	if (host === null || host === ours.host || ours.protocol !== 'http:' || !LOOPBACK.has(ours.hostname))
		return null;
	const theirs = URL.parse(`http://${host}`);
	return theirs !== null && LOOPBACK.has(theirs.hostname) && theirs.port === ours.port ? ours.origin : null;
}

import type { Cookies } from '@sveltejs/kit';
import { KNOWN_BROWSER_SECONDS, sessionCookie } from '#server/usecases/accounts/sign-in.ts';

/** Only our own pages see it, no script does, and it goes nowhere but here. */
export function setSessionCookie(cookies: Cookies, origin: string, token: string): void {
	const { name, maxAge } = sessionCookie(origin);
	cookies.set(name, token, {
		path: '/',
		httpOnly: true,
		secure: origin.startsWith('https:'),
		sameSite: 'lax',
		maxAge
	});
}

export function dropSessionCookie(cookies: Cookies, origin: string): void {
	cookies.delete(sessionCookie(origin).name, { path: '/', secure: origin.startsWith('https:') });
}

/** Binds a code to the browser that asked for it. */
export const browserCookieName = (origin: string): string =>
	origin.startsWith('https:') ? '__Host-sign-in' : 'sign-in';

const knownBrowserName = (origin: string): string =>
	origin.startsWith('https:') ? '__Host-known-browser' : 'known-browser';

/** [P19] What proves that somebody signed in with this browser before; '' for none. It opens nothing. */
export const knownBrowserOf = (cookies: Cookies, origin: string): string =>
	cookies.get(knownBrowserName(origin)) ?? '';

export function setKnownBrowser(cookies: Cookies, origin: string, secret: string): void {
	cookies.set(knownBrowserName(origin), secret, {
		path: '/',
		httpOnly: true,
		secure: origin.startsWith('https:'),
		sameSite: 'lax',
		maxAge: KNOWN_BROWSER_SECONDS
	});
}

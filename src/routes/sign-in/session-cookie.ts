import type { Cookies } from '@sveltejs/kit';
import { sessionCookie } from '#server/usecases/sign-in.ts';

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

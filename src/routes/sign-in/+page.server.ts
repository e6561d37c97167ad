import { redirect } from '@sveltejs/kit';
import type { PersonId } from '#core/kernel/ids.ts';
import { parseId } from '#core/kernel/ids.ts';
import { ownPath } from '#core/wire/own-path.ts';
import { askCode } from '#server/usecases/accounts/ask-code.ts';
import { demoSignIn } from '#server/usecases/accounts/demo-sign-in.ts';
import { newBrowserSecret, signIn } from '#server/usecases/accounts/sign-in.ts';
import { signOut } from '#server/usecases/accounts/sign-out.ts';
import { demoPeople } from '#server/views/accounts/demo-people.ts';
import { fieldsOf, refuse, refuseToShow } from '../refuse.ts';
import type { Actions, PageServerLoad } from './$types';
import { browserCookieName, knownBrowserOf, setKnownBrowser, setSessionCookie } from './session-cookie.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { deps, config, actor } = locals;
	const next = ownPath(url.searchParams.get('next'), config.origin);
	if (actor !== null) redirect(303, next);
	return {
		next,
		people: config.demo ? await demoPeople(deps.db, deps.now()) : [],
		byMail: config.smtpUrl !== null
	};
};

export const actions: Actions = {
	ask: async ({ locals, request, cookies, getClientAddress }) => {
		const { deps, config } = locals;
		const { email } = await fieldsOf(request, 'email');
		const name = browserCookieName(config.origin);
		const browser = cookies.get(name) ?? newBrowserSecret();
		cookies.set(name, browser, {
			path: '/',
			httpOnly: true,
			secure: config.origin.startsWith('https:'),
			sameSite: 'lax',
			maxAge: 60 * 60
		});
		const asked = await askCode(deps, {
			email,
			browser,
			knownBrowser: knownBrowserOf(cookies, config.origin),
			address: getClientAddress(),
			deliver: config.smtpUrl === null ? (line) => console.log(line) : 'letter'
		});
		if (!asked.ok) return refuse(asked.error, { email });
		return { sent: true as const, email: asked.value.email };
	},

	enter: async ({ locals, url, request, cookies }) => {
		const { deps, config } = locals;
		const { code, email } = await fieldsOf(request, 'code', 'email');
		const entered = await signIn(deps, {
			code,
			browser: cookies.get(browserCookieName(config.origin)) ?? '',
			knownBrowser: knownBrowserOf(cookies, config.origin),
			userAgent: request.headers.get('user-agent') ?? ''
		});
		if (!entered.ok) return refuse(entered.error, { email });
		if (locals.session !== null) await signOut(deps, locals.session);
		cookies.delete(browserCookieName(config.origin), { path: '/' });
		setKnownBrowser(cookies, config.origin, entered.value.knownBrowser);
		setSessionCookie(cookies, config.origin, entered.value.token);
		redirect(303, ownPath(url.searchParams.get('next'), config.origin));
	},

	demo: async ({ locals, url, request, cookies }) => {
		const { deps, config } = locals;
		const { person } = await fieldsOf(request, 'person');
		const id = parseId<PersonId>(person);
		if (id === null) refuseToShow({ code: 'not-found' });
		const entered = await demoSignIn(deps, config.demo, {
			person: id,
			userAgent: request.headers.get('user-agent') ?? ''
		});
		if (!entered.ok) refuseToShow(entered.error);
		if (locals.session !== null) await signOut(deps, locals.session);
		setSessionCookie(cookies, config.origin, entered.value.token);
		redirect(303, ownPath(url.searchParams.get('next'), config.origin));
	}
};

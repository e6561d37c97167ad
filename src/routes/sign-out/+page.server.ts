import { redirect } from '@sveltejs/kit';
import { signOut } from '#server/usecases/sign-out.ts';
import { dropSessionCookie } from '../sign-in/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** Nobody is signed out by following a link. */
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ locals, cookies }) => {
		if (locals.session !== null) await signOut(locals.deps, locals.session);
		dropSessionCookie(cookies, locals.config.origin);
		redirect(303, '/sign-in');
	}
};

import { redirect } from '@sveltejs/kit';
import { signOut } from '#server/usecases/accounts/sign-out.ts';
import { dropSessionCookie } from '../sign-in/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * Pages a browser kept, also to go back to at once. Not "storage": what lies there locked the page that signs out asks about and
 * removes itself ([O3], lib/offline/SignOut.svelte), words that could not be sent included, which nobody may lose unasked; the rest
 * is how somebody wants to hear and steer the pages. Not "cookies": that this browser has signed in before stays true ([P19]).
 */
const FORGET = '"cache"';

/** Nobody is signed out by following a link. */
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ locals, cookies, setHeaders }) => {
		if (locals.session !== null) await signOut(locals.deps, locals.session);
		dropSessionCookie(cookies, locals.config.origin);
		setHeaders({ 'clear-site-data': FORGET });
		redirect(303, '/sign-in');
	}
};

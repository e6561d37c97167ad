import { redirect } from '@sveltejs/kit';
import type { Actor } from '#server/usecases/kernel/deps.ts';

/** The one who asks. The hook has sent everybody else to sign in already; this says so in the types. */
export function actorOf(locals: App.Locals): Actor {
	if (locals.actor === null) redirect(303, '/sign-in');
	return locals.actor;
}

import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({
	actor: locals.actor
		? { person: locals.actor.person, name: locals.actor.name, admin: locals.actor.admin }
		: null,
	demo: locals.config.demo
});

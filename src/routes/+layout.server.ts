import { ROOM } from '#core/offline.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, depends }) => {
	depends(ROOM);
	return {
		actor: locals.actor
			? { person: locals.actor.person, name: locals.actor.name, admin: locals.actor.admin }
			: null,
		demo: locals.config.demo,
		/** The disk of the server has no room for what is typed. */
		isFull: !locals.hasRoom
	};
};

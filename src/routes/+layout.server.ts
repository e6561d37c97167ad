import { ROOM } from '#core/wire/offline-routes.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, depends }) => {
	depends(ROOM);
	return {
		actor: locals.actor
			? { person: locals.actor.person, name: locals.actor.name, admin: locals.actor.admin }
			: null,
		demo: locals.config.demo,
		source: locals.config.sourceUrl,
		/** A stranger is not told what there may be holes in. */
		version: locals.actor ? locals.config.version : '',
		/** The disk of the server has no room for what is typed. */
		isFull: !locals.hasRoom
	};
};

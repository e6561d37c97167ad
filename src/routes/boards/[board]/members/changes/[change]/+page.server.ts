import { parseId, type ChairChangeId } from '#core/kernel/ids.ts';
import { confirmChair } from '#server/usecases/boards/confirm-chair.ts';
import { withdrawChair } from '#server/usecases/boards/propose-chair.ts';
import { takeBackChair } from '#server/usecases/boards/take-back-chair.ts';
import { chairChangePage } from '#server/views/boards/chair-changes.ts';
import { actorOf } from '../../../../../actor.ts';
import { refuse, refuseToShow } from '../../../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db, now } = locals.deps;
	const page = await chairChangePage(db, params.board, params.change, actorOf(locals), now());
	return page ?? refuseToShow({ code: 'not-found' });
};

/** Which of them it is, the address says. */
export const actions: Actions = {
	confirm: async ({ locals, params }) => {
		const id = parseId<ChairChangeId>(params.change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await confirmChair(locals.deps, actorOf(locals), { change: id });
		return done.ok ? { done: 'Confirmed. All chairs are told.' } : refuse(done.error);
	},
	withdraw: async ({ locals, params }) => {
		const id = parseId<ChairChangeId>(params.change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await withdrawChair(locals.deps, actorOf(locals), { change: id });
		return done.ok ? { done: 'Withdrawn. Nothing was changed.' } : refuse(done.error);
	},
	back: async ({ locals, params }) => {
		const id = parseId<ChairChangeId>(params.change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await takeBackChair(locals.deps, actorOf(locals), { change: id });
		return done.ok
			? { done: 'Taken back: it is again as it was before. All chairs are told.' }
			: refuse(done.error);
	}
};

import {
	parseId,
	type AttendanceId,
	type ChairChangeId,
	type MeetingId,
	type MembershipId
} from '#core/kernel/ids.ts';
import { confirmChair } from '#server/usecases/boards/confirm-chair.ts';
import { proposeChair, withdrawChair } from '#server/usecases/boards/propose-chair.ts';
import { takeBackChair } from '#server/usecases/boards/take-back-chair.ts';
import { setDuties } from '#server/usecases/boards/set-duties.ts';
import { addMember, changeRole, endMembership } from '#server/usecases/boards/keep-members.ts';
import { membersPage } from '#server/views/boards/members-page.ts';
import { actorOf } from '../../../actor.ts';
import { fieldsOf, refuse, refuseToShow } from '../../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

const pageFor = (locals: App.Locals, slug: string) =>
	membersPage(locals.deps.db, slug, actorOf(locals), locals.deps.now());

export const load: PageServerLoad = async ({ locals, params }) =>
	(await pageFor(locals, params.board)) ?? refuseToShow({ code: 'not-found' });

export const actions: Actions = {
	add: async ({ locals, params, request }) => {
		const values = await fieldsOf(request, 'name', 'email', 'role', 'agency', 'initials', 'from', 'to');
		const page = await pageFor(locals, params.board);
		if (page === null) return refuse({ code: 'not-found' }, values);
		const added = await addMember(locals.deps, actorOf(locals), { board: page.board.id, ...values });
		if (!added.ok) return refuse(added.error, values);
		return { done: `${values.name || values.email} is on this board now.` };
	},

	role: async ({ locals, request }) => {
		const { membership, role } = await fieldsOf(request, 'membership', 'role');
		const id = parseId<MembershipId>(membership);
		if (id === null) return refuse({ code: 'not-found' }, { membership });
		const changed = await changeRole(locals.deps, actorOf(locals), { membership: id, role });
		if (!changed.ok) return refuse(changed.error, { membership });
		return { done: 'The role is changed from today.' };
	},

	end: async ({ locals, request }) => {
		const { membership } = await fieldsOf(request, 'membership');
		const id = parseId<MembershipId>(membership);
		if (id === null) return refuse({ code: 'not-found' }, { membership });
		const ended = await endMembership(locals.deps, actorOf(locals), { membership: id });
		if (!ended.ok) return refuse(ended.error, { membership });
		return { done: `${ended.value.name} is no longer on this board.` };
	},

	propose: async ({ locals, params, request }) => {
		const fields = await fieldsOf(request, 'membership', 'meeting', 'entry', 'to');
		const page = await pageFor(locals, params.board);
		if (page === null) return refuse({ code: 'not-found' });
		const proposed = await proposeChair(locals.deps, actorOf(locals), {
			board: page.board.id,
			membership: parseId<MembershipId>(fields.membership),
			meeting: parseId<MeetingId>(fields.meeting),
			entry: parseId<AttendanceId>(fields.entry),
			to: fields.to
		});
		const values = fields.membership === '' ? {} : { membership: fields.membership };
		if (!proposed.ok) return refuse(proposed.error, values);
		return {
			done: 'Proposed. Nothing changes until a second member confirms it, below. The chairs are told.'
		};
	},

	confirm: async ({ locals, request }) => {
		const { change } = await fieldsOf(request, 'change');
		const id = parseId<ChairChangeId>(change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await confirmChair(locals.deps, actorOf(locals), { change: id });
		if (!done.ok) return refuse(done.error);
		return {
			done:
				done.value === 'done'
					? 'Confirmed and done. The chairs are told.'
					: 'Confirmed. It would leave the board without a chair, so an administrator has to agree; they are told.'
		};
	},

	withdraw: async ({ locals, request }) => {
		const { change } = await fieldsOf(request, 'change');
		const id = parseId<ChairChangeId>(change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await withdrawChair(locals.deps, actorOf(locals), { change: id });
		return done.ok ? { done: 'Withdrawn. Nothing was changed.' } : refuse(done.error);
	},

	back: async ({ locals, request }) => {
		const { change } = await fieldsOf(request, 'change');
		const id = parseId<ChairChangeId>(change);
		if (id === null) return refuse({ code: 'not-found' });
		const done = await takeBackChair(locals.deps, actorOf(locals), { change: id });
		return done.ok
			? { done: 'Taken back: it is again as it was before. All chairs are told.' }
			: refuse(done.error);
	},

	duties: async ({ locals, params, request }) => {
		const { both } = await fieldsOf(request, 'both');
		const page = await pageFor(locals, params.board);
		if (page === null) return refuse({ code: 'not-found' });
		const done = await setDuties(locals.deps, actorOf(locals), {
			board: page.board.id,
			oneMayDoBoth: both === 'yes'
		});
		return done.ok
			? { done: 'Saved. It holds for all minutes that are not signed yet.' }
			: refuse(done.error);
	}
};

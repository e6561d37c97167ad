import { fail } from '@sveltejs/kit';
import { parseId, type AttendanceId, type MeetingId, type PersonId } from '#core/ids.ts';
import { ATTENDANCE } from '#core/people.ts';
import { must } from '#core/result.ts';
import { changeMeeting } from '#server/usecases/change-meeting.ts';
import { keepRoster, type RosterChange } from '#server/usecases/keep-roster.ts';
import { meetingPageView } from '#server/views/meeting-page.ts';
import { fieldsOf, refuse, refuseToShow } from '../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = must(locals.actor, 'the actor');
	const id = parseId<MeetingId>(params.meeting);
	const view = id && (await meetingPageView(locals.deps.db, id, actor.person, locals.deps.now()));
	if (!view) refuseToShow({ code: 'not-found' });
	return { view, board: view.board, person: actor.person };
};

export const actions: Actions = {
	facts: async ({ locals, params, request }) => {
		const id = parseId<MeetingId>(params.meeting);
		if (!id) return refuse({ code: 'not-found' });
		const fields = await fieldsOf(
			request,
			'title',
			'date',
			'start',
			'end',
			'place',
			'nextDate',
			'nextStart',
			'nextEnd',
			'nextPlace'
		);
		const done = await changeMeeting(locals.deps, must(locals.actor, 'the actor'), {
			meeting: id,
			...fields
		});
		return done.ok ? { message: null } : refuse(done.error, fields);
	},
	roster: async ({ locals, params, request }) => {
		const id = parseId<MeetingId>(params.meeting);
		const change = parseChange(await request.formData());
		if (!id || !change)
			return fail(400, { message: 'That is no stroke on a roster. Nothing was changed; reload the page.' });
		const done = await keepRoster(locals.deps, must(locals.actor, 'the actor'), { meeting: id, change });
		return done.ok ? { message: null } : refuse(done.error);
	}
};

function parseChange(form: FormData): RosterChange | null {
	const text = (name: string): string => {
		const value = form.get(name);
		return typeof value === 'string' ? value : '';
	};
	const attendance = ATTENDANCE.find((known) => known === text('attendance')) ?? null;
	const kind = text('kind');
	if (kind === 'mark-rest') return attendance && { kind, attendance };
	if (kind === 'add-guest')
		return {
			kind,
			name: text('name'),
			agency: text('agency'),
			deputyFor: parseId<AttendanceId>(text('deputyFor'))
		};
	if (kind === 'add-person') {
		const person = parseId<PersonId>(text('person'));
		return person && { kind, person, agency: text('agency') };
	}
	const entry = parseId<AttendanceId>(text('entry'));
	if (!entry) return null;
	switch (kind) {
		case 'mark':
			return attendance && { kind, entry, attendance };
		case 'role':
			return { kind, entry, role: text('role') };
		case 'deputy':
			return { kind, entry, for: parseId<AttendanceId>(text('for')) };
		case 'initials':
			return { kind, entry, initials: text('initials') };
		case 'note':
			return { kind, entry, note: text('note') };
		case 'remove':
			return { kind, entry };
		default:
			return null;
	}
}

import { fail } from '@sveltejs/kit';
import { parseId, type AttendanceId, type MeetingId, type PersonId } from '#core/kernel/ids.ts';
import { ATTENDANCE } from '#core/boards/people.ts';
import { must } from '#core/kernel/result.ts';
import { guestArising } from '#server/usecases/register/guest-arising.ts';
import { changeMeeting } from '#server/usecases/minutes/change-meeting.ts';
import { keepRoster, type RosterChange } from '#server/usecases/roster/keep-roster.ts';
import { markAll, type Mark } from '#server/usecases/roster/mark-attendance.ts';
import { meetingPageView } from '#server/views/minutes/meeting-page.ts';
import { phrasesFor } from '#server/views/boards/phrases.ts';
import { ownDeviceKey } from '#server/views/accounts/device-key.ts';
import { ownNotes } from '#server/views/remarks/private-notes.ts';
import { meetingRemarks } from '#server/views/remarks/remarks.ts';
import { fieldsOf, refuse, refuseToShow } from '../../refuse.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = must(locals.actor, 'the actor');
	const id = parseId<MeetingId>(params.meeting);
	const { db, now } = locals.deps;
	const seen = id && (await meetingPageView(db, id, actor.person, now()));
	if (!seen) refuseToShow({ code: 'not-found' });
	const view =
		seen.guest && seen.meeting.state === 'draft'
			? { ...seen, arising: await guestArising(db, seen.meeting, actor.person) }
			: seen;
	return {
		view,
		board: view.board,
		person: actor.person,
		phrases: await phrasesFor(db, actor.person, view.guest ? null : view.meeting.board),
		deviceKey: await ownDeviceKey(db, actor.person, now()),
		notes: await ownNotes(db, view.meeting.id, actor.person, now()),
		remarks: await meetingRemarks(db, view.meeting, actor, now())
	};
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
			return fail(400, { message: 'That is no change on a roster. Nothing was changed; reload the page.' });
		const done = await keepRoster(locals.deps, must(locals.actor, 'the actor'), { meeting: id, change });
		return done.ok ? { message: null } : refuse(done.error);
	},
	marks: async ({ locals, params, request }) => {
		const id = parseId<MeetingId>(params.meeting);
		const marks = parseMarks((await request.formData()).get('marks'));
		if (!id || !marks)
			return fail(400, { message: 'Those are no marks on a roster. Nothing was changed; reload the page.' });
		const done = await markAll(locals.deps, must(locals.actor, 'the actor'), { meeting: id, marks });
		return done.ok ? { message: null, refused: done.value } : refuse(done.error);
	}
};

/** JSON of `Mark`s; null for anything else. */
function parseMarks(sent: FormDataEntryValue | null): Mark[] | null {
	try {
		const read: unknown = JSON.parse(typeof sent === 'string' ? sent : '');
		if (!Array.isArray(read) || read.length > 500) return null;
		const marks = read.map((one: Readonly<Record<string, unknown>> | null) => {
			const entry = parseId<AttendanceId>(one?.['entry']);
			const attendance = ATTENDANCE.find((known) => known === one?.['attendance']);
			const was = ATTENDANCE.find((known) => known === one?.['was']);
			return entry && attendance && was ? { entry, attendance, was } : null;
		});
		return marks.every((mark) => mark !== null) ? marks : null;
	} catch {
		return null;
	}
}

/** The id of an item or a line of the shared document; null: none. */
const placeOf = (text: string): string | null => (/^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : null);

function parseChange(form: FormData): RosterChange | null {
	const text = (name: string): string => {
		const value = form.get(name);
		return typeof value === 'string' ? value : '';
	};
	const attendance = ATTENDANCE.find((known) => known === text('attendance')) ?? null;
	const kind = text('kind');
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
		case 'mark': {
			const was = ATTENDANCE.find((known) => known === text('was'));
			return attendance && { kind, entry, attendance, ...(was ? { was } : {}) };
		}
		case 'here-for': {
			const holder = parseId<AttendanceId>(text('for'));
			return holder && { kind, entry, for: holder };
		}
		case 'moved': {
			const move = text('move');
			if (move !== 'joined' && move !== 'left') return null;
			return {
				kind,
				entry,
				move,
				at: text('at'),
				item: placeOf(text('item')),
				after: placeOf(text('after'))
			};
		}
		case 'move-moment':
			return { kind, entry, number: Number(text('number')), at: text('at'), item: placeOf(text('item')) };
		case 'move-off':
			return { kind, entry, number: Number(text('number')) };
		case 'agency':
			return { kind, entry, agency: text('agency') };
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

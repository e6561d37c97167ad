import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { keepPhrase, removePhrase } from '#server/usecases/boards/keep-phrases.ts';
import { erasePrivateNotes } from '#server/usecases/remarks/keep-private-note.ts';
import { endOtherSessions, endOwnSession, forgetOtherBrowsers } from '#server/usecases/accounts/sign-out.ts';
import { accountPage } from '#server/views/accounts/account-page.ts';
import { phrasesOfPerson } from '#server/views/boards/phrases.ts';
import { ownNotedMeetings } from '#server/views/remarks/private-notes.ts';
import { actorOf } from '../actor.ts';
import { fieldsOf, refuse } from '../refuse.ts';
import { knownBrowserOf } from '../sign-in/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { db, now } = locals.deps;
	const { person } = actorOf(locals);
	return {
		...(await accountPage(db, person, must(locals.session, 'the session of the actor'), now())),
		phrases: await phrasesOfPerson(db, person, now()),
		noted: await ownNotedMeetings(db, person)
	};
};

export const actions: Actions = {
	end: async ({ locals, request }) => {
		const { session } = await fieldsOf(request, 'session');
		const ended = await endOwnSession(locals.deps, actorOf(locals), session);
		return ended.ok ? { done: 'That device is signed out.' } : refuse(ended.error);
	},

	others: async ({ locals, cookies }) => {
		const session = must(locals.session, 'the session of the actor');
		const here = knownBrowserOf(cookies, locals.config.origin);
		await endOtherSessions(locals.deps, actorOf(locals), session, here);
		return { done: 'Every other device is signed out.' };
	},

	forget: async ({ locals, cookies }) => {
		const here = knownBrowserOf(cookies, locals.config.origin);
		await forgetOtherBrowsers(locals.deps, actorOf(locals), here);
		return { done: 'Other browsers are no longer known as yours.' };
	},

	keepPhrase: async ({ locals, request }) => {
		const values = await fieldsOf(request, 'id', 'short', 'words');
		const kept = await keepPhrase(locals.deps, actorOf(locals), { whose: 'mine', ...values });
		return kept.ok ? { done: `${kept.value.short} now expands as you type.` } : refuse(kept.error, values);
	},

	removePhrase: async ({ locals, request }) => {
		const values = await fieldsOf(request, 'id');
		const gone = await removePhrase(locals.deps, actorOf(locals), { whose: 'mine', ...values });
		return gone.ok ? { done: `${gone.value.short} is removed.` } : refuse(gone.error, values);
	},

	eraseNotes: async ({ locals, request }) => {
		const meeting = parseId<MeetingId>((await fieldsOf(request, 'meeting')).meeting);
		if (meeting === null) return refuse({ code: 'not-found' });
		await erasePrivateNotes(locals.deps, actorOf(locals), meeting, null);
		return { done: 'Your private notes of that meeting are erased.' };
	}
};

/** One's own private notes of a meeting. Their words travel in the body only, so that no log of addresses holds them. */
import { json } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import { keepPrivateNote } from '#server/usecases/remarks/keep-private-note.ts';
import { actorOf } from '../../../actor.ts';
import { refuseToShow } from '../../../refuse.ts';
import type { RequestHandler } from './$types';

export const PUT: RequestHandler = async ({ locals, params, request }) => {
	const meeting = parseId<MeetingId>(params.meeting);
	const sent = meeting && parseSent(await request.text());
	if (!meeting || !sent) refuseToShow({ code: 'not-found' });
	const kept = await keepPrivateNote(locals.deps, actorOf(locals), { meeting, ...sent });
	if (!kept.ok) refuseToShow(kept.error);
	return json({ note: kept.value.note }, { status: kept.value.kind === 'kept' ? 200 : 409 });
};

function parseSent(
	body: string
): { readonly item: string; readonly text: string; readonly seen: string } | null {
	try {
		const { item, text, seen } = JSON.parse(body) as Record<string, unknown>;
		return typeof item === 'string' && typeof text === 'string' && typeof seen === 'string'
			? { item, text, seen }
			: null;
	} catch {
		return null;
	}
}

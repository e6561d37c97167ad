/**
 * [I2] Whether somebody has any business where their form goes, asked before it is read. What it is for, its use case judges;
 * here only whoever would find nothing at that address is turned away.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { parseId, type MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { londonDate } from '#core/kernel/time.ts';
import { boardBySlug } from '#server/store/boards/boards.ts';
import { admitToBoard, admitToMeeting } from '#server/usecases/kernel/admit.ts';
import { chairChangePage } from '#server/views/boards/chair-changes.ts';
import { registerScope } from '#server/views/register/register-page.ts';

const NOT_FOUND: Refusal = { code: 'not-found' };

/** @returns null: they have; and so has whoever is not signed in, who reaches only what is open to all */
export async function hasNoBusiness(event: RequestEvent): Promise<Refusal | null> {
	const { locals, route, params } = event;
	if (locals.actor === null) return null;
	if (params['meeting'] !== undefined) return atMeeting(event, params['meeting']);
	if (params['board'] !== undefined) return atBoard(event, params['board']);
	if (route.id === '/people' && !locals.actor.admin) return NOT_FOUND;
	return null;
}

async function atMeeting({ locals, route }: RequestEvent, said: string): Promise<Refusal | null> {
	const { actor, deps } = locals;
	const meeting = parseId<MeetingId>(said);
	if (actor === null || meeting === null) return NOT_FOUND;
	const verb = route.id === '/meetings/[meeting]/review' ? 'sign' : 'read-meeting';
	const admitted = await admitToMeeting(deps, deps.db, actor, meeting, verb);
	return admitted.ok ? null : admitted.error;
}

async function atBoard({ locals, route, params }: RequestEvent, slug: string): Promise<Refusal | null> {
	const { actor, deps } = locals;
	if (actor === null) return NOT_FOUND;
	const now = deps.now();
	// Who owns an action there, or was its chair until yesterday, need not be a member.
	if (route.id?.startsWith('/boards/[board]/register')) {
		const scope = await registerScope(deps.db, { slug, person: actor.person, today: londonDate(now) });
		return scope === null ? NOT_FOUND : null;
	}
	if (params['change'] !== undefined) {
		const page = await chairChangePage(deps.db, slug, params['change'], actor, now);
		return page === null ? NOT_FOUND : null;
	}
	const board = await boardBySlug(deps.db, slug);
	if (board === null) return NOT_FOUND;
	if (route.id === '/boards/[board]/import')
		return admitToBoard(deps, deps.db, actor, board.id, 'import-minutes');
	const [reads, keeps] = [
		await admitToBoard(deps, deps.db, actor, board.id, 'read-board'),
		await admitToBoard(deps, deps.db, actor, board.id, 'keep-members')
	];
	return keeps === null ? null : reads;
}

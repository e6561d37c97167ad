import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import { endSessionsOf, endSession, sessionsOf } from '#server/store/sessions.ts';
import type { Actor, Deps } from './deps.ts';

export async function signOut(deps: Deps, sessionId: string): Promise<void> {
	await endSession(deps.db, sessionId);
}

/** Ends one of one's own sessions, on whatever device it is. */
export async function endOwnSession(
	deps: Deps,
	actor: Actor,
	sessionId: string
): Promise<Result<null, Refusal>> {
	const own = await sessionsOf(deps.db, actor.person, deps.now());
	if (!own.some((session) => session.id === sessionId)) return err({ code: 'not-found' });
	await endSession(deps.db, sessionId);
	return ok(null);
}

/** All but the one this is asked from. */
export async function endOtherSessions(deps: Deps, actor: Actor, sessionId: string): Promise<void> {
	await endSessionsOf(deps.db, actor.person, sessionId);
}

import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { forgetBrowsers } from '#server/store/accounts/known-browsers.ts';
import { endSessionsOf, endSession, sessionsOf } from '#server/store/accounts/sessions.ts';
import { hashBrowser } from './code-hash.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

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

/** All but the one this is asked from; the browsers elsewhere are strangers again, too. @param knownBrowser the secret of this one's cookie */
export async function endOtherSessions(
	deps: Deps,
	actor: Actor,
	sessionId: string,
	knownBrowser: string
): Promise<void> {
	await endSessionsOf(deps.db, actor.person, sessionId);
	await forgetOtherBrowsers(deps, actor, knownBrowser);
}

/** [P19] */
export async function forgetOtherBrowsers(deps: Deps, actor: Actor, knownBrowser: string): Promise<void> {
	await forgetBrowsers(deps.db, actor.person, hashBrowser(knownBrowser));
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { PersonId } from '#core/ids.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import { recordAudit } from '#server/store/audit.ts';
import type { Store } from '#server/store/database.ts';
import { ABSOLUTE_MS, createSession, sessionCookieName } from '#server/store/sessions.ts';
import { countTries, spendTry, takeCode } from '#server/store/sign-in-codes.ts';
import { network } from './ask-code.ts';
import { hashBrowser, hashCode } from './code-hash.ts';
import type { Deps } from './deps.ts';
import { lineOf } from './parse.ts';

export const TRIES = 5;
const WINDOW_MS = 15 * 60_000;
const TRIES_PER_ADDRESS = 600;

export interface SignIn {
	readonly browser: string;
	readonly code: string;
	readonly address: string;
	readonly userAgent: string;
}

/** What the cookie of the browser that asks for a code holds. */
export const newBrowserSecret = (): string => randomBytes(32).toString('base64url');

/** The cookie that carries the token. It need not outlive the longest session. */
export const sessionCookie = (origin: string) =>
	({ name: sessionCookieName(origin), maxAge: ABSOLUTE_MS / 1000 }) as const;

/** [P11] Five tries, ten minutes, once. @returns the token for the session cookie */
export async function signIn(
	deps: Deps,
	command: SignIn
): Promise<Result<{ readonly token: string }, Refusal>> {
	const typed = lineOf(command.code).toUpperCase().replace(/[\s-]/g, '');
	if (typed === '')
		return err({
			code: 'invalid',
			field: 'code',
			message: 'Enter the code from the e-mail, 8 letters and digits.'
		});
	const now = deps.now();
	const spent = await deps.db.transaction().execute(async (store) => {
		const address = { subject: `address ${network(command.address)}`, most: TRIES_PER_ADDRESS };
		if ((await countTries(store, 'enter', [address], now, WINDOW_MS)) === 'too-many') return null;
		return spendTry(store, hashBrowser(command.browser), TRIES);
	});
	if (spent === null) return err({ code: 'too-many-tries' });
	if (spent === 'none' || spent.expires_at <= now) return err({ code: 'code-expired' });
	const hash = await hashCode(typed, spent.salt);
	const { person_id: person } = spent;
	if (!timingSafeEqual(hash, spent.code_hash) || person === null)
		return spent.tries >= TRIES
			? err({ code: 'too-many-tries' })
			: err({ code: 'wrong-code', triesLeft: TRIES - spent.tries });
	return deps.db.transaction().execute(async (store) => {
		if (!(await takeCode(store, spent))) return err({ code: 'code-expired' });
		return ok({ token: await beginSession(deps, store, person, command.userAgent, 'sign-in') });
	});
}

/** The one place where a session of a browser begins. */
export async function beginSession(
	deps: Deps,
	store: Store,
	person: PersonId,
	userAgent: string,
	verb: string
): Promise<string> {
	await recordAudit(store, { at: deps.now(), person, verb, subject: person });
	return createSession(store, person, deps.now(), { userAgent });
}

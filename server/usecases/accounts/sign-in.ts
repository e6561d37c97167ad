import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import { ABSOLUTE_MS, createSession, sessionCookieName } from '#server/store/accounts/sessions.ts';
import { rememberBrowser } from '#server/store/accounts/known-browsers.ts';
import { personById } from '#server/store/boards/people.ts';
import { spendTry, takeCode } from '#server/store/accounts/sign-in-codes.ts';
import { hashBrowser, hashCode } from './code-hash.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf } from '#server/usecases/kernel/parse.ts';

export const TRIES = 5;

/** [P19] How long a browser keeps what proves that somebody signed in there: as long as browsers keep any cookie. */
export const KNOWN_BROWSER_SECONDS = 400 * 24 * 60 * 60;

export interface SignIn {
	readonly browser: string;
	/** [P19] The secret of the cookie that was set when somebody signed in there before; '' for none. */
	readonly knownBrowser: string;
	readonly code: string;
	readonly userAgent: string;
}

const SECRET = /^[\w-]{43}$/;

/** What the cookie of the browser that asks for a code holds. */
export const newBrowserSecret = (): string => randomBytes(32).toString('base64url');

/** The cookie that carries the token. It need not outlive the longest session. */
export const sessionCookie = (origin: string) =>
	({ name: sessionCookieName(origin), maxAge: ABSOLUTE_MS / 1000 }) as const;

/** [P11] Five tries, ten minutes, once. */
export async function signIn(
	deps: Deps,
	command: SignIn
): Promise<
	Result<
		{
			/** For the session cookie. */
			readonly token: string;
			/** For the cookie of {@link KNOWN_BROWSER_SECONDS}: the one that was there, or a new one. */
			readonly knownBrowser: string;
		},
		Refusal
	>
> {
	const typed = lineOf(command.code).toUpperCase().replace(/[\s-]/g, '');
	if (typed === '')
		return err({
			code: 'invalid',
			field: 'code',
			message: 'Enter the code from the e-mail, 8 letters and digits.'
		});
	const now = deps.now();
	// Each code has five tries and each browser one code, so that the asks bound the guesses ([P18]).
	const spent = await deps.db
		.transaction()
		.execute((store) => spendTry(store, hashBrowser(command.browser), TRIES));
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
		if (!(await maySignIn(store, person))) return err({ code: 'code-expired' });
		const knownBrowser = SECRET.test(command.knownBrowser) ? command.knownBrowser : newBrowserSecret();
		await rememberBrowser(store, hashBrowser(knownBrowser), person, now);
		const token = await beginSession(deps, store, person, command.userAgent, 'sign-in');
		return ok({ token, knownBrowser });
	});
}

/** [D10] Not disabled since they asked. */
const maySignIn = async (store: Store, person: PersonId): Promise<boolean> =>
	(await personById(store, person))?.disabledAt === null;

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

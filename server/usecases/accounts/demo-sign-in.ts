import type { PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { personById } from '#server/store/boards/people.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { beginSession } from './sign-in.ts';

/**
 * [P12] One press and somebody else is signed in: in the demo, whose people are invented, and nowhere else.
 * @returns the token for the session cookie
 */
export async function demoSignIn(
	deps: Deps,
	demo: boolean,
	command: { readonly person: PersonId; readonly userAgent: string }
): Promise<Result<{ readonly token: string }, Refusal>> {
	if (!demo) return err({ code: 'not-found' });
	return deps.db.transaction().execute(async (store) => {
		const person = await personById(store, command.person);
		if (person?.disabledAt !== null) return err({ code: 'not-found' });
		return ok({ token: await beginSession(deps, store, person.id, command.userAgent, 'demo-sign-in') });
	});
}

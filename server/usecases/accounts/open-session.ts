import type { PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { longInstant } from '#core/kernel/time.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { personById } from '#server/store/boards/people.ts';
import { ABSOLUTE_MS, createSession } from '#server/store/accounts/sessions.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { aroundPerson, byWords, tell } from '#server/usecases/boards/tell-chairs.ts';

/**
 * [D9] A session of somebody, opened for them at the console, for twelve hours of doing nothing. Whoever has it reads, writes and
 * signs as they do, so they and the chairs of their boards are told, and they can end it on their account page.
 * @returns the token for the cookie; it exists nowhere else
 */
export async function openSession(
	deps: Deps,
	actor: Actor,
	command: { readonly person: PersonId }
): Promise<Result<string, Refusal>> {
	if (actor.person !== 'console') return err({ code: 'not-found' });
	return deps.db.transaction().execute(async (store) => {
		const person = await personById(store, command.person);
		if (person === null) return err({ code: 'not-found' });
		if (person.disabledAt != null)
			return err({
				code: 'invalid',
				field: 'person',
				message: `${person.name} is disabled, so nobody signs in as them. Enable them first: minutebook person enable ${person.email ?? ''}`
			});
		const at = deps.now();
		const token = await createSession(store, person.id, at, {
			idleMs: ABSOLUTE_MS,
			userAgent: 'command line'
		});
		await recordAudit(store, { at, person: actor.person, verb: 'sign-in-at-console', subject: person.id });
		const did = `${byWords(actor)} opened a session as ${person.name} on ${longInstant(at)}. Until ${longInstant(at + ABSOLUTE_MS)} whoever has it reads, writes and signs as ${person.name}.`;
		await tell(deps, store, [person.id], {
			subject: 'You were signed in at the server',
			words: [
				did,
				'If you did not ask for this, sign that session out on your account page, where it is called “Made on the command line”, and ask the administrator what it was for.'
			],
			path: '/account'
		});
		const { chairs, boards } = await aroundPerson(deps, store, person.id);
		await tell(
			deps,
			store,
			chairs.filter((chair) => chair !== person.id),
			{
				subject: `${person.name} was signed in at the server`,
				words: [
					did,
					...boards,
					'You are told because you chair one of them. If this is not right, ask the administrator.'
				],
				path: '/'
			}
		);
		return ok(token);
	});
}

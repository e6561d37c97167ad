import type { PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { refuseQueuedTo } from '#server/store/mail/outbox.ts';
import { administrators, personById, setDisabled, type Person } from '#server/store/boards/people.ts';
import { forgetBrowsers } from '#server/store/accounts/known-browsers.ts';
import { endSessionsOf } from '#server/store/accounts/sessions.ts';
import { disownCodesOf } from '#server/store/accounts/sign-in-codes.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { tellOfPerson } from '#server/usecases/boards/tell-chairs.ts';

/**
 * [D10] At once: no session of theirs holds, no code that is on its way lets them in, and no letter that waits goes out. What
 * they are on their boards, and what they wrote and signed, stays. [D11] The last administrator stays one.
 */
export async function disablePerson(
	deps: Deps,
	actor: Actor,
	command: { readonly person: PersonId }
): Promise<Result<Person, Refusal>> {
	if (!actor.admin) return err({ code: 'not-found' });
	return deps.db.transaction().execute(async (store) => {
		const person = await personById(store, command.person);
		if (person === null) return err({ code: 'not-found' });
		if (person.disabledAt != null) return ok(person);
		if (person.admin && (await administrators(store)).every(({ id }) => id === person.id))
			return err({ code: 'separate-duties', which: 'last-administrator' });
		const at = deps.now();
		await setDisabled(store, person.id, at);
		await endSessionsOf(store, person.id);
		await disownCodesOf(store, person.id);
		await forgetBrowsers(store, person.id);
		if (person.email !== null) await refuseQueuedTo(store, person.email, at);
		await recordAudit(store, { at, person: actor.person, verb: 'disable-person', subject: person.id });
		await tellOfPerson(
			deps,
			store,
			actor,
			person.id,
			`${person.name} may not sign in any more: an administrator disabled them, and every session of theirs is ended. What they are on their boards stays.`,
			'and them'
		);
		return ok({ ...person, disabledAt: at });
	});
}

export async function enablePerson(
	deps: Deps,
	actor: Actor,
	command: { readonly person: PersonId }
): Promise<Result<Person, Refusal>> {
	if (!actor.admin) return err({ code: 'not-found' });
	return deps.db.transaction().execute(async (store) => {
		const person = await personById(store, command.person);
		if (person === null) return err({ code: 'not-found' });
		if (person.disabledAt == null) return ok(person);
		await setDisabled(store, person.id, null);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'enable-person',
			subject: person.id
		});
		await tellOfPerson(
			deps,
			store,
			actor,
			person.id,
			`${person.name} may sign in again: an administrator enabled them.`,
			'and them'
		);
		return ok({ ...person, disabledAt: null });
	});
}

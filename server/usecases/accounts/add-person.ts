import type { PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import { insertPerson, makeAdmin, personByEmail, type Person } from '#server/store/boards/people.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { tellOfPerson } from '#server/usecases/boards/tell-chairs.ts';
import { lineOf, parseEmail, parseLine } from '#server/usecases/kernel/parse.ts';

export interface AddPerson {
	readonly name: string;
	/** '' for somebody known by name only, who cannot sign in. */
	readonly email: string;
	readonly agency?: string;
	readonly initials?: string;
	readonly admin?: boolean;
}

/** [P3] Administrators alone add people who are on no board yet; there is no sign-up. */
export async function addPerson(
	deps: Deps,
	actor: Actor,
	command: AddPerson
): Promise<Result<PersonId, Refusal>> {
	if (!actor.admin) return err({ code: 'not-allowed', what: 'add people' });
	const person = parsePerson(deps, command);
	if (!person.ok) return person;
	return deps.db.transaction().execute(async (store) => {
		if (person.value.email !== null && (await personByEmail(store, person.value.email)) !== null)
			return err({
				code: 'taken',
				field: 'email',
				message: `${person.value.email} belongs to somebody already. Find them in the list.`
			});
		await placePerson(deps, store, actor, person.value);
		return ok(person.value.id);
	});
}

/** Makes somebody an administrator. From the command line: the first one has nobody to ask. */
export async function appoint(deps: Deps, actor: Actor, email: string): Promise<Result<PersonId, Refusal>> {
	if (!actor.admin) return err({ code: 'not-allowed', what: 'appoint administrators' });
	return deps.db.transaction().execute(async (store) => {
		const person = await personByEmail(store, email);
		if (person === null) return err({ code: 'not-found' });
		await makeAdmin(store, person.id);
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'appoint-admin',
			subject: person.id
		});
		if (!person.admin)
			await tellOfPerson(
				deps,
				store,
				actor,
				person.id,
				`${person.name} is an administrator now: they keep people and boards, and read nothing by that alone.`,
				'not them'
			);
		return ok(person.id);
	});
}

export function parsePerson(deps: Pick<Deps, 'newId'>, command: AddPerson): Result<Person, Refusal> {
	const name = parseLine('name', command.name, 'the name', 120);
	if (!name.ok) return name;
	const email = lineOf(command.email) === '' ? ok(null) : parseEmail('email', command.email);
	if (!email.ok) return email;
	return ok({
		id: deps.newId<PersonId>(),
		name: name.value,
		email: email.value,
		agency: lineOf(command.agency).slice(0, 120),
		initials: lineOf(command.initials).slice(0, 8),
		admin: command.admin ?? false
	});
}

export async function placePerson(deps: Deps, store: Store, actor: Actor, person: Person): Promise<void> {
	await insertPerson(store, person, deps.now());
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb: 'add-person',
		subject: person.id,
		detail: { name: person.name, admin: person.admin }
	});
}

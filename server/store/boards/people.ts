import type { Selectable } from 'kysely';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Tables } from '#server/store/database/tables.ts';

export interface Person {
	readonly id: PersonId;
	readonly name: string;
	/** null: known by name only, cannot sign in. */
	readonly email: string | null;
	readonly initials: string;
	readonly agency: string;
	readonly admin: boolean;
	/** Since when they may not sign in; null or left out: they may. */
	readonly disabledAt?: Instant | null;
}

function fromRow(row: Selectable<Tables['person']>): Person {
	return {
		id: row.id,
		name: row.name,
		email: row.email,
		initials: row.initials,
		agency: row.agency,
		admin: row.admin === 1,
		disabledAt: row.disabled_at
	};
}

export async function personById(store: Store, id: PersonId): Promise<Person | null> {
	const row = await store.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

/** Whatever the letter case: mailboxes that differ only in it do not exist in practice. */
export async function personByEmail(store: Store, email: string): Promise<Person | null> {
	const row = await store
		.selectFrom('person')
		.selectAll()
		.where('email', '=', email.trim())
		.executeTakeFirst();
	return row === undefined ? null : fromRow(row);
}

/** [D10] Whom a code may sign in: nobody who is disabled, who is to a stranger as one who is not known. */
export async function whoMaySignIn(store: Store, email: string): Promise<Person | null> {
	const person = await personByEmail(store, email);
	return person?.disabledAt == null ? person : null;
}

export async function allPeople(store: Store): Promise<Person[]> {
	return (await store.selectFrom('person').selectAll().orderBy('name').orderBy('id').execute()).map(fromRow);
}

export async function insertPerson(store: Store, person: Person, now: Instant): Promise<void> {
	await store
		.insertInto('person')
		.values({
			id: person.id,
			name: person.name,
			email: person.email,
			initials: person.initials,
			agency: person.agency,
			admin: person.admin ? 1 : 0,
			created_at: now
		})
		.execute();
}

export async function makeAdmin(store: Store, id: PersonId): Promise<void> {
	await store.updateTable('person').set({ admin: 1 }).where('id', '=', id).execute();
}

export async function setDisabled(store: Store, id: PersonId, at: Instant | null): Promise<void> {
	await store.updateTable('person').set({ disabled_at: at }).where('id', '=', id).execute();
}

/** The administrators who may sign in. */
export async function administrators(store: Store): Promise<Person[]> {
	const rows = await store
		.selectFrom('person')
		.selectAll()
		.where('admin', '=', 1)
		.where('disabled_at', 'is', null)
		.orderBy('name')
		.execute();
	return rows.map(fromRow);
}

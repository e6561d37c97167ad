/**
 * Whose each Yjs client id is. Yjs does not ask: whoever writes under somebody else's id, at the clock that comes next,
 * makes every copy of the document ignore what that person types. So an id belongs to the person who used it first.
 */
import type { PersonId } from '#core/ids.ts';

export class Owners {
	readonly #persons = new Map<number, PersonId>();
	/** Bound since they were last taken: not yet in the records. */
	#fresh: { readonly client: number; readonly person: PersonId }[] = [];

	/** What the records say. Whoever was bound meanwhile stays. */
	recall(owners: Iterable<readonly [client: number, person: PersonId]>): void {
		for (const [client, person] of owners) if (!this.#persons.has(client)) this.#persons.set(client, person);
	}

	/** Theirs, or nobody's yet. */
	mayUse(client: number, person: PersonId): boolean {
		return (this.#persons.get(client) ?? person) === person;
	}

	of(client: number): PersonId | null {
		return this.#persons.get(client) ?? null;
	}

	/** From now on it is theirs. Ask {@link mayUse} first. */
	bind(client: number, person: PersonId): void {
		if (this.#persons.has(client)) return;
		this.#persons.set(client, person);
		this.#fresh.push({ client, person });
	}

	/** To be written down. */
	takeFresh(): readonly { readonly client: number; readonly person: PersonId }[] {
		const fresh = this.#fresh;
		if (fresh.length > 0) this.#fresh = [];
		return fresh;
	}
}

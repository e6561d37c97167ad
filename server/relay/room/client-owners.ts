/**
 * Whose each Yjs client id is. Yjs does not ask: whoever writes under somebody else's id, at the clock that comes next,
 * makes every copy of the document ignore what that person types. So an id belongs to the person who used it first.
 */
import type { PersonId } from '#core/kernel/ids.ts';

export interface Owned {
	readonly client: number;
	readonly person: PersonId;
}

export class ClientOwners {
	/** Those that write under it; and only in memory: those that were seen with it, and only read. */
	readonly #writers = new Map<number, PersonId>();
	readonly #seen = new Map<number, PersonId>();
	/** Bound for good since they were last taken: not yet in the records. */
	#fresh: Owned[] = [];

	/** What the records say. */
	recall(owned: Iterable<Owned>): void {
		for (const { client, person } of owned) if (!this.#writers.has(client)) this.#writers.set(client, person);
	}

	of(client: number): PersonId | null {
		return this.#writers.get(client) ?? this.#seen.get(client) ?? null;
	}

	/** Theirs, or nobody's yet. */
	mayUse(client: number, person: PersonId): boolean {
		return (this.of(client) ?? person) === person;
	}

	/** From now on it is theirs. Ask {@link mayUse} first. */
	bind(client: number, person: PersonId, how: 'kept' | 'seen' = 'kept'): void {
		if (this.#writers.has(client)) return;
		if (how === 'seen') {
			this.#seen.set(client, person);
			return;
		}
		this.#writers.set(client, person);
		this.#seen.delete(client);
		this.#fresh.push({ client, person });
	}

	/** Nobody is seen with it any more, and nothing was written under it. */
	forget(client: number): void {
		this.#seen.delete(client);
	}

	/** To be written down. */
	takeFresh(): readonly Owned[] {
		const fresh = this.#fresh;
		if (fresh.length > 0) this.#fresh = [];
		return fresh;
	}
}

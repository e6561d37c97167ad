/**
 * Who owns which Yjs client, and what each shows of itself. A client belongs to the connection that introduced it; only
 * that one is heard about it, which is also what makes the echoes of stock clients fall silent.
 */
import type { PersonId } from '#core/ids.ts';
import type { RosterWord } from '#core/wire.ts';
import { isState, type AwarenessEntry } from './frames.ts';
import { Owners } from './owners.ts';

export interface Introducer {
	readonly person: PersonId;
	readonly name: string;
	readonly mayWrite: boolean;
}

interface Client<Owner> {
	/** null: its connection is gone. Only the same person may bring it back. */
	owner: Owner | null;
	readonly person: PersonId;
	clock: number;
	/** `null` (the text): it shows nothing. */
	state: string;
}

export interface Heard {
	/** To be sent on to everybody else. */
	readonly news: readonly AwarenessEntry[];
	/** To be sent back: the sender's clock is behind what the others know of it, and this makes it raise it. */
	readonly correction: readonly AwarenessEntry[];
	/** A new client was introduced, or came back. */
	readonly introduced: boolean;
	/** A state that is not JSON: nobody must be sent it. */
	readonly malformed: boolean;
}

/** Of one connection. Yjs takes a new id when it sees its own used elsewhere, so one is too few. */
const MAX_CLIENTS = 8;
const GONE = 'null';

export class Presence<Owner extends Introducer> {
	readonly #clients = new Map<number, Client<Owner>>();
	/** Those that have introduced themselves by awareness: what else they say of others is an echo. */
	readonly #introduced = new WeakSet<Owner>();
	readonly #owners: Owners;

	/** @param owners whose the clients are for good, by what they wrote */
	constructor(owners = new Owners()) {
		this.#owners = owners;
	}

	/** [R15] A stock client's first awareness frame is about itself alone. */
	hear(owner: Owner, entries: readonly AwarenessEntry[]): Heard {
		const news: AwarenessEntry[] = [];
		const correction: AwarenessEntry[] = [];
		let introduced = false;
		for (const { client, clock, state } of entries) {
			if (this.#clients.get(client)?.owner !== owner) {
				if (entries.length > 1 || this.#introduced.has(owner) || !this.#introduce(owner, client, clock))
					continue;
				introduced = true;
			}
			this.#introduced.add(owner);
			const standing = this.#clients.get(client);
			if (!standing) continue;
			const isNewer =
				clock > standing.clock || (clock === standing.clock && state === GONE && standing.state !== GONE);
			if (!isNewer) {
				if (standing.state === GONE && state !== GONE)
					correction.push({ client, clock: standing.clock, state: GONE });
				continue;
			}
			if (!isState(state)) return { news, correction, introduced, malformed: true };
			standing.clock = clock;
			standing.state = state;
			news.push({ client, clock, state });
		}
		return { news, correction, introduced, malformed: false };
	}

	/** [R15] Text of a client nobody has heard of. @returns whether it was introduced by it */
	typed(owner: Owner, client: number): boolean {
		if (this.#clients.has(client) || this.#count(owner) >= MAX_CLIENTS) return false;
		return this.#introduce(owner, client, 0);
	}

	#introduce(owner: Owner, client: number, clock: number): boolean {
		if (!this.#owners.mayUse(client, owner.person)) return false;
		const standing = this.#clients.get(client);
		if (!standing) {
			this.#owners.bind(client, owner.person, 'seen');
			this.#clients.set(client, { owner, person: owner.person, clock: -1, state: GONE });
			return true;
		}
		if (standing.person !== owner.person) return false;
		// An older socket of the same tab may not have noticed yet that it is dead. Another tab's echo is never newer.
		if (standing.owner !== null && clock <= standing.clock) return false;
		standing.owner = owner;
		return true;
	}

	/** The open connection a client belongs to. */
	holder(client: number): Owner | null {
		return this.#clients.get(client)?.owner ?? null;
	}

	#count(owner: Owner): number {
		let count = 0;
		for (const client of this.#clients.values()) if (client.owner === owner) count++;
		return count;
	}

	/** The connection is gone, and with it what its clients showed. @returns what to tell the others */
	leave(owner: Owner): AwarenessEntry[] {
		const news: AwarenessEntry[] = [];
		for (const [client, standing] of this.#clients) {
			if (standing.owner !== owner) continue;
			standing.owner = null;
			if (standing.state === GONE) continue;
			standing.state = GONE;
			// The same clock: that is enough for "gone", and the client, coming back with it, is corrected by us.
			news.push({ client, clock: standing.clock, state: GONE });
		}
		return news;
	}

	/** What a newcomer is shown. */
	all(): AwarenessEntry[] {
		const entries: AwarenessEntry[] = [];
		for (const [client, { clock, state }] of this.#clients)
			if (state !== GONE) entries.push({ client, clock, state });
		return entries;
	}

	/** [R16] Whose the clients of the open connections are. */
	roster(): RosterWord[] {
		const words: RosterWord[] = [];
		for (const [client, { owner }] of this.#clients)
			if (owner) words.push({ client, person: owner.person, name: owner.name, mayWrite: owner.mayWrite });
		return words;
	}
}

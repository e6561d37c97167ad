/**
 * Who owns which Yjs client, and what each shows of itself. A client belongs to the connection that introduced it; only
 * that one is heard about it, which is also what makes the echoes of stock clients fall silent.
 */
import type { PersonId } from '#core/kernel/ids.ts';
import type { RosterWord } from '#core/wire/wire.ts';
import { isState, type AwarenessEntry } from '#server/relay/socket/frames.ts';
import { ClientOwners } from './client-owners.ts';

export interface Introducer {
	readonly person: PersonId;
	readonly name: string;
	readonly mayWrite: boolean;
}

interface Client<Owner> {
	/** null: its connection is gone. Only the same person may bring it back. */
	owner: Owner | null;
	readonly person: PersonId;
	/** As it was when its connection was last there: a caret that is still shown needs its name. */
	name: string;
	mayWrite: boolean;
	/** Its connection was cut, and it is still shown. The time is that of the first look at it since, or null. */
	cut: { since: number | null } | null;
	clock: number;
	/** {@link GONE}: it shows nothing. */
	state: Uint8Array;
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
/** What a client says when it leaves. */
const GONE: Uint8Array = new TextEncoder().encode('null');
const isGone = (state: Uint8Array): boolean =>
	state === GONE || (state.length === GONE.length && GONE.every((byte, at) => byte === state[at]));
/** Clocks of those who have gone are kept for when they come back; of so many. */
const MAX_GONE = 1000;

export class Presence<Owner extends Introducer> {
	readonly #clients = new Map<number, Client<Owner>>();
	/** Those that have introduced themselves by awareness: what else they say of others is an echo. */
	readonly #introduced = new WeakSet<Owner>();
	readonly #owners: ClientOwners;

	/** @param owners whose the clients are for good, by what they wrote */
	constructor(owners = new ClientOwners()) {
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
				clock > standing.clock || (clock === standing.clock && isGone(state) && !isGone(standing.state));
			if (!isNewer) {
				if (isGone(standing.state) && !isGone(state))
					correction.push({ client, clock: standing.clock, state: GONE });
				continue;
			}
			if (!isState(state)) return { news, correction, introduced, malformed: true };
			standing.clock = clock;
			// A copy, so that all that was read together with it can go.
			standing.state = isGone(state) ? GONE : state.slice();
			news.push({ client, clock, state: standing.state });
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
		const { person, name, mayWrite } = owner;
		if (!standing) {
			// [R42] Of one who may write it is written down before they have: nobody else says then what they wrote under it.
			this.#owners.bind(client, person, mayWrite ? 'kept' : 'seen');
			this.#clients.set(client, { owner, person, name, mayWrite, cut: null, clock: -1, state: GONE });
			return true;
		}
		if (standing.person !== person) return false;
		// An older socket of the same tab may not have noticed yet that it is dead. Another tab's echo is never newer.
		if (standing.owner !== null && clock <= standing.clock) return false;
		Object.assign(standing, { owner, name, mayWrite, cut: null });
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

	/** The connection said goodbye, and with it goes what its clients showed. @returns what to tell the others */
	leave(owner: Owner): AwarenessEntry[] {
		const news: AwarenessEntry[] = [];
		for (const [client, standing] of this.#clients)
			if (standing.owner === owner) this.#end(client, standing, news);
		return news;
	}

	/** [R45] The connection was cut. Its clients stay for a while: it may be back before anybody has missed it. */
	cut(owner: Owner): void {
		for (const standing of this.#clients.values()) {
			if (standing.owner !== owner) continue;
			standing.owner = null;
			standing.cut = { since: null };
		}
	}

	/**
	 * [R45] To be asked every second or so.
	 * @param now milliseconds of a clock that never goes back
	 * @returns what to tell the others
	 */
	expire(now: number, graceMs: number): AwarenessEntry[] {
		const news: AwarenessEntry[] = [];
		let gone = 0;
		for (const [client, standing] of this.#clients) {
			if (standing.owner === null && standing.cut === null) gone++;
			if (standing.cut === null) continue;
			standing.cut.since ??= now;
			if (now - standing.cut.since >= graceMs) this.#end(client, standing, news);
		}
		if (gone > MAX_GONE) this.#forget(gone - MAX_GONE);
		return news;
	}

	#end(client: number, standing: Client<Owner>, news: AwarenessEntry[]): void {
		standing.owner = null;
		standing.cut = null;
		if (isGone(standing.state)) return;
		standing.state = GONE;
		// The same clock: that is enough for "gone", and the client, coming back with it, is corrected by us.
		news.push({ client, clock: standing.clock, state: GONE });
	}

	/** Those who have been known longest first. */
	#forget(count: number): void {
		for (const [client, { owner, cut }] of this.#clients) {
			if (count === 0) return;
			if (owner !== null || cut !== null) continue;
			this.#clients.delete(client);
			this.#owners.forget(client);
			count--;
		}
	}

	/** What a newcomer is shown. */
	all(): AwarenessEntry[] {
		const entries: AwarenessEntry[] = [];
		for (const [client, { clock, state }] of this.#clients)
			if (!isGone(state)) entries.push({ client, clock, state });
		return entries;
	}

	/** Those who have gone, too. */
	everybody(): AwarenessEntry[] {
		return [...this.#clients].map(([client, { clock, state }]) => ({
			client,
			clock: Math.max(clock, 0),
			state
		}));
	}

	/** [R16] Whose the clients are that are here, or were a moment ago. */
	roster(): RosterWord[] {
		const words: RosterWord[] = [];
		for (const [client, { owner, cut, person, name, mayWrite }] of this.#clients)
			if (owner !== null || cut !== null) words.push({ client, person, name, mayWrite });
		return words;
	}
}

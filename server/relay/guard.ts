/**
 * Whether a sound update may enter this document: written under ids of its sender, on top of text that is there, and
 * within what a document may hold. Judged when it arrives, before the log; what was let through and is not yet applied
 * counts as there.
 */
import type { PersonId } from '#core/ids.ts';
import { Refused } from '#core/wire.ts';
import type { Owners } from './owners.ts';
import type { UpdateContent } from './update.ts';

export type Verdict =
	| { readonly kind: 'take' }
	/** It stands on text that is not here: its author must say everything again. */
	| { readonly kind: 'missing' }
	| {
			readonly kind: 'refuse';
			readonly code: (typeof Refused)[keyof typeof Refused];
			readonly why: string;
			/** Nobody's editor does that: the connection goes, too. */
			readonly forged: boolean;
	  };

/** One who writes. */
export interface Writer {
	readonly person: PersonId;
	/** Has said everything it had when it came. What it types from then on is here before anybody else has it. */
	readonly isInStep: boolean;
}

/** What the guard asks of the document and of those who are on it. */
export interface Guarded<W extends Writer> {
	/** What is stored of it. */
	readonly bytes: number;
	/** How far a client has come in the text. */
	clock(client: number): number;
	/** [R50] Why pieces cannot stand where they say, or null. */
	misplaced(content: UpdateContent): string | null;
	/** The open connection a client belongs to. */
	holder(client: number): W | null;
	/** [R42] Text of somebody else came back in a handshake: allowed, because a power cut may have taken it from us. */
	returned(from: W, clients: readonly number[]): void;
}

export interface GuardLimits {
	/** [R44] Of the document, stored. */
	readonly maxBytes: number;
	/** [R41] Yjs clients that one connection may bring in by typing. */
	readonly maxClients: number;
}

const TAKE: Verdict = { kind: 'take' };
const MISSING: Verdict = { kind: 'missing' };
const refuse = (code: (typeof Refused)[keyof typeof Refused], why: string, forged = false): Verdict => ({
	kind: 'refuse',
	code,
	why,
	forged
});

export class Guard<W extends Writer> {
	readonly #text: Guarded<W>;
	readonly #owners: Owners;
	readonly #limits: GuardLimits;
	/** How far each client will have come once everything that was let through is in the text. */
	readonly #ahead = new Map<number, number>();
	/** Which ids a connection has brought in by typing under them. */
	readonly #brought = new WeakMap<W, number>();

	constructor(text: Guarded<W>, owners: Owners, limits: GuardLimits) {
		this.#text = text;
		this.#owners = owners;
		this.#limits = limits;
	}

	/** @param handshake the answer to a step 1 of ours, and no other frame */
	judge(from: W, content: UpdateContent, size: number, handshake: boolean): Verdict {
		if (this.#text.bytes + size > this.#limits.maxBytes)
			return refuse(Refused.TooLarge, 'these minutes have grown as large as they may');
		const added = this.#added(content);
		const forged = handshake ? this.#isStolen(from, added) : this.#isForged(from, added);
		if (forged) return refuse(Refused.Malformed, 'text in the name of somebody else', true);
		// What is missing from all that somebody has, they do not have themselves.
		if (!this.#standsOnText(content))
			return handshake ? refuse(Refused.Malformed, 'it waits for text that nobody has') : MISSING;
		const why = this.#text.misplaced(content);
		if (why !== null) return refuse(Refused.Malformed, why, true);
		for (const [client, { to }] of added) {
			this.#ahead.set(client, to);
			if (handshake) continue;
			if (this.#owners.of(client) === null) this.#brought.set(from, (this.#brought.get(from) ?? 0) + 1);
			this.#owners.bind(client, from.person);
		}
		return TAKE;
	}

	#added({ structs }: UpdateContent): Added[] {
		const added: Added[] = [];
		for (const row of structs) if (row[1].to > this.#clock(row[0])) added.push(row);
		return added;
	}

	/** [R41] Live text is written under ids of one's own. */
	#isForged(from: W, added: readonly Added[]): boolean {
		let brought = this.#brought.get(from) ?? 0;
		for (const [client] of added) {
			if (!this.#owners.mayUse(client, from.person)) return true;
			if (this.#owners.of(client) === null && ++brought > this.#limits.maxClients) return true;
		}
		return false;
	}

	/**
	 * [R42] A handshake may hold what others wrote and we have lost. But not of somebody who is here and in step: all that
	 * they wrote passed us before it reached anybody.
	 */
	#isStolen(from: W, added: readonly Added[]): boolean {
		const foreign: number[] = [];
		for (const [client] of added) {
			const holder = this.#text.holder(client);
			if (holder !== null && holder.person !== from.person && holder.isInStep) return true;
			if (!this.#owners.mayUse(client, from.person)) foreign.push(client);
		}
		if (foreign.length > 0) this.#text.returned(from, foreign);
		return false;
	}

	/** [R43] Whether everything it refers to is here, or comes with it. */
	#standsOnText({ structs, needs, deletes, skips }: UpdateContent): boolean {
		if (skips) return false;
		const reach = (client: number): number => {
			const row = structs.get(client);
			const clock = this.#clock(client);
			return row !== undefined && row.from <= clock ? Math.max(row.to, clock) : clock;
		};
		for (const [client, { from }] of structs) if (from > this.#clock(client)) return false;
		for (const [client, clock] of needs) if (clock >= reach(client)) return false;
		for (const [client, ranges] of deletes) {
			const last = ranges.at(-1);
			if (last !== undefined && last.clock + last.len > reach(client)) return false;
		}
		return true;
	}

	#clock(client: number): number {
		return this.#ahead.get(client) ?? this.#text.clock(client);
	}

	/** Everything that was let through is in the text, or was refused by the log. */
	settled(): void {
		if (this.#ahead.size > 0) this.#ahead.clear();
	}
}

type Added = readonly [client: number, range: { readonly from: number; readonly to: number }];

/**
 * Whether a sound update may enter this document: written under ids of its sender, on top of text that is there, and
 * within what a document may hold. Judged when it arrives, before the log; what was let through and is not yet applied
 * counts as there.
 */
import type { PersonId } from '#core/kernel/ids.ts';
import { Refused } from '#core/wire/wire.ts';
import type { ClientOwners } from '#server/relay/room/client-owners.ts';
import type { UpdateContent } from './update.ts';

export type Verdict =
	| { readonly kind: 'take' }
	/** It stands on text that is not here: its author must say everything again. */
	| { readonly kind: 'missing' }
	/** [R42] It has text of others that is not here: how far each of them has come in it. Only they can bring that. */
	| { readonly kind: 'ahead'; readonly clients: ReadonlyMap<number, number> }
	| {
			readonly kind: 'refuse';
			readonly code: (typeof Refused)[keyof typeof Refused];
			readonly why: string;
			/** Nobody's editor does that: the connection goes, too. */
			readonly forged: boolean;
			/** It stands on text that is not here, and that its author does not have either. */
			readonly waits?: true;
	  };

/** One who writes. */
export interface Writer {
	readonly person: PersonId;
	/** Has said everything it had when it came. What it types from then on is here before anybody else has it. */
	readonly isInStep: boolean;
}

/** What the guard asks of the document and of those who are on it. */
export interface AdmissionHost<W extends Writer> {
	/** What is stored of it. */
	readonly bytes: number;
	/** How far a client has come in the text. */
	clock(client: number): number;
	/** [R50] Why pieces cannot stand where they say, or null. */
	misplaced(content: UpdateContent): string | null;
	/** The open connection a client belongs to. */
	holder(client: number): W | null;
}

export interface AdmissionLimits {
	/** [R44] Of the document, stored. */
	readonly maxBytes: number;
	/** [R41] Yjs clients that one connection may bring in by typing. */
	readonly maxClients: number;
}

const TAKE: Verdict = { kind: 'take' };
const MISSING: Verdict = { kind: 'missing' };
const WAITS: Verdict = {
	kind: 'refuse',
	code: Refused.Malformed,
	why: 'it waits for text that nobody has',
	forged: false,
	waits: true
};
const refuse = (code: (typeof Refused)[keyof typeof Refused], why: string, forged = false): Verdict => ({
	kind: 'refuse',
	code,
	why,
	forged
});

export class Admission<W extends Writer> {
	readonly #text: AdmissionHost<W>;
	readonly #owners: ClientOwners;
	readonly #limits: AdmissionLimits;
	/** How far each client will have come once everything that was let through is in the text. */
	readonly #ahead = new Map<number, number>();
	/** Which ids a connection has brought in by typing under them. */
	readonly #brought = new WeakMap<W, number>();

	constructor(text: AdmissionHost<W>, owners: ClientOwners, limits: AdmissionLimits) {
		this.#text = text;
		this.#owners = owners;
		this.#limits = limits;
	}

	/** @param handshake the answer to a step 1 of ours, and no other frame */
	judge(from: W, content: UpdateContent, size: number, handshake: boolean): Verdict {
		if (this.#text.bytes + size > this.#limits.maxBytes)
			return refuse(Refused.TooLarge, 'these minutes have grown as large as they may');
		const added = this.#added(content);
		if (handshake ? this.#isStolen(from, added) : this.#isForged(from, added))
			return refuse(Refused.Malformed, 'text in the name of somebody else', true);
		const foreign = handshake ? this.foreignIn(from, added) : null;
		if (foreign) return { kind: 'ahead', clients: foreign };
		// What is missing from all that somebody has, they do not have themselves.
		if (!this.#standsOnText(content)) return handshake ? WAITS : MISSING;
		const why = this.#text.misplaced(content);
		if (why !== null) return refuse(Refused.Malformed, why, true);
		for (const [client, { to }] of added) {
			this.#ahead.set(client, to);
			// What an earlier page of theirs wrote is written to its end. Their own may go on.
			if (handshake && this.#owners.of(client) === null) continue;
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

	/** [R42] Nobody can have more of somebody who is here and in step: all that they wrote passed us before it reached anybody. */
	#isStolen(from: W, added: readonly Added[]): boolean {
		return added.some(([client]) => {
			const holder = this.#text.holder(client);
			return holder !== null && holder.person !== from.person && holder.isInStep;
		});
	}

	/**
	 * [R42] Of others, and not here: a power cut took it from us, or it was made up, and nothing of it says which. Letters, and
	 * as well what has none, which would shut out what its author says next.
	 * @returns null: there is nothing of the kind
	 */
	foreignIn(from: W, added: Iterable<Added>): ReadonlyMap<number, number> | null {
		let foreign: Map<number, number> | null = null;
		for (const [client, { to }] of added)
			if (to > this.#clock(client) && !this.#owners.mayUse(client, from.person))
				(foreign ??= new Map<number, number>()).set(client, to);
		return foreign;
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

import type { ChainHead } from './chain-head.ts';
import type { Instant } from '#core/kernel/time.ts';

/** What a paper says of its own standing: printed on every page of it. */
export type Marking =
	| { readonly state: 'draft' }
	| {
			readonly state: 'signed';
			readonly signatures: readonly PrintedSignature[];
			/** Hex, of the canonical text. */
			readonly sha256: string;
			/** Chain digest of the board's record before this one; null for the first. */
			readonly previous: string | null;
			/** The head of the board's record chain as it was with the last signature; left out where there is none. */
			readonly chain?: ChainHead;
			/** How a later meeting agreed these notes, in a sentence; left out while none did. */
			readonly agreed?: string;
	  };

export interface PrintedSignature {
	readonly name: string;
	/** As signed: "chair", "co-chair". */
	readonly role: string;
	readonly signedAt: Instant;
}

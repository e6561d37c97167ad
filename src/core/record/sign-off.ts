/** Who signs, and when the minutes are signed. */
import type { PersonId } from '#core/kernel/ids.ts';

export interface Signer {
	readonly person: PersonId;
	readonly name: string;
	readonly role: 'chair' | 'co-chair';
}

export interface SignatureOf {
	readonly person: PersonId;
	readonly digest: string;
}

export type SignState =
	| { readonly kind: 'signed' }
	/** Who has yet to sign this very text. */
	| { readonly kind: 'waiting'; readonly missing: readonly Signer[] };

/**
 * [S4] By the board's rule one signature is enough, or every chair and co-chair must sign. Only signatures under the
 * text as it stands count: whoever signed an earlier state reads and signs again.
 */
export function signState(
	rule: 'any' | 'all',
	signers: readonly Signer[],
	signatures: readonly SignatureOf[],
	digest: string
): SignState {
	const signed = new Set(
		signatures.filter((signature) => signature.digest === digest).map(({ person }) => person)
	);
	const missing = signers.filter(({ person }) => !signed.has(person));
	const done = rule === 'any' ? signed.size > 0 : missing.length === 0 && signed.size > 0;
	return done ? { kind: 'signed' } : { kind: 'waiting', missing };
}

/** [L9] Whether the chains still contain a head that went out: then nothing that was entered before it was rewritten. */
import { headsIn, type ChainHead } from '#core/record/chain-head.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { INSTALLATION } from '#server/store/record/chain.ts';
import type { VerifiedChains } from './verify-chain.ts';

export type FoundHead =
	| { readonly kind: 'none' }
	| { readonly kind: 'lost'; readonly head: ChainHead }
	/** Of `of` entries; `whole`: each up to there follows from the one before it. */
	| {
			readonly kind: 'found';
			readonly head: ChainHead;
			readonly chain: BoardId | typeof INSTALLATION;
			readonly sequence: number;
			readonly of: number;
			readonly at: Instant;
			readonly whole: boolean;
	  };

/** @param said a letter, the text of a PDF, or the head itself */
export function findHeads(chains: VerifiedChains, said: string): readonly FoundHead[] {
	const heads = headsIn(said);
	if (heads.length === 0) return [{ kind: 'none' }];
	return heads.map((head) => {
		const found = chains.heads.get(head);
		if (found === undefined) return { kind: 'lost', head };
		const { chain, sequence, at } = found;
		return {
			kind: 'found',
			head,
			chain: chain as BoardId | typeof INSTALLATION,
			sequence,
			of: chains.ends.find((end) => end.chain === chain)?.sequence ?? sequence,
			at,
			whole: !chains.problems.some(
				(problem) => problem.chain === chain && /of the record chain/.test(problem.what)
			)
		};
	});
}

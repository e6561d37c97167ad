/** [L9] A head from a letter or a PDF, compared by a chair with the chain of their board and with that of the installation. */
import * as v from 'valibot';
import { headsIn, type ChainHead } from '#core/record/chain-head.ts';
import type { BoardId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';
import { chainEntries, INSTALLATION } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import type { FoundHead } from './find-head.ts';
import { linked } from './verify-chain.ts';

/** A letter whole is a few kB. */
const LONGEST = 20_000;
/** Of a text with more than anybody pastes. */
const MOST_HEADS = 20;

const Pasted = v.pipe(
	v.string(),
	v.trim(),
	v.nonEmpty('Paste the line “Record chain: …” of a letter or of a PDF, or the whole letter.'),
	v.maxLength(LONGEST, 'That is longer than a letter. Paste its line “Record chain: …” alone.')
);

/**
 * Follows both chains from their first entry to their last. Whether the rows are still what was entered is for a check to say.
 * @param command.text what was pasted
 */
export async function compareHead(
	deps: Deps,
	actor: Actor,
	command: { readonly board: BoardId; readonly text: unknown }
): Promise<Result<readonly FoundHead[], Refusal>> {
	return deps.db
		.transaction()
		.setAccessMode('read only')
		.execute(async (store) => {
			const refusal = await admitToBoard(deps, store, actor, command.board, 'check-record');
			if (refusal !== null) return err(refusal);
			const pasted = v.safeParse(Pasted, command.text);
			if (!pasted.success) return err({ code: 'invalid', field: 'head', message: pasted.issues[0].message });
			const heads = headsIn(pasted.output).slice(0, MOST_HEADS);
			if (heads.length === 0) return ok([{ kind: 'none' }]);
			const followed = [
				await follow(store, command.board, new Set(heads)),
				await follow(store, INSTALLATION, new Set(heads))
			];
			return ok(heads.map((head) => foundIn(followed, head)));
		});
}

interface Followed {
	readonly chain: BoardId | typeof INSTALLATION;
	readonly of: number;
	readonly whole: boolean;
	readonly places: ReadonlyMap<ChainHead, { readonly sequence: number; readonly at: Instant }>;
}

async function follow(
	store: Store,
	chain: Followed['chain'],
	wanted: ReadonlySet<ChainHead>
): Promise<Followed> {
	const places = new Map<ChainHead, { readonly sequence: number; readonly at: Instant }>();
	let [of, last, whole] = [0, '', true];
	for await (const entry of chainEntries(store, chain)) {
		whole &&= entry.sequence === of + 1 && entry.head === linked(last, entry);
		of = entry.sequence;
		last = entry.head;
		if (wanted.has(last)) places.set(last, { sequence: of, at: entry.at });
	}
	return { chain, of, whole, places };
}

function foundIn(followed: readonly Followed[], head: ChainHead): FoundHead {
	for (const { chain, of, whole, places } of followed) {
		const place = places.get(head);
		if (place !== undefined) return { kind: 'found', head, chain, of, whole, ...place };
	}
	return { kind: 'lost', head };
}

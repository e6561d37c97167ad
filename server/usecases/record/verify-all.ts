/**
 * [L8] Everything that vouches for the records, recomputed: records, chains, logs, register, papers, the laws of the database
 * and the file itself. Changes nothing; reads one moment when the store is a transaction.
 */
import type { ProblemKind } from '#core/record/record-check.ts';
import { allBoards } from '#server/store/boards/boards.ts';
import { INSTALLATION, type ChainEnd } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';
import { fileProblems } from '#server/store/database/integrity.ts';
import { brokenLaws } from '#server/store/database/laws.ts';
import { headsSent } from '#server/store/mail/outbox.ts';
import { lastChecks, type FoundProblem } from '#server/store/record/record-checks.ts';
import { verifyChains, type VerifiedChains } from './verify-chain.ts';
import { verifyPapers } from './verify-papers.ts';
import { verifyRecords } from './verify-records.ts';
import { verifyRegister } from './verify-register.ts';

export interface VerifiedAll {
	readonly boards: number;
	readonly records: number;
	readonly papers: number;
	readonly entries: number;
	readonly heads: readonly ChainEnd[];
	readonly chains: VerifiedChains;
	readonly problems: readonly VerifiedProblem[];
}

export interface VerifiedProblem extends FoundProblem {
	readonly kind: ProblemKind;
	readonly meeting: string | null;
}

/** How many earlier checks are asked for the heads they saw. */
const EARLIER = 400;

export async function verifyAll(store: Store, dataDir: string): Promise<VerifiedAll> {
	const problems: VerifiedProblem[] = [];
	const whole = (kind: ProblemKind, what: string, board: string | null = null) =>
		problems.push({ kind, board, record: null, meeting: null, what });

	for (const what of await fileProblems(store)) whole('file', `the database file: ${what}`);
	for (const what of await brokenLaws(store))
		whole('law', `${what}: the database no longer refuses what it should`);
	const records = await verifyRecords(store);
	for (const problem of records.problems) problems.push({ kind: 'record', ...problem });
	const boards = await allBoards(store);
	const slugs = new Map<string, string>(boards.map(({ id, slug }) => [id, slug]));
	for (const { id, slug } of boards)
		for (const { reference, what } of await verifyRegister(store, id))
			problems.push({ kind: 'register', board: slug, record: reference, meeting: null, what });
	const chains = await verifyChains(store);
	for (const { chain, what } of chains.problems)
		whole('chain', what, chain === null || chain === INSTALLATION ? null : (slugs.get(chain) ?? null));
	for (const { chain, what } of await rewritten(store, chains))
		whole('chain', what, slugs.get(chain) ?? null);
	const papers = await verifyPapers(store, dataDir);
	for (const { meeting, paper, board, what } of papers.problems)
		problems.push({
			kind: 'paper',
			board: slugs.get(board) ?? null,
			record: `Paper “${paper}”`,
			meeting,
			what
		});
	return {
		boards: records.boards,
		records: records.records,
		papers: papers.papers,
		entries: chains.entries,
		heads: chains.ends,
		chains,
		problems
	};
}

/** A head that an earlier check saw, or that went out with a letter, is still in its chain, unless the chain was written anew. */
async function rewritten(
	store: Store,
	{ heads }: VerifiedChains
): Promise<readonly { readonly chain: string; readonly what: string }[]> {
	const lost = new Map<string, string>();
	for (const check of await lastChecks(store, EARLIER).catch(() => []))
		for (const { chain, head } of check.heads)
			if (!heads.has(head))
				lost.set(chain, 'the record chain is not the one an earlier check saw: it was written anew');
	for (const { chain, head } of await headsSent(store))
		if (!heads.has(head))
			lost.set(
				chain,
				'the record chain is not the one whose head went out with a letter: it was written anew'
			);
	return [...lost].map(([chain, what]) => ({ chain, what }));
}

/** [L8] Recomputes every chain, and every row that was entered in one. Changes nothing. */
import type { Instant } from '#core/kernel/time.ts';
import { longInstant } from '#core/kernel/time.ts';
import { CHAIN_FORMS, type ChainForm } from '#server/store/record/chain-forms.ts';
import { chainEntries, digestedRows, type ChainEnd, type ChainEntry } from '#server/store/record/chain.ts';
import type { Store } from '#server/store/database/database.ts';
import { digestOf } from '#server/store/database/digest.ts';

export interface ChainProblem {
	/** A board's id, or `installation`; null where that cannot be said. */
	readonly chain: string | null;
	readonly what: string;
}

export interface VerifiedChains {
	readonly entries: number;
	readonly ends: readonly ChainEnd[];
	/** Every head there is, to find one again that went out. */
	readonly heads: ReadonlyMap<string, Pick<ChainEntry, 'chain' | 'sequence' | 'at'>>;
	readonly problems: readonly ChainProblem[];
}

/** The last word about a row. */
interface Entered {
	readonly chain: string;
	readonly form: number;
	readonly digest: string;
	readonly at: Instant;
	readonly times: number;
}

/** Entered, and nothing stands for them in a table. */
const MARKS = new Set(['upgrade']);

export async function verifyChains(store: Store): Promise<VerifiedChains> {
	const problems: ChainProblem[] = [];
	const entered = new Map<string, Map<string, Entered>>();
	const heads = new Map<string, Pick<ChainEntry, 'chain' | 'sequence' | 'at'>>();
	const ends = new Map<string, ChainEnd>();
	const known = new Set(CHAIN_FORMS.map(({ kind, form }) => `${kind} ${form}`));
	let entries = 0;
	for await (const entry of chainEntries(store)) {
		entries++;
		const { chain, sequence, at, kind, form, subject, digest, head } = entry;
		const last = ends.get(chain);
		if (sequence !== (last?.sequence ?? 0) + 1)
			problems.push({ chain, what: `entry ${(last?.sequence ?? 0) + 1} of the record chain is missing` });
		else if (head !== linked(last?.head ?? '', entry))
			problems.push({
				chain,
				what: `entry ${sequence} of the record chain does not follow from the one before it`
			});
		if (!MARKS.has(kind) && !known.has(`${kind} ${form}`))
			problems.push({
				chain,
				what: `entry ${sequence} of the record chain is of a kind that is not known here`
			});
		ends.set(chain, { chain, sequence, at, head });
		heads.set(head, { chain, sequence, at });
		const rows = entered.get(kind) ?? new Map<string, Entered>();
		rows.set(subject, { chain, form, digest, at, times: (rows.get(subject)?.times ?? 0) + 1 });
		entered.set(kind, rows);
	}
	for (const form of CHAIN_FORMS)
		problems.push(...(await verifyKind(store, form, entered.get(form.kind) ?? new Map<string, Entered>())));
	return { entries, ends: [...ends.values()], heads, problems };
}

/** The head that follows from the one before it. */
export const linked = (
	previous: string,
	{ chain, sequence, at, kind, form, subject, digest }: ChainEntry
): string => digestOf(['chain', 1, previous, chain, sequence, at, kind, form, subject, digest]);

async function verifyKind(
	store: Store,
	form: ChainForm,
	entered: ReadonlyMap<string, Entered>
): Promise<ChainProblem[]> {
	const problems: ChainProblem[] = [];
	const named = (subject: string) => `${form.words} (${form.kind} ${subject})`;
	const standing = new Set<string>();
	for (const { subject, digest } of await digestedRows(store, form)) {
		standing.add(subject);
		const entry = entered.get(subject);
		if (entry === undefined || entry.digest === '')
			problems.push({ chain: null, what: `${named(subject)} was never entered in the record chain` });
		else if (entry.form === form.form && entry.digest !== digest)
			problems.push({
				chain: entry.chain,
				what: `${named(subject)} is not what was entered on ${longInstant(entry.at)}`
			});
	}
	for (const [subject, { chain, form: under, digest, at, times }] of entered) {
		if (under !== form.form) continue;
		if (form.when !== 'living' && times > 1)
			problems.push({ chain, what: `${named(subject)} was entered ${times} times` });
		if (form.when !== 'passing' && digest !== '' && !standing.has(subject))
			problems.push({ chain, what: `${named(subject)}, entered on ${longInstant(at)}, is gone` });
	}
	return problems;
}

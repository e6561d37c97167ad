/** The chains of evidence as they stand: CHAIN.md. Entries come by triggers alone. */
import { sql } from 'kysely';
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import type { ChainHead } from '#core/record/chain-head.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { ChainForm } from './chain-forms.ts';
import type { Store } from '#server/store/database/database.ts';

/** The chain of what belongs to no board. */
export const INSTALLATION = 'installation';

export interface ChainEntry {
	readonly chain: string;
	readonly sequence: number;
	readonly at: Instant;
	readonly kind: string;
	readonly form: number;
	readonly subject: string;
	/** '' when the row went. */
	readonly digest: string;
	readonly head: ChainHead;
}

export interface ChainEnd {
	readonly chain: string;
	readonly sequence: number;
	readonly at: Instant;
	readonly head: ChainHead;
}

/** The newest entry of a chain. In a transaction: before what is about to be entered. */
export async function chainEnd(store: Store, chain: BoardId | typeof INSTALLATION): Promise<ChainEnd | null> {
	const row = await store
		.selectFrom('chain_entry')
		.select(['chain', 'sequence', 'at', 'head'])
		.where('chain', '=', chain)
		.orderBy('sequence', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ?? null;
}

/** The head with which a meeting's record was complete: it is the same whenever the record is printed. */
export async function headAtSignature(store: Store, meeting: MeetingId): Promise<ChainHead | null> {
	const row = await store
		.selectFrom('chain_entry')
		.select('head')
		.where('kind', '=', 'meeting')
		.where('subject', '=', meeting)
		.orderBy('sequence')
		.limit(1)
		.executeTakeFirst();
	return row?.head ?? null;
}

const PAGE = 5_000;

/** Every entry, chain by chain in order; or those of one chain. */
export async function* chainEntries(
	store: Store,
	only?: BoardId | typeof INSTALLATION
): AsyncGenerator<ChainEntry> {
	let chain = '';
	let sequence = 0;
	for (;;) {
		const rows = await store
			.selectFrom('chain_entry')
			.selectAll()
			.where(({ eb, or, and }) =>
				or([eb('chain', '>', chain), and([eb('chain', '=', chain), eb('sequence', '>', sequence)])])
			)
			.$if(only !== undefined, (query) => query.where('chain', '=', String(only)))
			.orderBy('chain')
			.orderBy('sequence')
			.limit(PAGE)
			.execute();
		yield* rows;
		const last = rows.at(-1);
		if (last === undefined || rows.length < PAGE) return;
		({ chain, sequence } = last);
	}
}

/** The rows of a kind as they are now, digested as they were when they were entered. */
export async function digestedRows(
	store: Store,
	{ kind, form, table, key, where, columns }: ChainForm
): Promise<readonly { readonly subject: string; readonly digest: string }[]> {
	const values = columns.map((column) => `r."${column}"`).join(', ');
	const { rows } = await sql
		.raw<{ subject: string; digest: string }>(
			`SELECT CAST(${key} AS TEXT) AS subject, minutebook_digest('${kind}', ${form}, ${values}) AS digest
			FROM ${table} r ${where === '' ? '' : `WHERE ${where}`}`
		)
		.execute(store);
	return rows;
}

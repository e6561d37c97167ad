/**
 * The process that looks through everything once, on a connection that cannot write, far behind whoever types; and ends. It goes with
 * the process that started it. Argument: the data directory. Out: what was found, {@link VerifiedByProcess}.
 */
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { sql } from 'kysely';
import type { ChainEnd } from '#server/store/chain.ts';
import { openDatabase } from '#server/store/database.ts';
import type { FoundProblem } from '#server/store/record-checks.ts';
import { verifyAll } from '#server/usecases/verify-all.ts';

export interface VerifiedByProcess {
	readonly records: number;
	readonly papers: number;
	readonly entries: number;
	readonly heads: readonly ChainEnd[];
	readonly problems: readonly FoundProblem[];
}

/** The last that the scheduler asks: it takes what nobody wants. */
const NICE = 19;

// The threads that V8 has started by now do not follow the process by themselves.
try {
	setPriority(NICE);
	for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), NICE);
} catch {
	// Not on this system: then all are equal.
}
// Ctrl+C goes to every process of a terminal; the one that started us says when to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit(0));

const [dataDir = ''] = process.argv.slice(2);
const db = openDatabase(dataDir);
await sql`PRAGMA query_only = ON`.execute(db);
// One moment for all of it. What is written meanwhile stays in the log of writes until the end of this.
const { records, papers, entries, heads, problems } = await db
	.transaction()
	.setAccessMode('read only')
	.execute((store) => verifyAll(store, dataDir));
await db.destroy();
const verified: VerifiedByProcess = { records, papers, entries, heads, problems };
process.send?.(verified, () => process.disconnect());

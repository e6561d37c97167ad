/**
 * The thread that looks through everything once, on a connection that cannot write, far behind whoever types; and ends. In: the data
 * directory; out: what was found, {@link VerifiedApart}. A process of its own would stop the server's loop for as long as it takes to begin
 * one: 20 to 75 ms where the processor is wanted, and a thread less than one.
 */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { sql } from 'kysely';
import type { ChainEnd } from '#server/store/record/chain.ts';
import { openDatabase } from '#server/store/database/database.ts';
import type { FoundProblem } from '#server/store/record/record-checks.ts';
import { verifyAll } from '#server/usecases/record/verify-all.ts';

export interface VerifiedApart {
	readonly records: number;
	readonly papers: number;
	readonly entries: number;
	readonly heads: readonly ChainEnd[];
	readonly problems: readonly FoundProblem[];
}

/** The last that the scheduler asks: it takes what nobody wants. */
const NICE = 19;

try {
	setPriority(Number(path.basename(readlinkSync('/proc/thread-self'))), NICE);
} catch {
	// Not on this system: then all are equal.
}

const dataDir = workerData as string;
const db = openDatabase(dataDir);
await sql`PRAGMA query_only = ON`.execute(db);
// One moment for all of it. What is written meanwhile stays in the log of writes until the end of this.
const { records, papers, entries, heads, problems } = await db
	.transaction()
	.setAccessMode('read only')
	.execute((store) => verifyAll(store, dataDir));
await db.destroy();
parentPort?.postMessage({ records, papers, entries, heads, problems } satisfies VerifiedApart);

import { sql, type Kysely } from 'kysely';

/**
 * What is known of the content of papers, by its digest: whether a scanner has looked at it. `next_at` is when the next look is
 * due; NULL, when none is. Beside the papers and not in their rows, which are frozen with the minutes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE paper_check (
			sha256 TEXT PRIMARY KEY,
			state TEXT NOT NULL CHECK (state IN ('not-checked', 'being-checked', 'checked', 'refused')),
			found TEXT NOT NULL,
			at INTEGER NOT NULL,
			tries INTEGER NOT NULL,
			next_at INTEGER
		) STRICT`,
		sql`CREATE INDEX paper_check_due ON paper_check (next_at) WHERE next_at IS NOT NULL`
	])
		await statement.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** Whose sign-in is over: people an administrator disabled, and everybody where the data was brought back from a copy. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`ALTER TABLE person ADD COLUMN disabled_at INTEGER`,
		// One row: what the file beside the database says, too, unless one of the two comes from elsewhere or from earlier.
		sql`CREATE TABLE stand (
			one INTEGER PRIMARY KEY CHECK (one = 1),
			mark TEXT NOT NULL
		) STRICT`
	])
		await statement.execute(db);
}

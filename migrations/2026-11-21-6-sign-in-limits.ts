import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// What the rate limits count: one row a try, `subject` a SHA-256 of the address or e-mail. Swept after an hour.
		sql`CREATE TABLE sign_in_try (
			number INTEGER PRIMARY KEY,
			kind TEXT NOT NULL CHECK (kind IN ('ask', 'enter')),
			subject TEXT NOT NULL,
			at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX sign_in_try_by_subject ON sign_in_try (kind, subject, at)`,
		sql`CREATE INDEX sign_in_try_by_time ON sign_in_try (at)`
	])
		await statement.execute(db);
}

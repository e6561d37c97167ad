import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// Where somebody has signed in before. `browser` is the SHA-256 of a cookie's secret; it opens nothing.
		sql`CREATE TABLE known_browser (
			browser TEXT NOT NULL,
			person_id TEXT NOT NULL REFERENCES person (id),
			created_at INTEGER NOT NULL,
			used_at INTEGER NOT NULL,
			PRIMARY KEY (browser, person_id)
		) STRICT`,
		sql`CREATE INDEX known_browser_by_person ON known_browser (person_id, used_at)`,
		// The letter that is not written when nobody is to get one, so that its absence takes no less time. Swept after an hour.
		sql`CREATE TABLE unsent_letter (
			id TEXT NOT NULL PRIMARY KEY,
			message_id TEXT NOT NULL UNIQUE,
			to_name TEXT NOT NULL,
			to_address TEXT NOT NULL,
			subject TEXT NOT NULL,
			text TEXT NOT NULL,
			created_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX unsent_letter_by_time ON unsent_letter (created_at)`
	])
		await statement.execute(db);
}

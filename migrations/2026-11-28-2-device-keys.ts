import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// What a page locks up on the device, of words that are not on the server yet, opens with this key alone. It stands here
	// and not there, so that whoever finds the device finds nothing; and it outlives the sign-in, so that nobody loses
	// what they typed because a session ended.
	await sql`CREATE TABLE device_key (
		person_id TEXT PRIMARY KEY REFERENCES person (id),
		key BLOB NOT NULL CHECK (length(key) = 32),
		created_at INTEGER NOT NULL
	) STRICT, WITHOUT ROWID`.execute(db);
}

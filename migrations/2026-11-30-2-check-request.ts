import { sql, type Kysely } from 'kysely';

/** That somebody wants the records checked now: at most one row, until the server has kept the result. The pages write it. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`CREATE TABLE check_request (
		one INTEGER PRIMARY KEY CHECK (one = 1),
		at INTEGER NOT NULL,
		name TEXT NOT NULL
	) STRICT`.execute(db);
}

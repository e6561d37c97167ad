import { sql, type Kysely } from 'kysely';

/** What was done to one thing is found without reading all that was ever done. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`CREATE INDEX audit_by_subject ON audit (subject, verb, at)`.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** Whose bank holidays are no working days for a board. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`ALTER TABLE board ADD COLUMN bank_holidays TEXT NOT NULL DEFAULT 'england-and-wales'
		CHECK (bank_holidays IN ('england-and-wales', 'scotland', 'northern-ireland'))`.execute(db);
}

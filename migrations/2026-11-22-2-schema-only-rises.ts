import { sql, type Kysely } from 'kysely';

/** Text that needs a newer editor is never given to an older one again (design.md D16). */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`CREATE TRIGGER document_schema_only_rises BEFORE UPDATE OF schema ON document WHEN NEW.schema < OLD.schema
		BEGIN SELECT RAISE(ABORT, 'the schema of a document only rises'); END`.execute(db);
}

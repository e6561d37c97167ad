import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// A text as it was, kept whole: before a stroke that took much of it away (relay/update/large-deletion.ts).
		sql`CREATE TABLE document_version (
			id INTEGER PRIMARY KEY,
			document INTEGER NOT NULL REFERENCES document (number),
			at INTEGER NOT NULL,
			reason TEXT NOT NULL CHECK (reason IN ('large-deletion')),
			-- Whose stroke it was, and over which connection.
			person_id TEXT,
			connection TEXT NOT NULL,
			-- One update with all of the text.
			state BLOB NOT NULL
		) STRICT`,
		sql`CREATE INDEX document_version_by_document ON document_version (document, id)`,
		sql`CREATE TRIGGER document_version_stays BEFORE UPDATE ON document_version
			BEGIN SELECT RAISE(ABORT, 'a version does not change'); END`
	])
		await statement.execute(db);
}

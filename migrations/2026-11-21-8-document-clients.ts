import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Under which Yjs client ids somebody has written in a document: nobody else may (relay/room/client-owners.ts). No key to the
	// person: whoever is deleted has written what they wrote.
	await sql`CREATE TABLE document_client (
		document INTEGER NOT NULL REFERENCES document (number),
		client INTEGER NOT NULL,
		person_id TEXT NOT NULL,
		PRIMARY KEY (document, client)
	) STRICT, WITHOUT ROWID`.execute(db);
}

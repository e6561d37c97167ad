import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// What a few letters stand for: of one person, or shared by a board.
		sql`CREATE TABLE house_phrase (
			id TEXT PRIMARY KEY,
			person_id TEXT REFERENCES person (id),
			board_id TEXT REFERENCES board (id),
			short TEXT NOT NULL COLLATE NOCASE,
			words TEXT NOT NULL,
			CHECK ((person_id IS NULL) <> (board_id IS NULL)),
			UNIQUE (person_id, short),
			UNIQUE (board_id, short)
		) STRICT`,
		// What somebody noted beside an item for themselves. No part of the minutes, so no law of the record holds it: its
		// owner changes and erases it at any time. `version` is new with every change, so that two windows cannot overwrite
		// each other unseen.
		sql`CREATE TABLE private_note (
			person_id TEXT NOT NULL REFERENCES person (id),
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			item TEXT NOT NULL,
			text TEXT NOT NULL,
			version TEXT NOT NULL,
			updated_at INTEGER NOT NULL,
			PRIMARY KEY (person_id, meeting_id, item)
		) STRICT, WITHOUT ROWID`
	])
		await statement.execute(db);
}

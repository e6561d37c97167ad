import { sql, type Kysely } from 'kysely';

/**
 * What goes before a meeting: days by which items and papers are due, proposals, papers. The content of papers lies in
 * files (server/store/agenda/paper-files.ts). A proposal's id becomes the id of its item.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE agenda_dates (
			meeting_id TEXT PRIMARY KEY REFERENCES meeting (id),
			proposals_until TEXT,
			papers_by TEXT
		) STRICT`,
		sql`CREATE TABLE proposal (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			person_id TEXT NOT NULL REFERENCES person (id),
			name TEXT NOT NULL,
			title TEXT NOT NULL,
			purpose TEXT CHECK (purpose IN ('decision', 'discussion', 'information', 'sign-off')),
			minutes INTEGER,
			reason TEXT NOT NULL,
			at INTEGER NOT NULL,
			state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'declined', 'withdrawn')),
			answer TEXT NOT NULL,
			settled_by TEXT,
			settled_at INTEGER
		) STRICT`,
		sql`CREATE INDEX proposal_by_meeting ON proposal (meeting_id, at)`,
		sql`CREATE TABLE paper (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			item TEXT NOT NULL,
			number INTEGER NOT NULL,
			name TEXT NOT NULL,
			kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'pptx', 'odt', 'odp')),
			bytes INTEGER NOT NULL,
			sha256 TEXT NOT NULL,
			person_id TEXT NOT NULL REFERENCES person (id),
			added_by TEXT NOT NULL,
			added_at INTEGER NOT NULL,
			withdrawn_at INTEGER,
			UNIQUE (meeting_id, item, number)
		) STRICT`,
		sql`CREATE INDEX paper_by_content ON paper (sha256)`,
		// The record names its papers, so they are frozen with it.
		sql`CREATE TRIGGER papers_are_frozen_insert BEFORE INSERT ON paper
			WHEN (SELECT state FROM meeting WHERE id = NEW.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER papers_are_frozen_update BEFORE UPDATE ON paper
			WHEN (SELECT state FROM meeting WHERE id = OLD.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER papers_are_frozen_delete BEFORE DELETE ON paper
			WHEN (SELECT state FROM meeting WHERE id = OLD.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		// What a letter to the members of a meeting carries.
		sql`ALTER TABLE letter ADD COLUMN about TEXT NOT NULL DEFAULT 'minutes' CHECK (about IN ('minutes', 'agenda'))`
	])
		await statement.execute(db);
}

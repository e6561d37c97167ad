import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE meeting (
			id TEXT PRIMARY KEY,
			board_id TEXT NOT NULL REFERENCES board (id),
			title TEXT NOT NULL,
			date TEXT NOT NULL,
			start_time TEXT,
			end_time TEXT,
			place TEXT NOT NULL DEFAULT '',
			chair_name TEXT,
			chair_agency TEXT,
			next_date TEXT,
			next_start TEXT,
			next_end TEXT,
			next_place TEXT,
			origin TEXT NOT NULL DEFAULT 'live' CHECK (origin IN ('live', 'imported')),
			state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'signed')),
			signed_at INTEGER,
			created_by TEXT REFERENCES person (id),
			created_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX meeting_by_board ON meeting (board_id, date)`,
		sql`CREATE TRIGGER meeting_stays_signed BEFORE UPDATE ON meeting WHEN OLD.state = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER meeting_signed_is_kept BEFORE DELETE ON meeting WHEN OLD.state = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TABLE attendance (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			person_id TEXT REFERENCES person (id),
			position INTEGER NOT NULL,
			name TEXT NOT NULL,
			agency TEXT NOT NULL DEFAULT '',
			initials TEXT NOT NULL DEFAULT '',
			role TEXT NOT NULL CHECK (role IN ('chair', 'co-chair', 'notetaker', 'member', 'observer', 'guest')),
			attendance TEXT NOT NULL CHECK (attendance IN ('expected', 'present', 'apologies', 'absent')),
			deputy_for TEXT REFERENCES attendance (id),
			note TEXT NOT NULL DEFAULT ''
		) STRICT`,
		sql`CREATE INDEX attendance_by_meeting ON attendance (meeting_id, position)`,
		sql`CREATE INDEX attendance_by_person ON attendance (person_id)`,
		...(['INSERT', 'UPDATE'] as const).map(
			(
				verb
			) => sql`CREATE TRIGGER ${sql.raw(`roster_is_frozen_${verb.toLowerCase()}`)} BEFORE ${sql.raw(verb)} ON attendance
			WHEN (SELECT state FROM meeting WHERE id = NEW.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`
		),
		sql`CREATE TRIGGER roster_is_frozen_delete BEFORE DELETE ON attendance
			WHEN (SELECT state FROM meeting WHERE id = OLD.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		// A document on the relay. `number` keeps the rows of the log short.
		sql`CREATE TABLE document (
			number INTEGER PRIMARY KEY,
			name TEXT NOT NULL UNIQUE,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			schema INTEGER NOT NULL,
			created_at INTEGER NOT NULL
		) STRICT`,
		// The log of a document: raw Yjs updates in the order in which they were committed, keyed by position only, so
		// that an append dirties one page. Author and connection stand beside each, because a Yjs delete names nobody.
		sql`CREATE TABLE update_log (
			position INTEGER PRIMARY KEY AUTOINCREMENT,
			document INTEGER NOT NULL,
			person_id TEXT,
			connection TEXT NOT NULL,
			at INTEGER NOT NULL,
			frame BLOB NOT NULL
		) STRICT`,
		sql`CREATE INDEX update_log_by_document ON update_log (document, position)`,
		sql`CREATE TRIGGER signed_log_is_shut BEFORE INSERT ON update_log
			WHEN (SELECT m.state FROM document d JOIN meeting m ON m.id = d.meeting_id WHERE d.number = NEW.document) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER log_is_append_only BEFORE UPDATE ON update_log
			BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`,
		// What pages listen to: a topic's version rises with every change to what it shows.
		sql`CREATE TABLE topic (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT`
	])
		await statement.execute(db);
}

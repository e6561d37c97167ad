import { sql, type Kysely } from 'kysely';

/**
 * A log that is folded: its state as one update beside the frames that came after. What was folded in is kept for as
 * long as the settings say, and at least until the fold before it is no longer needed to fall back on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// `vector` and `deletes` are what a client in step asks for and is told: nothing need be parsed to answer it.
		sql`CREATE TABLE log_fold (
			document INTEGER NOT NULL REFERENCES document (number),
			position INTEGER NOT NULL,
			at INTEGER NOT NULL,
			made_at INTEGER NOT NULL,
			state BLOB NOT NULL,
			vector BLOB NOT NULL,
			deletes BLOB NOT NULL,
			checksum INTEGER NOT NULL,
			PRIMARY KEY (document, position)
		) STRICT`,
		sql`CREATE TRIGGER log_fold_never_changes BEFORE UPDATE ON log_fold
			BEGIN SELECT RAISE(ABORT, 'a log fold never changes'); END`,
		sql`CREATE TABLE folded_log (
			position INTEGER PRIMARY KEY,
			document INTEGER NOT NULL,
			person_id TEXT,
			connection TEXT NOT NULL,
			at INTEGER NOT NULL,
			frame BLOB NOT NULL
		) STRICT`,
		sql`CREATE INDEX folded_log_by_document ON folded_log (document, position)`,
		sql`CREATE TRIGGER folded_log_never_changes BEFORE UPDATE ON folded_log
			BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`,
		// Frames that no document can take in. They are kept for whoever finds out why.
		sql`CREATE TABLE log_quarantine (
			position INTEGER PRIMARY KEY,
			document INTEGER NOT NULL,
			person_id TEXT,
			connection TEXT NOT NULL,
			at INTEGER NOT NULL,
			frame BLOB NOT NULL,
			why TEXT NOT NULL
		) STRICT`,
		sql`CREATE TRIGGER log_quarantine_is_kept BEFORE DELETE ON log_quarantine
			BEGIN SELECT RAISE(ABORT, 'what is in quarantine is kept'); END`,
		// Written and emptied again to find out whether the disk has room.
		sql`CREATE TABLE log_room (bytes BLOB NOT NULL) STRICT`,
		sql`CREATE TRIGGER log_keeps_what_is_not_folded BEFORE DELETE ON update_log
			WHEN NOT EXISTS (SELECT 1 FROM log_fold WHERE document = OLD.document AND position >= OLD.position)
				OR NOT EXISTS (SELECT 1 FROM folded_log WHERE position = OLD.position)
			BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`,
		// Two folds stand, and between them everything the newer one was made of.
		sql`CREATE TRIGGER log_fold_before_last_is_kept BEFORE DELETE ON log_fold
			WHEN (SELECT count(*) FROM log_fold WHERE document = OLD.document AND position > OLD.position) < 2
			BEGIN SELECT RAISE(ABORT, 'the last two folds are kept'); END`,
		sql`CREATE TRIGGER folded_log_reaches_back BEFORE DELETE ON folded_log
			WHEN NOT EXISTS (SELECT 1 FROM log_fold older JOIN log_fold newer
				ON newer.document = older.document AND newer.position > older.position
				WHERE older.document = OLD.document AND older.position >= OLD.position)
			BEGIN SELECT RAISE(ABORT, 'the last fold can still be made again'); END`
	])
		await statement.execute(db);
}

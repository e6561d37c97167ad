import { sql, type Kysely } from 'kysely';

/**
 * What a document cannot take in is set aside for everybody who reads the log, with who found it, when and why. Until now the
 * fold alone wrote such a row, and each reader found out for itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// 0 and 'fold': found when the log was folded, before this was written down.
		sql`ALTER TABLE log_quarantine ADD COLUMN found_at INTEGER NOT NULL DEFAULT 0`,
		sql`ALTER TABLE log_quarantine ADD COLUMN found_by TEXT NOT NULL DEFAULT 'fold'`,
		// A frame whose checksum does not hold may come again from whoever has it; one that throws may not.
		sql`ALTER TABLE log_quarantine ADD COLUMN cause TEXT NOT NULL DEFAULT 'throws' CHECK (cause IN ('throws', 'checksum'))`,
		sql`UPDATE log_quarantine SET cause = 'checksum' WHERE why = 'its checksum does not hold'`,
		sql`CREATE INDEX log_quarantine_by_document ON log_quarantine (document, position)`,
		sql`CREATE TRIGGER log_quarantine_never_changes BEFORE UPDATE ON log_quarantine
			BEGIN SELECT RAISE(ABORT, 'what is in quarantine is kept'); END`,
		// A fold that cannot be taken in; the one before it and the frames behind that say the same.
		sql`CREATE TABLE fold_quarantine (
			document INTEGER NOT NULL REFERENCES document (number),
			position INTEGER NOT NULL,
			why TEXT NOT NULL,
			found_at INTEGER NOT NULL,
			found_by TEXT NOT NULL,
			PRIMARY KEY (document, position)
		) STRICT`,
		sql`CREATE TRIGGER fold_quarantine_never_changes BEFORE UPDATE ON fold_quarantine
			BEGIN SELECT RAISE(ABORT, 'what is in quarantine is kept'); END`,
		sql`CREATE TRIGGER fold_quarantine_is_kept BEFORE DELETE ON fold_quarantine
			BEGIN SELECT RAISE(ABORT, 'what is in quarantine is kept'); END`,
		// 1: made with the little stack that every reader has, and read through. It may be sent as it lies there.
		sql`ALTER TABLE log_fold ADD COLUMN proven INTEGER NOT NULL DEFAULT 0`
	])
		await statement.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** The notes of a meeting are agreed by one later meeting, in its signed minutes. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE confirmation (
			meeting_id TEXT PRIMARY KEY REFERENCES meeting (id),
			by_meeting_id TEXT NOT NULL REFERENCES meeting (id),
			label TEXT,
			outcome TEXT NOT NULL CHECK (outcome IN ('agreed', 'amended')),
			point TEXT NOT NULL,
			amendment TEXT NOT NULL,
			at INTEGER NOT NULL,
			CHECK (meeting_id <> by_meeting_id)
		) STRICT`,
		sql`CREATE INDEX confirmation_by_meeting ON confirmation (by_meeting_id)`,
		sql`CREATE TRIGGER confirmation_of_signed_notes BEFORE INSERT ON confirmation
			WHEN (SELECT state FROM meeting WHERE id = NEW.meeting_id) IS NOT 'signed'
			BEGIN SELECT RAISE(ABORT, 'only signed notes are agreed'); END`,
		sql`CREATE TRIGGER confirmation_never_changes BEFORE UPDATE ON confirmation
			BEGIN SELECT RAISE(ABORT, 'a confirmation never changes'); END`,
		sql`CREATE TRIGGER confirmation_never_goes BEFORE DELETE ON confirmation
			BEGIN SELECT RAISE(ABORT, 'a confirmation never changes'); END`
	])
		await statement.execute(db);
}

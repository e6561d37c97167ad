import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE circulation (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			snapshot_id TEXT NOT NULL REFERENCES snapshot (id),
			sent_by TEXT NOT NULL REFERENCES person (id),
			sent_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX circulation_by_meeting ON circulation (meeting_id)`,
		// A letter is written in the transaction of what it tells. `message_id` makes a retry the same letter.
		sql`CREATE TABLE letter (
			id TEXT PRIMARY KEY,
			message_id TEXT NOT NULL UNIQUE,
			kind TEXT NOT NULL CHECK (kind IN ('circulation', 'sign-in')),
			circulation_id TEXT REFERENCES circulation (id),
			meeting_id TEXT REFERENCES meeting (id),
			to_name TEXT NOT NULL,
			to_address TEXT NOT NULL,
			subject TEXT NOT NULL,
			text TEXT NOT NULL,
			attach TEXT NOT NULL DEFAULT '' CHECK (attach IN ('', 'minutes-pdf')),
			state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'refused')),
			attempts INTEGER NOT NULL DEFAULT 0,
			next_attempt_at INTEGER NOT NULL,
			response TEXT NOT NULL DEFAULT '',
			created_at INTEGER NOT NULL,
			settled_at INTEGER
		) STRICT`,
		sql`CREATE INDEX letter_by_circulation ON letter (circulation_id)`,
		sql`CREATE INDEX letter_waiting ON letter (next_attempt_at) WHERE state = 'queued'`,
		sql`CREATE TABLE attempt (
			number INTEGER PRIMARY KEY AUTOINCREMENT,
			letter_id TEXT NOT NULL REFERENCES letter (id),
			at INTEGER NOT NULL,
			outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused', 'failed')),
			response TEXT NOT NULL
		) STRICT`
	])
		await statement.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** Who became and who ceased to be chair or co-chair, on whose word, and whether it was taken back. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// Roles are '' for nobody on the board. `membership_id` is what was ended, `begun_id` what began instead; for one
		// meeting alone `meeting_id` and `entry_id`. `entitled` is JSON: the people who may take it back.
		sql`CREATE TABLE chair_change (
			id TEXT PRIMARY KEY,
			board_id TEXT NOT NULL REFERENCES board (id),
			meeting_id TEXT REFERENCES meeting (id),
			entry_id TEXT,
			person_id TEXT NOT NULL REFERENCES person (id),
			membership_id TEXT REFERENCES membership (id),
			begun_id TEXT REFERENCES membership (id),
			until TEXT,
			from_role TEXT NOT NULL,
			to_role TEXT NOT NULL,
			state TEXT NOT NULL CHECK (state IN ('proposed', 'seconded', 'done', 'withdrawn', 'taken-back')),
			proposed_by TEXT NOT NULL,
			proposed_name TEXT NOT NULL,
			proposed_at INTEGER NOT NULL,
			seconded_by TEXT,
			seconded_name TEXT,
			seconded_at INTEGER,
			approved_by TEXT,
			approved_name TEXT,
			done_at INTEGER,
			entitled TEXT NOT NULL DEFAULT '[]',
			settled_by TEXT,
			settled_name TEXT,
			settled_at INTEGER
		) STRICT`,
		sql`CREATE INDEX chair_change_by_board ON chair_change (board_id, proposed_at)`,
		// Whether one person may take the notes of a meeting and sign them.
		sql`ALTER TABLE board ADD COLUMN one_may_do_both INTEGER NOT NULL DEFAULT 0 CHECK (one_may_do_both IN (0, 1))`
	])
		await statement.execute(db);
}

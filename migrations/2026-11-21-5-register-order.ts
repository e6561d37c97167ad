import { sql, type Kysely } from 'kysely';

/**
 * What the register filters and sorts by, kept beside the state, so that any page of 100,000 actions is one walk along
 * one index: each index below holds an order first and then every column a filter may ask for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const filters = 'state, due_date, meeting_id, owner_keys, number, action_id';
	for (const statement of [
		sql`ALTER TABLE action_state ADD COLUMN meeting_id TEXT REFERENCES meeting (id)`,
		// Counts the actions of all boards; a number of our own, because VACUUM may change a rowid.
		sql`ALTER TABLE action_state ADD COLUMN number INTEGER NOT NULL DEFAULT 0`,
		// Date of the meeting, its id, the action's place in it: the order in which a board made its actions.
		sql`ALTER TABLE action_state ADD COLUMN oldest_sort TEXT NOT NULL DEFAULT ''`,
		// The same with the date reversed, so that the newest meeting comes first and its actions still stand as printed.
		sql`ALTER TABLE action_state ADD COLUMN newest_sort TEXT NOT NULL DEFAULT ''`,
		// The owners' names in lower case.
		sql`ALTER TABLE action_state ADD COLUMN owner_sort TEXT NOT NULL DEFAULT ''`,
		// ' key key ': the owners of now, each as in action_owner.owner_key.
		sql`ALTER TABLE action_state ADD COLUMN owner_keys TEXT NOT NULL DEFAULT ''`,
		// To count by state, whatever the rest of the filter.
		sql`DROP INDEX action_state_by_board`,
		sql`CREATE INDEX action_state_by_state ON action_state
			(board_id, state, due_date, meeting_id, owner_keys, number)`,
		sql`CREATE INDEX action_state_by_due ON action_state
			(board_id, due_date IS NULL, due_date, oldest_sort, state, meeting_id, owner_keys, number, action_id)`,
		sql`CREATE INDEX action_state_by_newest ON action_state (board_id, newest_sort, ${sql.raw(filters)})`,
		sql`CREATE INDEX action_state_by_oldest ON action_state (board_id, oldest_sort, ${sql.raw(filters)})`,
		sql`CREATE INDEX action_state_by_owner ON action_state (board_id, owner_sort, oldest_sort, ${sql.raw(filters)})`,
		sql`CREATE INDEX action_state_by_change ON action_state (board_id, updated_at, oldest_sort, ${sql.raw(filters)})`,
		sql`CREATE INDEX action_state_by_number ON action_state (number)`,
		sql`CREATE INDEX action_state_by_meeting ON action_state (meeting_id)`,
		sql`ALTER TABLE action_owner ADD COLUMN board_id TEXT REFERENCES board (id)`,
		// The person's id, or for those without an entry their name behind a colon.
		sql`ALTER TABLE action_owner ADD COLUMN owner_key TEXT NOT NULL DEFAULT ''`,
		sql`CREATE INDEX action_owner_by_key ON action_owner (board_id, owner_key, action_id)`,
		// Any three letters in a row of reference and sentence; rowid is action_state.number.
		sql`CREATE VIRTUAL TABLE action_words USING fts5 (words, content='', tokenize='trigram remove_diacritics 1')`
	])
		await statement.execute(db);
}

import { sql, type Kysely, type RawBuilder } from 'kysely';

/** The laws of the record: what is once written here never changes, whoever asks. */
function frozen(table: string): RawBuilder<unknown>[] {
	return (['UPDATE', 'DELETE'] as const).map(
		(
			verb
		) => sql`CREATE TRIGGER ${sql.raw(`${table}_never_${verb === 'UPDATE' ? 'changes' : 'goes'}`)} BEFORE ${sql.raw(verb)} ON ${sql.raw(table)}
			BEGIN SELECT RAISE(ABORT, ${sql.lit(`a ${table.replaceAll('_', ' ')} never changes`)}); END`
	);
}

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE signature (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			person_id TEXT NOT NULL REFERENCES person (id),
			name TEXT NOT NULL,
			role TEXT NOT NULL,
			digest TEXT NOT NULL,
			signed_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX signature_by_meeting ON signature (meeting_id)`,
		...frozen('signature'),
		// `sequence` and `previous` chain the snapshots of a board: each carries the digest of the one before it.
		sql`CREATE TABLE snapshot (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL UNIQUE REFERENCES meeting (id),
			board_id TEXT NOT NULL REFERENCES board (id),
			sequence INTEGER NOT NULL,
			canonical TEXT NOT NULL,
			text TEXT NOT NULL,
			sha256 TEXT NOT NULL,
			previous TEXT,
			state BLOB NOT NULL,
			created_at INTEGER NOT NULL,
			UNIQUE (board_id, sequence)
		) STRICT`,
		...frozen('snapshot'),
		sql`CREATE TABLE decision (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			board_id TEXT NOT NULL REFERENCES board (id),
			position INTEGER NOT NULL,
			item TEXT NOT NULL,
			label TEXT,
			verb TEXT NOT NULL,
			text TEXT NOT NULL
		) STRICT`,
		sql`CREATE INDEX decision_by_board ON decision (board_id)`,
		...frozen('decision'),
		// The words of an action as signed. Its life goes on in `action_event` and, as of now, `action_state`.
		sql`CREATE TABLE action (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			board_id TEXT NOT NULL REFERENCES board (id),
			position INTEGER NOT NULL,
			reference TEXT NOT NULL,
			label TEXT,
			item TEXT NOT NULL,
			text TEXT NOT NULL,
			sentence TEXT NOT NULL,
			owners TEXT NOT NULL,
			due_written TEXT,
			due_kind TEXT,
			due_date TEXT,
			UNIQUE (board_id, reference)
		) STRICT`,
		sql`CREATE INDEX action_by_meeting ON action (meeting_id, position)`,
		...frozen('action'),
		sql`CREATE TABLE action_event (
			number INTEGER PRIMARY KEY AUTOINCREMENT,
			action_id TEXT NOT NULL REFERENCES action (id),
			kind TEXT NOT NULL CHECK (kind IN ('signed', 'note', 'reported-done', 'closure-agreed', 'reopened', 'due-changed', 'owners-changed')),
			person_id TEXT REFERENCES person (id),
			name TEXT NOT NULL,
			at INTEGER NOT NULL,
			note TEXT NOT NULL DEFAULT '',
			data TEXT NOT NULL DEFAULT '{}'
		) STRICT`,
		sql`CREATE INDEX action_event_by_action ON action_event (action_id, number)`,
		...frozen('action_event'),
		// The events folded, kept so that the register can filter and sort; rebuilt from the events at any time.
		sql`CREATE TABLE action_state (
			action_id TEXT PRIMARY KEY REFERENCES action (id),
			board_id TEXT NOT NULL REFERENCES board (id),
			state TEXT NOT NULL CHECK (state IN ('open', 'reported-done', 'closed')),
			due_written TEXT,
			due_kind TEXT,
			due_date TEXT,
			updated_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX action_state_by_board ON action_state (board_id, state, due_date)`,
		sql`CREATE TABLE action_owner (
			action_id TEXT NOT NULL REFERENCES action (id),
			position INTEGER NOT NULL,
			written TEXT NOT NULL,
			kind TEXT NOT NULL CHECK (kind IN ('person', 'group', 'outside', 'ambiguous', 'unknown')),
			person_id TEXT REFERENCES person (id),
			name TEXT NOT NULL,
			PRIMARY KEY (action_id, position)
		) STRICT`,
		sql`CREATE INDEX action_owner_by_person ON action_owner (person_id)`,
		sql`CREATE TABLE audit (
			number INTEGER PRIMARY KEY AUTOINCREMENT,
			at INTEGER NOT NULL,
			person_id TEXT,
			verb TEXT NOT NULL,
			subject TEXT NOT NULL,
			detail TEXT NOT NULL DEFAULT '{}'
		) STRICT`,
		...frozen('audit')
	])
		await statement.execute(db);
}

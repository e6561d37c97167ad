import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE person (
			id TEXT PRIMARY KEY,
			name TEXT NOT NULL,
			email TEXT UNIQUE COLLATE NOCASE,
			initials TEXT NOT NULL DEFAULT '',
			agency TEXT NOT NULL DEFAULT '',
			admin INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
			created_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE TABLE board (
			id TEXT PRIMARY KEY,
			slug TEXT NOT NULL UNIQUE,
			name TEXT NOT NULL,
			parent_id TEXT REFERENCES board (id),
			signing_rule TEXT NOT NULL DEFAULT 'any' CHECK (signing_rule IN ('any', 'all')),
			place TEXT NOT NULL DEFAULT '',
			standing_items TEXT NOT NULL,
			created_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE TABLE membership (
			id TEXT PRIMARY KEY,
			board_id TEXT NOT NULL REFERENCES board (id),
			person_id TEXT NOT NULL REFERENCES person (id),
			role TEXT NOT NULL CHECK (role IN ('chair', 'co-chair', 'notetaker', 'member', 'observer')),
			agency TEXT NOT NULL DEFAULT '',
			initials TEXT NOT NULL DEFAULT '',
			from_date TEXT NOT NULL,
			to_date TEXT
		) STRICT`,
		sql`CREATE INDEX membership_by_board ON membership (board_id)`,
		sql`CREATE INDEX membership_by_person ON membership (person_id)`,
		// A session is `id.secret` in the cookie; only the SHA-256 of the secret is kept.
		sql`CREATE TABLE session (
			id TEXT PRIMARY KEY,
			person_id TEXT NOT NULL REFERENCES person (id),
			secret_hash BLOB NOT NULL,
			created_at INTEGER NOT NULL,
			last_seen_at INTEGER NOT NULL,
			idle_ms INTEGER NOT NULL,
			user_agent TEXT NOT NULL DEFAULT ''
		) STRICT`,
		sql`CREATE INDEX session_by_person ON session (person_id)`,
		sql`CREATE TABLE sign_in_code (
			browser TEXT PRIMARY KEY,
			email TEXT NOT NULL COLLATE NOCASE,
			person_id TEXT REFERENCES person (id),
			code_hash BLOB NOT NULL,
			salt BLOB NOT NULL,
			tries INTEGER NOT NULL DEFAULT 0,
			created_at INTEGER NOT NULL,
			expires_at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX sign_in_code_by_email ON sign_in_code (email)`
	])
		await statement.execute(db);
}

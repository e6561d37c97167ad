import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		// Who set the mark that stands, to say so to somebody who was about to set another.
		sql`ALTER TABLE attendance ADD COLUMN marked_by TEXT REFERENCES person (id)`,
		// Arrivals and departures. `item` and `after_line` are ids in the shared document: what was spoken about, and the
		// last line written before.
		sql`CREATE TABLE attendance_move (
			number INTEGER PRIMARY KEY AUTOINCREMENT,
			attendance_id TEXT NOT NULL REFERENCES attendance (id),
			kind TEXT NOT NULL CHECK (kind IN ('joined', 'left')),
			at TEXT NOT NULL,
			item TEXT,
			after_line TEXT
		) STRICT`,
		sql`CREATE INDEX attendance_move_by_attendance ON attendance_move (attendance_id)`,
		...(['INSERT', 'UPDATE', 'DELETE'] as const).map(
			(
				verb
			) => sql`CREATE TRIGGER ${sql.raw(`moves_are_frozen_${verb.toLowerCase()}`)} BEFORE ${sql.raw(verb)} ON attendance_move
			WHEN (SELECT m.state FROM attendance a JOIN meeting m ON m.id = a.meeting_id
				WHERE a.id = ${sql.raw(verb === 'INSERT' ? 'NEW' : 'OLD')}.attendance_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`
		),
		// JSON of core/roster/quorum.ts QuorumRule; '': the board has set none.
		sql`ALTER TABLE board ADD COLUMN quorum TEXT NOT NULL DEFAULT ''`
	])
		await statement.execute(db);
}

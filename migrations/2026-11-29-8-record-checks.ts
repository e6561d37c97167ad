import { sql, type Kysely } from 'kysely';

/** What came of each time the records were checked, for the chairs to see, with the heads of all chains as they were then. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE record_check (
			number INTEGER PRIMARY KEY AUTOINCREMENT,
			at INTEGER NOT NULL,
			-- Whose doing it was: "Minutebook" for the server itself, "Console".
			name TEXT NOT NULL,
			-- JSON: records, papers and entries that were looked at, heads, problems (server/store/record/record-checks.ts).
			found TEXT NOT NULL
		) STRICT`,
		sql`CREATE TRIGGER record_check_never_changes BEFORE UPDATE ON record_check
			BEGIN SELECT RAISE(ABORT, 'a row of record check never changes'); END`,
		sql`CREATE TRIGGER record_check_never_goes BEFORE DELETE ON record_check
			BEGIN SELECT RAISE(ABORT, 'a row of record check never goes'); END`,
		sql`CREATE TRIGGER chain_record_check AFTER INSERT ON record_check
			BEGIN INSERT INTO chain_append (chain, kind, form, subject, digest) VALUES ('installation', 'record_check', 1,
			CAST(NEW.number AS TEXT), minutebook_digest('record_check', 1, NEW.at, NEW.found, NEW.name, NEW.number)); END`,
		// Who came to sign, and on whose word.
		...(['INSERT', 'UPDATE'] as const).map((verb) =>
			sql.raw(`CREATE TRIGGER chain_chair_change${verb === 'INSERT' ? '' : '_change'} AFTER ${verb} ON chair_change
			BEGIN INSERT INTO chain_append (chain, kind, form, subject, digest) VALUES (NEW.board_id, 'chair_change', 1, NEW.id,
			minutebook_digest('chair_change', 1, NEW.approved_by, NEW.approved_name, NEW.begun_id, NEW.board_id, NEW.done_at, NEW.entitled, NEW.entry_id, NEW.from_role, NEW.id, NEW.meeting_id, NEW.membership_id, NEW.person_id, NEW.proposed_at, NEW.proposed_by, NEW.proposed_name, NEW.seconded_at, NEW.seconded_by, NEW.seconded_name, NEW.settled_at, NEW.settled_by, NEW.settled_name, NEW.state, NEW.to_role, NEW.until)); END`)
		),
		sql`CREATE TRIGGER chair_change_never_goes BEFORE DELETE ON chair_change
			BEGIN SELECT RAISE(ABORT, 'a row of chair change never goes'); END`,
		// A fold says whether it may be sent as it lies there.
		sql`DROP TRIGGER chain_log_fold`,
		sql`CREATE TRIGGER chain_log_fold AFTER INSERT ON log_fold
			BEGIN INSERT INTO chain_append (chain, kind, form, subject, digest) VALUES (
			(SELECT m.board_id FROM document d JOIN meeting m ON m.id = d.meeting_id WHERE d.number = NEW.document),
			'log_fold', 2, NEW.document || '/' || NEW.position,
			minutebook_digest('log_fold', 2, NEW.at, NEW.checksum, NEW.document, NEW.made_at, NEW.position, NEW.proven)); END`,
		// A refused letter that waits again is settled no more.
		sql`CREATE TRIGGER chain_letter_settled_end AFTER UPDATE ON letter
			WHEN NEW.kind <> 'sign-in' AND NEW.state = 'queued' AND OLD.state <> 'queued'
			BEGIN INSERT INTO chain_append (chain, kind, form, subject, digest) VALUES (
			coalesce((SELECT board_id FROM meeting WHERE id = NEW.meeting_id), 'installation'), 'letter_settled', 1, NEW.id, ''); END`
	])
		await statement.execute(db);
}

import { sql, type Kysely } from 'kysely';

/**
 * A meeting whose shared document could not stay as it was goes on in another one: its next epoch. The one before it is
 * kept as it is, with its log, and nothing more is written there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const columns = ['at', 'document', 'epoch', 'meeting_id', 'person_id', 'replaces', 'why'];
	for (const statement of [
		// `person_id` is NULL at the command line. The first epoch of a meeting has no row.
		`CREATE TABLE document_epoch (
			document INTEGER PRIMARY KEY REFERENCES document (number),
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			epoch INTEGER NOT NULL,
			replaces INTEGER NOT NULL UNIQUE REFERENCES document (number),
			at INTEGER NOT NULL,
			person_id TEXT,
			why TEXT NOT NULL,
			UNIQUE (meeting_id, epoch)
		) STRICT`,
		`CREATE TRIGGER document_epoch_follows BEFORE INSERT ON document_epoch
			WHEN NEW.epoch <> 1 + coalesce((SELECT max(epoch) FROM document_epoch WHERE meeting_id = NEW.meeting_id), 1)
				OR NOT EXISTS (SELECT 1 FROM document next JOIN document last ON last.meeting_id = next.meeting_id
					WHERE next.number = NEW.document AND last.number = NEW.replaces AND next.meeting_id = NEW.meeting_id
						AND next.number <> last.number)
			BEGIN SELECT RAISE(ABORT, 'an epoch of a document follows the one before it'); END`,
		`CREATE TRIGGER document_epoch_is_of_a_draft BEFORE INSERT ON document_epoch
			WHEN (SELECT state FROM meeting WHERE id = NEW.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		`CREATE TRIGGER document_epoch_never_changes BEFORE UPDATE ON document_epoch
			BEGIN SELECT RAISE(ABORT, 'a row of document epoch never changes'); END`,
		`CREATE TRIGGER document_epoch_never_goes BEFORE DELETE ON document_epoch
			BEGIN SELECT RAISE(ABORT, 'a row of document epoch never goes'); END`,
		`CREATE TRIGGER document_epoch_is_not_replaced BEFORE INSERT ON document_epoch
			WHEN EXISTS (SELECT 1 FROM document_epoch WHERE document = NEW.document OR replaces = NEW.replaces
				OR (meeting_id = NEW.meeting_id AND epoch = NEW.epoch))
			BEGIN SELECT RAISE(ABORT, 'a row of document epoch is never replaced'); END`,
		`CREATE TRIGGER document_epoch_takes_no_place BEFORE UPDATE ON document_epoch
			WHEN (NEW.document IS NOT OLD.document AND EXISTS (SELECT 1 FROM document_epoch WHERE document = NEW.document))
				OR (NEW.replaces IS NOT OLD.replaces AND EXISTS (SELECT 1 FROM document_epoch WHERE replaces = NEW.replaces))
				OR ((NEW.meeting_id IS NOT OLD.meeting_id OR NEW.epoch IS NOT OLD.epoch) AND EXISTS
					(SELECT 1 FROM document_epoch WHERE meeting_id = NEW.meeting_id AND epoch = NEW.epoch))
			BEGIN SELECT RAISE(ABORT, 'a row of document epoch is never replaced'); END`,
		`CREATE TRIGGER replaced_log_is_shut BEFORE INSERT ON update_log
			WHEN EXISTS (SELECT 1 FROM document_epoch WHERE replaces = NEW.document)
			BEGIN SELECT RAISE(ABORT, 'document was replaced'); END`,
		`CREATE TRIGGER chain_document_epoch AFTER INSERT ON document_epoch BEGIN
			INSERT INTO chain_append (chain, kind, form, subject, digest)
			VALUES ((SELECT board_id FROM meeting WHERE id = NEW.meeting_id), 'document_epoch', 1, CAST(NEW.document AS TEXT),
				minutebook_digest('document_epoch', 1, ${columns.map((column) => `NEW.${column}`).join(', ')})); END`
	])
		await sql.raw(statement).execute(db);
}

import { sql, type Kysely } from 'kysely';

/**
 * Comments, suggestions and requests to the notetaker: beside the text, never in it. `item` and `line` are ids in the
 * shared document; `anchor` is a pair of its relative positions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`CREATE TABLE remark (
			id TEXT PRIMARY KEY,
			meeting_id TEXT NOT NULL REFERENCES meeting (id),
			kind TEXT NOT NULL CHECK (kind IN ('comment', 'suggestion', 'request')),
			item TEXT NOT NULL,
			line TEXT,
			anchor TEXT,
			quote TEXT NOT NULL,
			text TEXT NOT NULL,
			before TEXT NOT NULL,
			person_id TEXT NOT NULL REFERENCES person (id),
			name TEXT NOT NULL,
			at INTEGER NOT NULL,
			state TEXT NOT NULL CHECK (state IN ('open', 'resolved', 'accepted', 'declined', 'taken', 'withdrawn')),
			settled_by TEXT REFERENCES person (id),
			settled_name TEXT,
			settled_at INTEGER,
			reason TEXT NOT NULL,
			CHECK (state <> 'declined' OR reason <> ''),
			CHECK (kind <> 'suggestion' OR line IS NOT NULL)
		) STRICT`,
		sql`CREATE INDEX remark_by_meeting ON remark (meeting_id, at)`,
		sql`CREATE TABLE remark_reply (
			id TEXT PRIMARY KEY,
			remark_id TEXT NOT NULL REFERENCES remark (id),
			person_id TEXT NOT NULL REFERENCES person (id),
			name TEXT NOT NULL,
			text TEXT NOT NULL,
			at INTEGER NOT NULL
		) STRICT`,
		sql`CREATE INDEX remark_reply_by_remark ON remark_reply (remark_id, at)`,
		// Who said what, and about which words, is evidence of how the minutes came about.
		sql`CREATE TRIGGER remark_words_never_change
			BEFORE UPDATE OF id, meeting_id, kind, item, line, anchor, quote, text, before, person_id, name, at ON remark
			BEGIN SELECT RAISE(ABORT, 'the words of a remark never change'); END`,
		sql`CREATE TRIGGER remark_never_goes BEFORE DELETE ON remark
			BEGIN SELECT RAISE(ABORT, 'a remark never goes'); END`,
		// A comment that was resolved too soon is opened again; a word given on a suggestion or a request stands.
		sql`CREATE TRIGGER remark_settled_stays BEFORE UPDATE ON remark
			WHEN OLD.state <> 'open' AND OLD.kind <> 'comment'
			BEGIN SELECT RAISE(ABORT, 'a settled remark never changes'); END`,
		sql`CREATE TRIGGER remark_reply_never_changes BEFORE UPDATE ON remark_reply
			BEGIN SELECT RAISE(ABORT, 'a reply never changes'); END`,
		sql`CREATE TRIGGER remark_reply_never_goes BEFORE DELETE ON remark_reply
			BEGIN SELECT RAISE(ABORT, 'a reply never goes'); END`,
		// With the signature they end as they stand.
		sql`CREATE TRIGGER remarks_are_frozen_insert BEFORE INSERT ON remark
			WHEN (SELECT state FROM meeting WHERE id = NEW.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER remarks_are_frozen_update BEFORE UPDATE ON remark
			WHEN (SELECT state FROM meeting WHERE id = OLD.meeting_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`,
		sql`CREATE TRIGGER remark_replies_are_frozen BEFORE INSERT ON remark_reply
			WHEN (SELECT m.state FROM remark r JOIN meeting m ON m.id = r.meeting_id WHERE r.id = NEW.remark_id) = 'signed'
			BEGIN SELECT RAISE(ABORT, 'meeting is signed'); END`
	])
		await statement.execute(db);
}

/** The tables as Kysely sees them; `migrations/` says the same in SQL. Times are ms since 1970, dates `YYYY-MM-DD`. Long, as the list is. */
import type { Generated } from 'kysely';
import type {
	ActionId,
	AttendanceId,
	BoardId,
	ChairChangeId,
	CirculationId,
	LetterId,
	MeetingId,
	MembershipId,
	PaperId,
	PersonId,
	ProposalId,
	RemarkId,
	SnapshotId
} from '#core/kernel/ids.ts';
import type { Purpose } from '#core/agenda/agenda.ts';
import type { Region } from '#core/reading/bank-holidays.ts';
import type { PaperCheck, PaperKind } from '#core/agenda/papers.ts';
import type { Attendance, Role } from '#core/boards/people.ts';
import type { RemarkKind, RemarkState } from '#core/remarks/remarks.ts';
import type { CalendarDate, ClockTime, Instant } from '#core/kernel/time.ts';

export interface Tables {
	person: {
		id: PersonId;
		name: string;
		email: string | null;
		initials: string;
		agency: string;
		admin: 0 | 1;
		created_at: Instant;
		/** Since when they may not sign in; null: they may. */
		disabled_at: Generated<Instant | null>;
	};
	/** store/database/stand.ts */
	stand: { one: 1; mark: string };
	board: {
		id: BoardId;
		slug: string;
		name: string;
		parent_id: BoardId | null;
		signing_rule: 'any' | 'all';
		place: string;
		/** JSON: the titles of the items every agenda starts from. */
		standing_items: string;
		bank_holidays: Generated<Region>;
		created_at: Instant;
		/** JSON: a `QuorumRule`; '' for none. */
		quorum: Generated<string>;
		/** Whether one person may take the notes of a meeting and sign them. */
		one_may_do_both: Generated<0 | 1>;
	};
	/** store/boards/chair-changes.ts */
	chair_change: {
		id: ChairChangeId;
		board_id: BoardId;
		meeting_id: MeetingId | null;
		entry_id: AttendanceId | null;
		person_id: PersonId;
		membership_id: MembershipId | null;
		begun_id: MembershipId | null;
		until: CalendarDate | null;
		from_role: Role | 'guest' | '';
		to_role: Role | 'guest' | '';
		state: 'proposed' | 'seconded' | 'done' | 'withdrawn' | 'taken-back';
		proposed_by: PersonId;
		proposed_name: string;
		proposed_at: Instant;
		seconded_by: PersonId | null;
		seconded_name: string | null;
		seconded_at: Instant | null;
		approved_by: PersonId | null;
		approved_name: string | null;
		done_at: Instant | null;
		/** JSON: `PersonId`s */
		entitled: string;
		settled_by: PersonId | null;
		settled_name: string | null;
		settled_at: Instant | null;
	};
	membership: {
		id: MembershipId;
		board_id: BoardId;
		person_id: PersonId;
		role: Role;
		agency: string;
		initials: string;
		from_date: CalendarDate;
		to_date: CalendarDate | null;
	};
	/** Of a person or of a board, one of the two. */
	house_phrase: {
		id: string;
		person_id: PersonId | null;
		board_id: BoardId | null;
		short: string;
		words: string;
	};
	device_key: { person_id: PersonId; key: Uint8Array; created_at: Instant };
	private_note: {
		person_id: PersonId;
		meeting_id: MeetingId;
		item: string;
		text: string;
		version: string;
		updated_at: Instant;
	};
	session: {
		id: string;
		person_id: PersonId;
		secret_hash: Uint8Array;
		created_at: Instant;
		last_seen_at: Instant;
		idle_ms: number;
		user_agent: string;
	};
	sign_in_code: {
		/** SHA-256 (hex) of the cookie of the browser that asked. */
		browser: string;
		email: string;
		person_id: PersonId | null;
		code_hash: Uint8Array;
		salt: Uint8Array;
		tries: Generated<number>;
		created_at: Instant;
		expires_at: Instant;
	};
	known_browser: {
		/** SHA-256 (hex) of the cookie that was set when this person signed in there. */
		browser: string;
		person_id: PersonId;
		created_at: Instant;
		used_at: Instant;
	};
	/** store/mail/outbox.ts, keepUnsent */
	unsent_letter: {
		id: LetterId;
		message_id: string;
		to_name: string;
		to_address: string;
		subject: string;
		text: string;
		created_at: Instant;
	};
	sign_in_try: { number: Generated<number>; kind: 'ask' | 'enter'; subject: string; at: Instant };
	meeting: {
		id: MeetingId;
		board_id: BoardId;
		title: string;
		date: CalendarDate;
		start_time: ClockTime | null;
		end_time: ClockTime | null;
		place: string;
		chair_name: string | null;
		chair_agency: string | null;
		next_date: CalendarDate | null;
		next_start: ClockTime | null;
		next_end: ClockTime | null;
		next_place: string | null;
		origin: 'live' | 'imported';
		state: 'draft' | 'signed';
		signed_at: Instant | null;
		created_by: PersonId | null;
		created_at: Instant;
	};
	attendance: {
		id: AttendanceId;
		meeting_id: MeetingId;
		person_id: PersonId | null;
		position: number;
		name: string;
		agency: string;
		initials: string;
		role: Role | 'guest';
		attendance: Attendance;
		deputy_for: AttendanceId | null;
		note: string;
		/** Who set the attendance that stands; null: nobody by hand. */
		marked_by: Generated<PersonId | null>;
	};
	attendance_move: {
		number: Generated<number>;
		attendance_id: AttendanceId;
		kind: 'joined' | 'left';
		at: ClockTime;
		item: string | null;
		after_line: string | null;
	};
	agenda_dates: {
		meeting_id: MeetingId;
		proposals_until: CalendarDate | null;
		papers_by: CalendarDate | null;
	};
	proposal: {
		id: ProposalId;
		meeting_id: MeetingId;
		person_id: PersonId;
		name: string;
		title: string;
		purpose: Purpose | null;
		minutes: number | null;
		reason: string;
		at: Instant;
		state: 'open' | 'taken' | 'declined' | 'withdrawn';
		answer: string;
		settled_by: string | null;
		settled_at: Instant | null;
	};
	paper_check: {
		sha256: string;
		state: PaperCheck;
		found: string;
		at: Instant;
		tries: number;
		next_at: Instant | null;
	};
	remark: {
		id: RemarkId;
		meeting_id: MeetingId;
		kind: RemarkKind;
		item: string;
		line: string | null;
		/** JSON: an `Anchor`. */
		anchor: string | null;
		quote: string;
		text: string;
		before: string;
		person_id: PersonId;
		name: string;
		at: Instant;
		state: RemarkState;
		settled_by: PersonId | null;
		settled_name: string | null;
		settled_at: Instant | null;
		reason: string;
	};
	remark_reply: {
		id: string;
		remark_id: RemarkId;
		person_id: PersonId;
		name: string;
		text: string;
		at: Instant;
	};
	/** Its content is the file of that digest: store/agenda/paper-files.ts. */
	paper: {
		id: PaperId;
		meeting_id: MeetingId;
		item: string;
		number: number;
		name: string;
		kind: PaperKind;
		bytes: number;
		sha256: string;
		person_id: PersonId;
		added_by: string;
		added_at: Instant;
		withdrawn_at: Instant | null;
	};
	document: {
		number: Generated<number>;
		name: string;
		meeting_id: MeetingId;
		schema: number;
		created_at: Instant;
	};
	/** Of a later epoch of a meeting's document, see store/log/epochs.ts. */
	document_epoch: {
		document: number;
		meeting_id: MeetingId;
		epoch: number;
		replaces: number;
		at: Instant;
		person_id: PersonId | null;
		why: string;
	};
	update_log: {
		position: Generated<number>;
		document: number;
		person_id: PersonId | null;
		connection: string;
		at: Instant;
		frame: Uint8Array;
		/** CRC-32 of the frame; null: logged before there was one. */
		checksum: number | null;
	};
	/** The log of a document up to `position` as one update, see store/log/folds.ts. */
	log_fold: {
		document: number;
		position: number;
		/** When the last frame in it came in. */
		at: Instant;
		made_at: Instant;
		state: Uint8Array;
		vector: Uint8Array;
		deletes: Uint8Array;
		checksum: number;
		/** 1: made with little stack, and read through: it may be sent as it lies there. */
		proven: Generated<0 | 1>;
	};
	/** Frames that are left out by everybody, see store/log/set-aside.ts. */
	log_quarantine: {
		position: number;
		document: number;
		person_id: PersonId | null;
		connection: string;
		at: Instant;
		frame: Uint8Array;
		checksum: number | null;
		why: string;
		found_at: Generated<Instant>;
		found_by: Generated<string>;
		cause: Generated<'throws' | 'checksum'>;
	};
	/** Folds that cannot be taken in. */
	fold_quarantine: {
		document: number;
		position: number;
		why: string;
		found_at: Instant;
		found_by: string;
	};
	folded_log: {
		position: number;
		document: number;
		person_id: PersonId | null;
		connection: string;
		at: Instant;
		frame: Uint8Array;
		checksum: number | null;
	};
	document_version: {
		id: Generated<number>;
		document: number;
		at: Instant;
		reason: 'large-deletion';
		person_id: PersonId | null;
		connection: string;
		state: Uint8Array;
	};
	document_client: { document: number; client: number; person_id: PersonId };
	topic: { name: string; version: number };
	signature: {
		id: string;
		meeting_id: MeetingId;
		person_id: PersonId;
		name: string;
		role: string;
		digest: string;
		signed_at: Instant;
	};
	snapshot: {
		id: SnapshotId;
		meeting_id: MeetingId;
		board_id: BoardId;
		sequence: number;
		canonical: string;
		text: string;
		sha256: string;
		previous: string | null;
		state: Uint8Array;
		created_at: Instant;
	};
	/** How a later meeting agreed the notes of one. */
	confirmation: {
		meeting_id: MeetingId;
		by_meeting_id: MeetingId;
		label: string | null;
		outcome: 'agreed' | 'amended';
		point: string;
		amendment: string;
		at: Instant;
	};
	decision: {
		id: string;
		meeting_id: MeetingId;
		board_id: BoardId;
		position: number;
		item: string;
		label: string | null;
		verb: string;
		text: string;
	};
	action: {
		id: ActionId;
		meeting_id: MeetingId;
		board_id: BoardId;
		position: number;
		reference: string;
		label: string | null;
		item: string;
		text: string;
		sentence: string;
		/** JSON: the `Owner`s as signed. */
		owners: string;
		due_written: string | null;
		due_kind: string | null;
		due_date: CalendarDate | null;
	};
	action_event: {
		number: Generated<number>;
		action_id: ActionId;
		kind:
			'signed' | 'note' | 'reported-done' | 'closure-agreed' | 'reopened' | 'due-changed' | 'owners-changed';
		person_id: PersonId | null;
		name: string;
		at: Instant;
		note: string;
		/** JSON: what the kind needs, e.g. the old and the new due. */
		data: string;
	};
	action_state: {
		action_id: ActionId;
		board_id: BoardId;
		state: 'open' | 'reported-done' | 'closed';
		due_written: string | null;
		due_kind: string | null;
		due_date: CalendarDate | null;
		updated_at: Instant;
		meeting_id: MeetingId;
		number: number;
		oldest_sort: string;
		newest_sort: string;
		owner_sort: string;
		owner_keys: string;
	};
	action_owner: {
		action_id: ActionId;
		position: number;
		written: string;
		kind: 'person' | 'group' | 'outside' | 'ambiguous' | 'unknown';
		person_id: PersonId | null;
		name: string;
		board_id: BoardId;
		owner_key: string;
	};
	/** Full text (FTS5) over reference and sentence of the action with that `action_state.number`. */
	action_words: { rowid: number; words: string };
	audit: {
		number: Generated<number>;
		at: Instant;
		person_id: PersonId | null;
		verb: string;
		subject: string;
		detail: string;
	};
	/** Append-only: server/store/record/CHAIN.md. Rows come by triggers. */
	chain_entry: {
		/** A board's id, or `installation`. */
		chain: string;
		/** From 1. */
		sequence: number;
		at: Instant;
		kind: string;
		form: number;
		subject: string;
		/** Hex; '' when the row went. */
		digest: string;
		/** Hex. */
		head: string;
	};
	record_check: {
		number: Generated<number>;
		at: Instant;
		name: string;
		/** JSON: `Found` of store/record/record-checks.ts. */
		found: string;
	};
	/** store/record/record-checks.ts: at most one row. */
	check_request: { one: 1; at: Instant; name: string };
	/** The log of a document as it was signed: store/database/digest.ts `readSeal`. */
	log_seal: { document: number; seal: Uint8Array };
	circulation: {
		id: CirculationId;
		meeting_id: MeetingId;
		snapshot_id: SnapshotId;
		sent_by: PersonId;
		sent_at: Instant;
	};
	letter: {
		id: LetterId;
		message_id: string;
		kind: 'circulation' | 'sign-in';
		circulation_id: CirculationId | null;
		meeting_id: MeetingId | null;
		to_name: string;
		to_address: string;
		subject: string;
		text: string;
		attach: '' | 'minutes-pdf';
		about: Generated<'minutes' | 'agenda'>;
		state: Generated<'queued' | 'sent' | 'refused'>;
		attempts: Generated<number>;
		next_attempt_at: Instant;
		response: Generated<string>;
		created_at: Instant;
		settled_at: Instant | null;
	};
	attempt: {
		number: Generated<number>;
		letter_id: LetterId;
		at: Instant;
		outcome: 'accepted' | 'refused' | 'failed';
		response: string;
	};
}

/**
 * What of each table is entered in a chain, and under which digest. The triggers say the same
 * (migrations/2026-11-29-7-chain.ts), and a test holds the two against each other. CHAIN.md says how a table joins.
 */

export interface ChainForm {
	readonly kind: string;
	readonly form: number;
	readonly table: string;
	/** `once`: entered when it is written, never again. `living`: each change is entered, the last one counts. `passing`: as `once`, and it may go. */
	readonly when: 'once' | 'living' | 'passing';
	/** SQL over the row `r`. */
	readonly key: string;
	/** SQL over the row `r`: which rows are entered; '': all. */
	readonly where: string;
	/** In the order in which they are digested. */
	readonly columns: readonly string[];
	/** What a row is called when something is wrong with it: "a signature". */
	readonly words: string;
}

type Written = Omit<ChainForm, 'columns' | 'form' | 'where' | 'when'> & {
	readonly columns: string;
	readonly form?: number;
	readonly where?: string;
	readonly when?: ChainForm['when'];
};

const form = ({ columns, form = 1, where = '', when = 'once', ...rest }: Written): ChainForm => ({
	...rest,
	form,
	where,
	when,
	columns: columns.trim().split(/\s+/)
});

const signed = (meeting: string) => `(SELECT state FROM meeting WHERE id = ${meeting}) = 'signed'`;

export const CHAIN_FORMS: readonly ChainForm[] = [
	form({
		kind: 'audit',
		table: 'audit',
		key: 'r.number',
		columns: 'at detail number person_id subject verb',
		words: 'a line of the audit'
	}),
	form({
		kind: 'signature',
		table: 'signature',
		key: 'r.id',
		columns: 'digest id meeting_id name person_id role signed_at',
		words: 'a signature'
	}),
	form({
		kind: 'snapshot',
		table: 'snapshot',
		key: 'r.id',
		columns: 'board_id canonical created_at id meeting_id previous sequence sha256 state text',
		words: 'a signed record'
	}),
	form({
		kind: 'decision',
		table: 'decision',
		key: 'r.id',
		columns: 'board_id id item label meeting_id position text verb',
		words: 'a decision'
	}),
	form({
		kind: 'action',
		table: 'action',
		key: 'r.id',
		columns:
			'board_id due_date due_kind due_written id item label meeting_id owners position reference sentence text',
		words: 'an action as it was signed'
	}),
	form({
		kind: 'action_event',
		table: 'action_event',
		key: 'r.number',
		columns: 'action_id at data kind name note number person_id',
		words: 'what happened to an action'
	}),
	form({
		kind: 'confirmation',
		table: 'confirmation',
		key: 'r.meeting_id',
		columns: 'amendment at by_meeting_id label meeting_id outcome point',
		words: 'the agreement of notes'
	}),
	form({
		kind: 'circulation',
		table: 'circulation',
		key: 'r.id',
		columns: 'id meeting_id sent_at sent_by snapshot_id',
		words: 'a circulation'
	}),
	form({
		kind: 'letter',
		table: 'letter',
		key: 'r.id',
		where: `r.kind <> 'sign-in'`,
		columns: 'about attach circulation_id id kind meeting_id message_id subject text to_address to_name',
		words: 'a letter'
	}),
	form({
		kind: 'letter_settled',
		table: 'letter',
		when: 'living',
		key: 'r.id',
		where: `r.kind <> 'sign-in' AND r.state <> 'queued'`,
		columns: 'attempts created_at id next_attempt_at response settled_at state',
		words: 'what became of a letter'
	}),
	form({
		kind: 'attempt',
		table: 'attempt',
		key: 'r.number',
		where: `(SELECT kind FROM letter WHERE id = r.letter_id) IS NOT 'sign-in'`,
		columns: 'at letter_id number outcome response',
		words: 'an attempt to deliver a letter'
	}),
	form({
		kind: 'person',
		table: 'person',
		when: 'living',
		key: 'r.id',
		columns: 'admin agency created_at disabled_at email id initials name',
		words: 'the entry of a person'
	}),
	form({
		kind: 'board',
		table: 'board',
		when: 'living',
		key: 'r.id',
		columns:
			'bank_holidays created_at id name one_may_do_both parent_id place quorum signing_rule slug standing_items',
		words: 'the entry of a board'
	}),
	form({
		kind: 'membership',
		table: 'membership',
		when: 'living',
		key: 'r.id',
		columns: 'agency board_id from_date id initials person_id role to_date',
		words: 'a membership'
	}),
	form({
		kind: 'chair_change',
		table: 'chair_change',
		when: 'living',
		key: 'r.id',
		columns:
			'approved_by approved_name begun_id board_id done_at entitled entry_id from_role id meeting_id membership_id person_id proposed_at proposed_by proposed_name seconded_at seconded_by seconded_name settled_at settled_by settled_name state to_role until',
		words: 'a change of who signs'
	}),
	form({
		kind: 'proposal',
		table: 'proposal',
		when: 'living',
		key: 'r.id',
		columns:
			'answer at id meeting_id minutes name person_id purpose reason settled_at settled_by state title',
		words: 'a proposed item'
	}),
	form({
		kind: 'paper',
		table: 'paper',
		when: 'living',
		key: 'r.id',
		columns: 'added_at added_by bytes id item kind meeting_id name number person_id sha256 withdrawn_at',
		words: 'the entry of a paper'
	}),
	form({
		kind: 'remark',
		table: 'remark',
		when: 'living',
		key: 'r.id',
		columns:
			'anchor at before id item kind line meeting_id name person_id quote reason settled_at settled_by settled_name state text',
		words: 'a remark'
	}),
	form({
		kind: 'remark_reply',
		table: 'remark_reply',
		key: 'r.id',
		columns: 'at id name person_id remark_id text',
		words: 'a reply to a remark'
	}),
	form({
		kind: 'meeting',
		table: 'meeting',
		key: 'r.id',
		where: `r.state = 'signed'`,
		columns:
			'board_id chair_agency chair_name created_at created_by date end_time id next_date next_end next_place next_start origin place signed_at start_time state title',
		words: 'the facts of a signed meeting'
	}),
	form({
		kind: 'attendance',
		table: 'attendance',
		key: 'r.id',
		where: signed('r.meeting_id'),
		columns:
			'agency attendance deputy_for id initials marked_by meeting_id name note person_id position role',
		words: 'a line of the attendance of a signed meeting'
	}),
	form({
		kind: 'attendance_move',
		table: 'attendance_move',
		key: 'r.number',
		where: signed('(SELECT meeting_id FROM attendance WHERE id = r.attendance_id)'),
		columns: 'after_line at attendance_id item kind number',
		words: 'an arrival or departure at a signed meeting'
	}),
	form({
		kind: 'agenda_dates',
		table: 'agenda_dates',
		key: 'r.meeting_id',
		where: signed('r.meeting_id'),
		columns: 'meeting_id papers_by proposals_until',
		words: 'the days set for a signed meeting'
	}),
	form({
		kind: 'document',
		table: 'document',
		key: 'r.number',
		where: signed('r.meeting_id'),
		columns: 'created_at meeting_id name number schema',
		words: 'the shared document of a signed meeting'
	}),
	form({
		kind: 'document_epoch',
		table: 'document_epoch',
		key: 'r.document',
		columns: 'at document epoch meeting_id person_id replaces why',
		words: 'the entry of a shared document that was set right'
	}),
	form({
		kind: 'log_fold',
		table: 'log_fold',
		when: 'passing',
		key: `r.document || '/' || r.position`,
		columns: 'at checksum document made_at position',
		words: 'a fold of a log'
	}),
	form({
		kind: 'log_fold',
		form: 2,
		table: 'log_fold',
		when: 'passing',
		key: `r.document || '/' || r.position`,
		columns: 'at checksum document made_at position proven',
		words: 'a fold of a log'
	}),
	form({
		kind: 'record_check',
		table: 'record_check',
		key: 'r.number',
		columns: 'at found name number',
		words: 'the result of a check'
	}),
	form({
		kind: 'log_seal',
		table: 'log_seal',
		key: 'r.document',
		columns: 'document seal',
		words: 'the seal of the log of a signed meeting'
	})
];

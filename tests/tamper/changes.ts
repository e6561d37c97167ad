/**
 * Meaningful changes of a whole record (tests/support/whole-record.ts) by somebody who has the file and took every law of it
 * away first. SQL, by what it does. Each has to be found by `verify`.
 */
export type Change = readonly [words: string, sql: string];

const FIRST = `(SELECT min(id) FROM meeting WHERE state = 'signed')`;
const LAST = `(SELECT max(id) FROM meeting WHERE state = 'signed')`;

/** Each column of a row of its own, as text, number or bytes ask for it. */
const each = (table: string, columns: Readonly<Record<string, string>>, where = ''): Change[] =>
	Object.entries(columns).map(([column, value]) => [
		`${table}: ${column}`,
		`UPDATE ${table} SET ${column} = ${value} ${where}`
	]);

export const CHANGES: readonly Change[] = [
	...each('snapshot', {
		canonical: `replace(canonical, 'guidance', 'guidances')`,
		text: `replace(text, 'guidance', 'guidances')`,
		sha256: `replace(sha256, substr(sha256, 1, 1), 'x')`,
		previous: `'${'ab'.repeat(32)}'`,
		sequence: 'sequence + 7',
		state: `CAST(state || x'00' AS BLOB)`,
		created_at: 'created_at - 60000'
	}),
	[
		'snapshot: all of it, with a digest that fits',
		`UPDATE snapshot SET canonical = '{}', sha256 = lower(hex(zeroblob(32)))`
	],
	...each('decision', {
		verb: `'noted'`,
		text: `text || ' not'`,
		label: `'9.9'`,
		item: `'9'`,
		position: 'position + 1'
	}),
	['decision: one removed', `DELETE FROM decision WHERE id = (SELECT min(id) FROM decision)`],
	[
		'decision: one put in',
		`INSERT INTO decision SELECT 'made-up', meeting_id, board_id, 9, item, label, verb, 'made up' FROM decision LIMIT 1`
	],
	...each(
		'action',
		{
			text: `'to do nothing'`,
			sentence: `sentence || ' one day'`,
			owners: `replace(owners, 'ID', 'TO')`,
			due_written: `'never'`,
			due_kind: `'words'`,
			due_date: `'2099-01-01'`,
			reference: `'1 Jan 1999, ' || position`,
			item: `'9'`,
			label: `'9.9'`
		},
		`WHERE meeting_id = ${FIRST}`
	),
	['action: one removed', `DELETE FROM action WHERE id = (SELECT max(id) FROM action)`],
	...each('signature', {
		name: `'Osric Bell'`,
		role: `'co-chair'`,
		person_id: `'osricbell00000000000'`,
		signed_at: 'signed_at - 86400000',
		digest: `'${'cd'.repeat(32)}'`
	}),
	['signature: one removed', `DELETE FROM signature WHERE meeting_id = ${FIRST}`],
	[
		'signature: one put in',
		`INSERT INTO signature SELECT 'made-up', meeting_id, 'osricbell00000000000', 'Osric Bell', 'chair', digest, signed_at FROM signature LIMIT 1`
	],
	...each('confirmation', {
		outcome: `'amended'`,
		amendment: `'for “two” read “twelve”'`,
		point: `'1.1'`,
		label: `'9.9'`,
		at: 'at - 1'
	}),
	['confirmation: removed', 'DELETE FROM confirmation'],
	...each(
		'action_event',
		{
			kind: `'note'`,
			name: `'Osric Bell'`,
			person_id: `'osricbell00000000000'`,
			at: 'at + 1000',
			note: `note || '.'`,
			data: `'{}'`,
			action_id: '(SELECT max(id) FROM action)'
		},
		'WHERE number = (SELECT max(number) FROM action_event)'
	),
	[
		'action_event: the last removed',
		'DELETE FROM action_event WHERE number = (SELECT max(number) FROM action_event)'
	],
	[
		'action_event: one put in',
		`INSERT INTO action_event (action_id, kind, person_id, name, at, note, data) SELECT action_id, 'note', person_id, name, at, 'made up', '{}' FROM action_event LIMIT 1`
	],
	...each('action_state', { state: `'closed'`, due_date: `'2099-01-01'`, owner_keys: `' x '` }),
	['action_owner: another', `UPDATE action_owner SET name = 'Osric Bell'`],
	...each(
		'audit',
		{
			at: 'at + 1',
			person_id: `'osricbell00000000000'`,
			verb: `'look'`,
			subject: `'meeting/other'`,
			detail: `'{"letters":0}'`,
			number: 'number + 1000'
		},
		'WHERE number = (SELECT max(number) FROM audit)'
	),
	['audit: one line removed', 'DELETE FROM audit WHERE number = (SELECT min(number) FROM audit)'],
	['audit: the last line removed', 'DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)'],
	['audit: all of it removed', 'DELETE FROM audit'],
	[
		'audit: a line put in',
		`INSERT INTO audit (at, person_id, verb, subject, detail) VALUES (1, NULL, 'sign', 'x', '{}')`
	],
	...each(
		'meeting',
		{
			title: `'Another meeting'`,
			date: `'2031-07-22'`,
			start_time: `'13:00'`,
			end_time: `'17:00'`,
			place: `'The pier'`,
			chair_name: `'Osric Bell'`,
			chair_agency: `'Police'`,
			next_date: `'2031-12-24'`,
			state: `'draft'`,
			signed_at: 'signed_at + 1',
			origin: `'imported'`,
			created_at: 'created_at - 1'
		},
		`WHERE id = ${LAST}`
	),
	...each(
		'attendance',
		{
			attendance: `'absent'`,
			name: `'Osric Bell'`,
			agency: `'Police'`,
			initials: `'XX'`,
			role: `'chair'`,
			note: `'left early'`,
			position: 'position + 10'
		},
		`WHERE id = (SELECT min(id) FROM attendance)`
	),
	['attendance: one removed', 'DELETE FROM attendance WHERE id = (SELECT max(id) FROM attendance)'],
	[
		'attendance: one put in',
		`INSERT INTO attendance SELECT 'made-up', meeting_id, NULL, 99, 'Nobody', '', '', 'member', 'present', NULL, '', NULL FROM attendance LIMIT 1`
	],
	...each('document_epoch', {
		at: 'at + 1',
		why: `'nothing'`,
		epoch: 'epoch + 1',
		person_id: `'osricbell00000000000'`
	}),
	['document_epoch: removed', 'DELETE FROM document_epoch'],
	...each('attendance_move', { kind: `'joined'`, at: `'14:01'`, item: `'other'` }),
	['attendance_move: removed', 'DELETE FROM attendance_move'],
	...each(
		'membership',
		{
			role: `'observer'`,
			from_date: `'2030-01-01'`,
			to_date: `'2031-01-01'`,
			person_id: `'osricbell00000000000'`
		},
		'WHERE id = (SELECT min(id) FROM membership)'
	),
	['membership: one removed', 'DELETE FROM membership WHERE id = (SELECT min(id) FROM membership)'],
	...each(
		'letter',
		{
			text: `replace(text, 'notes', 'Notes')`,
			subject: `subject || '!'`,
			to_address: `'other@example.org'`,
			to_name: `'Somebody'`,
			state: `'queued'`,
			response: `'550 no'`,
			settled_at: 'settled_at + 1',
			attempts: 'attempts + 1',
			message_id: `'made-up'`
		},
		'WHERE id = (SELECT max(id) FROM letter)'
	),
	['letter: one removed', 'DELETE FROM letter WHERE id = (SELECT max(id) FROM letter)'],
	['attempt: another outcome', `UPDATE attempt SET outcome = 'refused'`],
	['attempt: one removed', 'DELETE FROM attempt WHERE number = (SELECT max(number) FROM attempt)'],
	...each('circulation', { sent_by: `'osricbell00000000000'`, sent_at: 'sent_at + 1' }),
	['circulation: removed', 'DELETE FROM circulation'],
	...each('paper', {
		name: `'Another'`,
		sha256: `'${'ef'.repeat(32)}'`,
		added_by: `'Osric Bell'`,
		added_at: 'added_at - 1',
		bytes: 'bytes + 1',
		item: `'other'`,
		withdrawn_at: '1'
	}),
	['paper: its entry removed', 'DELETE FROM paper'],
	...each('remark', {
		text: `'Apologies from three'`,
		name: `'Osric Bell'`,
		state: `'accepted'`,
		reason: `'All.'`
	}),
	['remark: removed', 'DELETE FROM remark_reply; DELETE FROM remark'],
	['remark_reply: its words', `UPDATE remark_reply SET text = 'There were two.'`],
	['remark_reply: removed', 'DELETE FROM remark_reply'],
	['proposal: another answer', `UPDATE proposal SET answer = 'Never.'`],
	['agenda_dates: another day', `UPDATE agenda_dates SET papers_by = '2031-07-01'`],
	[
		'log of a signed meeting: who wrote',
		`UPDATE folded_log SET person_id = 'osricbell00000000000' WHERE position = (SELECT max(position) FROM folded_log)`
	],
	[
		'log of a signed meeting: when',
		'UPDATE update_log SET at = at - 1 WHERE position = (SELECT min(position) FROM update_log)'
	],
	['log of a signed meeting: a frame', `UPDATE update_log SET frame = CAST(frame || x'00' AS BLOB)`],
	[
		'log of a signed meeting: a frame with a checksum that fits',
		`UPDATE folded_log SET frame = x'0000', checksum = 1104745215 WHERE position = (SELECT max(position) FROM folded_log)`
	],
	[
		'log of a signed meeting: the last frame removed',
		'DELETE FROM update_log WHERE position = (SELECT max(position) FROM update_log)'
	],
	[
		'log of a signed meeting: one frame of the middle removed',
		'DELETE FROM folded_log WHERE position = (SELECT max(position) FROM folded_log)'
	],
	[
		'log of a signed meeting: a frame put in',
		`INSERT INTO update_log (document, person_id, connection, at, frame) SELECT document, person_id, 'x', at, x'0000' FROM update_log LIMIT 1`
	],
	['log of a signed meeting: a fold', `UPDATE log_fold SET state = x'0000'`],
	[
		'log of a signed meeting: all of it removed',
		'DELETE FROM update_log; DELETE FROM folded_log; DELETE FROM log_fold'
	],
	['log of a signed meeting: its seal', `UPDATE log_seal SET seal = x''`],
	['person: made an administrator', `UPDATE person SET admin = 1 WHERE id = (SELECT min(id) FROM person)`],
	['board: another rule of signing', `UPDATE board SET signing_rule = 'all'`],
	['chain: one entry removed', 'DELETE FROM chain_entry WHERE sequence = 5'],
	[
		'chain: the last entry removed',
		'DELETE FROM chain_entry WHERE sequence = (SELECT max(sequence) FROM chain_entry)'
	],
	['chain: all of it removed', 'DELETE FROM chain_entry'],
	['chain: the time of an entry', 'UPDATE chain_entry SET at = at + 1 WHERE sequence = 5'],
	[
		'the last meeting of a board removed whole',
		[
			...['decision', 'signature', 'snapshot', 'circulation', 'attendance'].map(
				(table) => `DELETE FROM ${table} WHERE meeting_id = ${LAST}`
			),
			`DELETE FROM confirmation`,
			`DELETE FROM attempt WHERE letter_id IN (SELECT id FROM letter WHERE meeting_id = ${LAST})`,
			`DELETE FROM letter WHERE meeting_id = ${LAST}`,
			...['action_event', 'action_state', 'action_owner'].map(
				(table) =>
					`DELETE FROM ${table} WHERE action_id IN (SELECT id FROM action WHERE meeting_id = ${LAST})`
			),
			`DELETE FROM action WHERE meeting_id = ${LAST}`,
			...['update_log', 'folded_log', 'log_fold', 'log_seal'].map(
				(table) =>
					`DELETE FROM ${table} WHERE document IN (SELECT number FROM document WHERE meeting_id = ${LAST})`
			),
			`DELETE FROM document WHERE meeting_id = ${LAST}`,
			`DELETE FROM audit WHERE subject LIKE '%' || ${LAST}`,
			`DELETE FROM meeting WHERE id = ${LAST}`
		].join('; ')
	]
];

/** Laws taken away or weakened, with nothing else touched. */
export const LAW_CHANGES: readonly Change[] = [
	['law: one dropped', 'DROP TRIGGER snapshot_never_changes'],
	['law: a guard dropped', 'DROP TRIGGER meeting_is_not_replaced'],
	['law: the chain of the audit dropped', 'DROP TRIGGER chain_audit'],
	[
		'law: one weakened',
		`DROP TRIGGER audit_never_goes; CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END`
	],
	[
		'law: one of somebody else',
		'CREATE TRIGGER helps AFTER INSERT ON audit BEGIN UPDATE person SET admin = 1; END'
	],
	['law: an index that forbids', 'CREATE UNIQUE INDEX one_only ON audit (number, verb)'],
	['law: an index gone', 'DROP INDEX signature_by_meeting'],
	['law: a column more', 'ALTER TABLE audit ADD COLUMN made_up TEXT']
];

import { sql, type Kysely } from 'kysely';

/**
 * What is evidence is entered in a chain: one of each board, one of the installation. Triggers do it, in the transaction
 * of what they enter, so that no use case can forget. server/store/record/CHAIN.md says how, and how a new table joins.
 */

interface Form {
	/** What an entry calls it; of most, the table. */
	readonly kind: string;
	readonly table: string;
	/** `once`: the row never changes. `live`: each change is entered, the last one counts. `signed`: with the signature. */
	readonly when: 'once' | 'live' | 'signed';
	readonly key: string;
	/** Whose chain, or for `signed` rows of which meeting, as SQL over the row `r`. */
	readonly of: string;
	readonly where?: string;
	readonly columns?: readonly string[];
	readonly without?: readonly string[];
}

const board = (meeting: string) => `(SELECT board_id FROM meeting WHERE id = ${meeting})`;
const REFERS = `substr(r.subject, instr(r.subject, '/') + 1)`;
const LETTER_BOARD = `coalesce(${board('r.meeting_id')}, 'installation')`;
const DOCUMENT_BOARD = `(SELECT m.board_id FROM document d JOIN meeting m ON m.id = d.meeting_id WHERE d.number = r.document)`;
/** What changes of a letter until it is settled; everything else is there from the start. */
const LETTER_LIFE = ['state', 'attempts', 'next_attempt_at', 'response', 'created_at', 'settled_at'];

const FORMS: readonly Form[] = [
	{
		kind: 'audit',
		table: 'audit',
		when: 'once',
		key: 'r.number',
		of: `coalesce(${board(REFERS)}, (SELECT id FROM board WHERE id = ${REFERS}),
			(SELECT board_id FROM action WHERE id = ${REFERS}), 'installation')`
	},
	{ kind: 'signature', table: 'signature', when: 'once', key: 'r.id', of: board('r.meeting_id') },
	{ kind: 'snapshot', table: 'snapshot', when: 'once', key: 'r.id', of: 'r.board_id' },
	{ kind: 'decision', table: 'decision', when: 'once', key: 'r.id', of: 'r.board_id' },
	{ kind: 'action', table: 'action', when: 'once', key: 'r.id', of: 'r.board_id' },
	{
		kind: 'action_event',
		table: 'action_event',
		when: 'once',
		key: 'r.number',
		of: '(SELECT board_id FROM action WHERE id = r.action_id)'
	},
	{
		kind: 'confirmation',
		table: 'confirmation',
		when: 'once',
		key: 'r.meeting_id',
		of: board('r.by_meeting_id')
	},
	{ kind: 'circulation', table: 'circulation', when: 'once', key: 'r.id', of: board('r.meeting_id') },
	{
		kind: 'letter',
		table: 'letter',
		when: 'once',
		key: 'r.id',
		of: LETTER_BOARD,
		where: `r.kind <> 'sign-in'`,
		without: LETTER_LIFE
	},
	{
		kind: 'letter_settled',
		table: 'letter',
		when: 'live',
		key: 'r.id',
		of: LETTER_BOARD,
		where: `r.kind <> 'sign-in' AND r.state <> 'queued'`,
		columns: ['id', ...LETTER_LIFE]
	},
	{
		kind: 'attempt',
		table: 'attempt',
		when: 'once',
		key: 'r.number',
		of: `(SELECT coalesce(m.board_id, 'installation') FROM letter l LEFT JOIN meeting m ON m.id = l.meeting_id
			WHERE l.id = r.letter_id)`,
		where: `(SELECT kind FROM letter WHERE id = r.letter_id) <> 'sign-in'`
	},
	{ kind: 'person', table: 'person', when: 'live', key: 'r.id', of: `'installation'` },
	{ kind: 'board', table: 'board', when: 'live', key: 'r.id', of: 'r.id' },
	{ kind: 'membership', table: 'membership', when: 'live', key: 'r.id', of: 'r.board_id' },
	{ kind: 'proposal', table: 'proposal', when: 'live', key: 'r.id', of: board('r.meeting_id') },
	{ kind: 'paper', table: 'paper', when: 'live', key: 'r.id', of: board('r.meeting_id') },
	{ kind: 'remark', table: 'remark', when: 'live', key: 'r.id', of: board('r.meeting_id') },
	{
		kind: 'remark_reply',
		table: 'remark_reply',
		when: 'once',
		key: 'r.id',
		of: `(SELECT m.board_id FROM remark k JOIN meeting m ON m.id = k.meeting_id WHERE k.id = r.remark_id)`
	},
	{ kind: 'meeting', table: 'meeting', when: 'signed', key: 'r.id', of: 'r.id' },
	{ kind: 'attendance', table: 'attendance', when: 'signed', key: 'r.id', of: 'r.meeting_id' },
	{
		kind: 'attendance_move',
		table: 'attendance_move',
		when: 'signed',
		key: 'r.number',
		of: '(SELECT meeting_id FROM attendance WHERE id = r.attendance_id)'
	},
	{ kind: 'agenda_dates', table: 'agenda_dates', when: 'signed', key: 'r.meeting_id', of: 'r.meeting_id' },
	{ kind: 'document', table: 'document', when: 'signed', key: 'r.number', of: 'r.meeting_id' },
	// What is folded is held by its checksum, and in the end by the record; folds of days long past go.
	{
		kind: 'log_fold',
		table: 'log_fold',
		when: 'once',
		key: `r.document || '/' || r.position`,
		of: DOCUMENT_BOARD,
		columns: ['at', 'checksum', 'document', 'made_at', 'position']
	},
	{
		kind: 'log_seal',
		table: 'log_seal',
		when: 'once',
		key: 'r.document',
		of: DOCUMENT_BOARD
	}
];

/** Every row of the log of a meeting as it is when its minutes are signed. */
const seal = (meeting: string) => `INSERT INTO log_seal (document, seal)
	SELECT d.number, (SELECT minutebook_seal(position, person_id, connection, at, frame, checksum ORDER BY position) FROM (
			SELECT position, person_id, connection, at, frame, checksum FROM folded_log WHERE document = d.number
			UNION ALL SELECT position, person_id, connection, at, frame, checksum FROM update_log WHERE document = d.number))
	FROM document d WHERE ${meeting}`;

export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (statement: string) => sql.raw(statement).execute(db);
	await run(`CREATE TABLE log_seal (
		document INTEGER PRIMARY KEY REFERENCES document (number),
		seal BLOB NOT NULL
	) STRICT`);
	await run(`CREATE TABLE chain_entry (
		chain TEXT NOT NULL,
		sequence INTEGER NOT NULL,
		at INTEGER NOT NULL,
		kind TEXT NOT NULL,
		form INTEGER NOT NULL,
		subject TEXT NOT NULL,
		digest TEXT NOT NULL,
		head TEXT NOT NULL,
		PRIMARY KEY (chain, sequence)
	) STRICT, WITHOUT ROWID`);
	await run('CREATE INDEX chain_entry_by_subject ON chain_entry (kind, subject)');
	await run(`CREATE VIEW chain_append AS SELECT chain, kind, form, subject, digest FROM chain_entry WHERE 0`);
	await run(`CREATE TRIGGER chain_append_links INSTEAD OF INSERT ON chain_append BEGIN
		INSERT INTO chain_entry (chain, sequence, at, kind, form, subject, digest, head)
		SELECT NEW.chain, last.sequence + 1, last.at, NEW.kind, NEW.form, NEW.subject, NEW.digest,
			minutebook_digest('chain', 1, last.head, NEW.chain, last.sequence + 1, last.at, NEW.kind, NEW.form, NEW.subject, NEW.digest)
		FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS at,
			coalesce((SELECT sequence FROM chain_entry WHERE chain = NEW.chain ORDER BY sequence DESC LIMIT 1), 0) AS sequence,
			coalesce((SELECT head FROM chain_entry WHERE chain = NEW.chain ORDER BY sequence DESC LIMIT 1), '') AS head) AS last;
	END`);
	await run(`CREATE TRIGGER chain_entry_follows BEFORE INSERT ON chain_entry
		WHEN NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM chain_entry WHERE chain = NEW.chain), 0)
		BEGIN SELECT RAISE(ABORT, 'an entry of a chain follows the one before it'); END`);
	for (const table of ['chain_entry', 'log_seal', 'circulation', 'attempt']) await run(...frozen(table));
	for (const table of ['chain_entry', 'log_seal', 'circulation', 'attempt']) await run(kept(table));
	await newLaws(run);

	const standing: string[] = [];
	const withSignature: string[] = [seal('d.meeting_id = NEW.id')];
	for (const form of FORMS) {
		const columns = await columnsOf(db, form);
		const where = (row: string) => (form.where === undefined ? '' : `WHEN ${as(form.where, row)}`);
		const entry = (row: string, chain: string, digest: string) =>
			`${chain}, '${form.kind}', 1, CAST(${as(form.key, row)} AS TEXT), ${digest}`;
		const digest = (row: string) =>
			`minutebook_digest('${form.kind}', 1, ${columns.map((column) => `${row}.${column}`).join(', ')})`;
		const into = 'INSERT INTO chain_append (chain, kind, form, subject, digest)';
		if (form.when === 'signed') {
			const of = as(form.of, 'r');
			withSignature.push(
				`${into} SELECT ${entry('r', 'NEW.board_id', digest('r'))} FROM ${form.table} r WHERE ${of} = NEW.id ORDER BY ${as(form.key, 'r')}`
			);
			standing.push(
				`${into} SELECT ${entry('r', 'm.board_id', digest('r'))} FROM ${form.table} r JOIN meeting m ON m.id = ${of}
				WHERE m.state = 'signed' ORDER BY m.signed_at, ${as(form.key, 'r')}`
			);
			continue;
		}
		const chain = (row: string) => as(form.of, row);
		if (form.kind !== 'letter_settled')
			await run(`CREATE TRIGGER chain_${form.kind} AFTER INSERT ON ${form.table}
				${where('NEW')} BEGIN ${into} VALUES (${entry('NEW', chain('NEW'), digest('NEW'))}); END`);
		if (form.when === 'live') {
			await run(`CREATE TRIGGER chain_${form.kind}_change AFTER UPDATE ON ${form.table}
				${where('NEW')} BEGIN ${into} VALUES (${entry('NEW', chain('NEW'), digest('NEW'))}); END`);
			if (form.kind !== 'letter_settled')
				await run(`CREATE TRIGGER chain_${form.kind}_end AFTER DELETE ON ${form.table}
				BEGIN ${into} VALUES (${entry('OLD', chain('OLD'), `''`)}); END`);
		}
		// The seals are entered as they are made, below.
		if (form.kind !== 'log_seal')
			standing.push(
				`${into} SELECT ${entry('r', chain('r'), digest('r'))} FROM ${form.table} r
				${form.where === undefined ? '' : `WHERE ${form.where}`} ORDER BY ${form.key}`
			);
	}
	await run(`CREATE TRIGGER chain_signed AFTER UPDATE ON meeting WHEN NEW.state = 'signed' AND OLD.state <> 'signed'
		BEGIN ${withSignature.map((statement) => `${statement};`).join('\n')} END`);

	// What earlier releases wrote is entered now; the last entry of each chain says so.
	await run(seal(`(SELECT state FROM meeting WHERE id = d.meeting_id) = 'signed'`));
	for (const statement of standing) await run(statement);
	await run(`INSERT INTO chain_append (chain, kind, form, subject, digest)
		SELECT chain, 'upgrade', 1, chain, minutebook_digest('upgrade', 1, max(sequence)) FROM chain_entry GROUP BY chain`);
}

/** SQL over the row `r`, said of another name of it. */
const as = (fragment: string, row: string): string => fragment.replace(/\br\./g, `${row}.`);

async function columnsOf(db: Kysely<unknown>, form: Form): Promise<readonly string[]> {
	const { rows } = await sql<{
		name: string;
	}>`SELECT name FROM pragma_table_info(${form.table}) ORDER BY name`.execute(db);
	const all = rows.map(({ name }) => name);
	return (form.columns ? [...form.columns].sort() : all).filter(
		(name) => !(form.without ?? []).includes(name)
	);
}

const words = (table: string) => table.replaceAll('_', ' ');
const frozen = (table: string): [string] => [
	`CREATE TRIGGER ${table}_never_changes BEFORE UPDATE ON ${table}
	BEGIN SELECT RAISE(ABORT, 'a row of ${words(table)} never changes'); END`
];
const kept = (table: string) => `CREATE TRIGGER ${table}_never_goes BEFORE DELETE ON ${table}
	BEGIN SELECT RAISE(ABORT, 'a row of ${words(table)} never goes'); END`;

async function newLaws(run: (statement: string) => Promise<unknown>): Promise<void> {
	const signed = (meeting: string) => `(SELECT state FROM meeting WHERE id = ${meeting}) = 'signed'`;
	const refuse = (why: string) => `BEGIN SELECT RAISE(ABORT, '${why}'); END`;
	for (const table of ['agenda_dates', 'proposal'])
		for (const verb of ['INSERT', 'UPDATE', 'DELETE'])
			await run(`CREATE TRIGGER ${table}_frozen_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
				WHEN ${verb === 'UPDATE' ? `${signed('OLD.meeting_id')} OR ${signed('NEW.meeting_id')}` : signed(`${verb === 'INSERT' ? 'NEW' : 'OLD'}.meeting_id`)}
				${refuse('meeting is signed')}`);
	for (const verb of ['UPDATE', 'DELETE'])
		await run(`CREATE TRIGGER document_frozen_${verb.toLowerCase()} BEFORE ${verb} ON document
			WHEN ${signed('OLD.meeting_id')} ${refuse('meeting is signed')}`);
	await run(
		`CREATE TRIGGER paper_is_withdrawn_not_removed BEFORE DELETE ON paper ${refuse('a paper is withdrawn, its row stays')}`
	);
	await run(
		`CREATE TRIGGER paper_comes_to_no_signed_meeting BEFORE UPDATE ON paper WHEN ${signed('NEW.meeting_id')} ${refuse('meeting is signed')}`
	);
	await run(
		`CREATE TRIGGER attendance_stays_in_its_meeting BEFORE UPDATE ON attendance WHEN ${signed('OLD.meeting_id')} ${refuse('meeting is signed')}`
	);
	await run(`CREATE TRIGGER move_comes_to_no_signed_meeting BEFORE UPDATE ON attendance_move
		WHEN ${signed('(SELECT meeting_id FROM attendance WHERE id = NEW.attendance_id)')} ${refuse('meeting is signed')}`);
	// A changed role ends one membership and begins another.
	await run(`CREATE TRIGGER membership_stays_whose_it_is BEFORE UPDATE OF id, board_id, person_id, role, from_date ON membership
		WHEN NEW.id IS NOT OLD.id OR NEW.board_id IS NOT OLD.board_id OR NEW.person_id IS NOT OLD.person_id
			OR NEW.role IS NOT OLD.role OR NEW.from_date IS NOT OLD.from_date
		${refuse('a membership ends, and another begins')}`);
	// The code in a letter to sign in is taken out when it has gone.
	await run(`CREATE TRIGGER letter_words_never_change
		BEFORE UPDATE OF id, message_id, kind, circulation_id, meeting_id, to_name, to_address, subject, text, attach, about ON letter
		WHEN OLD.kind <> 'sign-in' OR NEW.kind <> 'sign-in' ${refuse('the words of a letter never change')}`);
	await run(`CREATE TRIGGER letter_sent_stays BEFORE UPDATE ON letter WHEN OLD.state = 'sent' AND OLD.kind <> 'sign-in'
		${refuse('a letter that was sent never changes')}`);
	await run(
		`CREATE TRIGGER letter_never_goes BEFORE DELETE ON letter WHEN OLD.kind <> 'sign-in' ${refuse('a letter never goes')}`
	);
	await run(`CREATE TRIGGER folded_log_comes_from_the_log BEFORE INSERT ON folded_log
		WHEN NOT EXISTS (SELECT 1 FROM update_log u WHERE u.position = NEW.position AND u.document = NEW.document
			AND u.person_id IS NEW.person_id AND u.connection = NEW.connection AND u.at = NEW.at AND u.frame = NEW.frame
			AND u.checksum IS NEW.checksum)
		${refuse('only what stands in the log is folded')}`);
}

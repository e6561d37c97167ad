/** A whole record in a file of its own, tampered with and put back. */
import { readFileSync, writeFileSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { connect } from '#server/store/database/database.ts';
import { digestOf } from '#server/store/database/digest.ts';
import type { Tables } from '#server/store/database/tables.ts';
import { verifyAll, type VerifiedAll } from '#server/usecases/record/verify-all.ts';
import { verifyChains } from '#server/usecases/record/verify-chain.ts';
import type { Chance } from '../support/chance.ts';
import { newWorld } from '../support/signed-meeting.ts';
import { wholeRecord } from '../support/whole-record.ts';

export interface TamperFile {
	readonly sqlite: Sqlite.Database;
	readonly paperFile: string;
	verify(): Promise<VerifiedAll>;
	/** Does it, verifies, and puts everything back. @returns what `verify` then says that it did not say before; null: it could not be done */
	after(change: string | (() => void)): Promise<readonly string[] | null>;
	/** Every law away, as somebody would who has the file. What is missing then is known, and no answer of `after`. */
	lawless(): Promise<void>;
	/** One bit of a cell or of the paper, anywhere. @returns in words where, and how; null: there was no bit */
	flip(chance: Chance): Promise<{ readonly where: string; readonly found: boolean } | null>;
	close(): Promise<void>;
}

export async function tamperFile(): Promise<TamperFile> {
	const world = await newWorld();
	const { paperFile } = await wholeRecord(world);
	const sqlite = connect(world.dataDir, 'FULL');
	sqlite.pragma('foreign_keys = OFF');
	sqlite.pragma('ignore_check_constraints = ON');
	const store = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
	const verify = () => verifyAll(store, world.dataDir);
	const said = async () => (await verify()).problems.map((problem) => JSON.stringify(problem));
	let known = new Set(await said());

	async function after(change: string | (() => void)): Promise<readonly string[] | null> {
		sqlite.exec('BEGIN');
		try {
			if (typeof change === 'string') sqlite.exec(change);
			else change();
		} catch {
			sqlite.exec('ROLLBACK');
			return null;
		}
		// What the chain shows is shown by `verify`; only where it shows nothing need the rest be recomputed.
		const chains = (await verifyChains(store)).problems.map(({ what }) => what);
		const found = chains.length > 0 ? chains : (await said()).filter((problem) => !known.has(problem));
		sqlite.exec('ROLLBACK');
		return found;
	}

	async function flipPaper(chance: Chance) {
		const bytes = readFileSync(paperFile);
		const bit = chance.below(bytes.length * 8);
		const flipped = Buffer.from(bytes);
		flipped[bit >> 3]! ^= 1 << (bit & 7);
		writeFileSync(paperFile, flipped);
		const found = (await said()).some((problem) => !known.has(problem));
		writeFileSync(paperFile, bytes);
		return { where: `the content of a paper, bit ${bit}`, found };
	}

	async function flipCell(chance: Chance) {
		const [table, hidden] = FLIPPED[chance.below(FLIPPED.length)]!;
		const count = sqlite.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
		if (count === 0) return null;
		const columns = sqlite
			.prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
			.pluck()
			.all(table)
			.filter((column) => !hidden.includes(column));
		const column = columns[chance.below(columns.length)]!;
		const keys = sqlite
			.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
			.pluck()
			.all(table);
		const row = sqlite
			.prepare<[number], Record<string, unknown>>(
				`SELECT ${keys.map((key, at) => `${key} AS k${at}`).join(', ')}, typeof("${column}") AS type,
				CASE typeof("${column}") WHEN 'integer' THEN CAST("${column}" AS TEXT) ELSE CAST("${column}" AS BLOB) END AS value
				FROM ${table} ORDER BY ${keys.join(', ')} LIMIT 1 OFFSET ?`
			)
			.get(chance.below(count))!;
		const where = keys.map((key) => `${key} = ?`).join(' AND ');
		const key = keys.map((_, at) => row[`k${at}`]);
		const set = (value: unknown, cast: string) =>
			sqlite.prepare(`UPDATE ${table} SET "${column}" = ${cast} WHERE ${where}`).run(value, ...key);
		let bit: number;
		let change: () => void;
		if (row['type'] === 'null') return null;
		if (row['type'] === 'integer') {
			bit = chance.below(64);
			const value = BigInt.asIntN(64, BigInt(row['value'] as string) ^ (1n << BigInt(bit)));
			change = () => void set(value, '?');
		} else {
			const bytes = Buffer.from(row['value'] as Uint8Array);
			if (bytes.length === 0) return null;
			bit = chance.below(bytes.length * 8);
			bytes[bit >> 3]! ^= 1 << (bit & 7);
			change = () => void set(bytes, row['type'] === 'text' ? 'CAST(? AS TEXT)' : '?');
		}
		const found = await after(change);
		return found === null
			? null
			: { where: `${table}.${column} of ${key.join('/')}, bit ${bit}`, found: found.length > 0 };
	}

	return {
		sqlite,
		paperFile,
		verify,
		after,
		async lawless() {
			const names = sqlite
				.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
				.pluck()
				.all();
			for (const name of names) sqlite.exec(`DROP TRIGGER ${name}`);
			known = new Set(await said());
		},
		flip: (chance) => (chance.below(FLIPPED.length + 1) === 0 ? flipPaper(chance) : flipCell(chance)),
		async close() {
			sqlite.close();
			await world.close();
		}
	};
}

/** Tables whose every row here is final, and columns of them that are not looked at: none, but those with their reason. */
const FLIPPED: readonly (readonly [table: string, hidden: readonly string[]])[] = [
	...[
		'snapshot',
		'signature',
		'decision',
		'action',
		'action_event',
		'audit',
		'confirmation',
		'meeting',
		'attendance',
		'attendance_move',
		'document_epoch',
		'agenda_dates',
		'membership',
		'person',
		'board',
		'letter',
		'attempt',
		'circulation',
		'paper',
		'proposal',
		'chair_change',
		'record_check',
		'remark',
		'remark_reply',
		'document',
		'update_log',
		'folded_log',
		'log_fold',
		'log_seal',
		'chain_entry'
	].map((table) => [table, []] as const)
];

/** Writes one row anew and every later entry of its chain after it, as somebody would who knows how all of this works. */
export function rewriteHistory(sqlite: Sqlite.Database): void {
	sqlite.exec(`UPDATE signature SET name = 'Osric Bell' WHERE id = (SELECT min(id) FROM signature)`);
	const signature = sqlite
		.prepare<[], Record<string, string>>(
			`SELECT id, minutebook_digest('signature', 1, digest, id, meeting_id, name, person_id, role, signed_at) AS digest
			FROM signature ORDER BY id LIMIT 1`
		)
		.get()!;
	sqlite
		.prepare(`UPDATE chain_entry SET digest = ? WHERE kind = 'signature' AND subject = ?`)
		.run(signature['digest'], signature['id']);
	relink(sqlite);
}

export function relink(sqlite: Sqlite.Database): void {
	const set = sqlite.prepare('UPDATE chain_entry SET head = ? WHERE chain = ? AND sequence = ?');
	let head = '';
	let chain = '';
	for (const entry of sqlite
		.prepare<[], Record<string, string | number>>('SELECT * FROM chain_entry ORDER BY chain, sequence')
		.all()) {
		if (entry['chain'] !== chain) head = '';
		chain = String(entry['chain']);
		head = digestOf([
			'chain',
			1,
			head,
			chain,
			...(['sequence', 'at', 'kind', 'form', 'subject', 'digest'] as const).map((name) => entry[name]!)
		]);
		set.run(head, chain, entry['sequence']);
	}
}

import Sqlite from 'better-sqlite3';
import path from 'node:path';
import {
	CompiledQuery,
	Kysely,
	SqliteDialect,
	SqliteDriver,
	type DatabaseConnection,
	type Driver,
	type SqliteDialectConfig,
	type Transaction,
	type TransactionSettings
} from 'kysely';
import { giveDigests } from './digest.ts';
import { makePrivateFile, makePrivateFolder } from './data-directory.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
/** What a store function takes: the database, or the transaction it is called in. */
export type Store = Kysely<Tables> | Transaction<Tables>;

export const DATABASE_FILE = 'minutebook.sqlite';

/** SQLite 3.7.0 to 3.51.2 could lose committed writes when two connections share a WAL (the WAL-reset bug). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/**
 * `begin immediate`, because the relay writes to the same file: a transaction that reads first and writes later would
 * be refused with SQLITE_BUSY the moment somebody else has written in between, whatever the busy timeout.
 */
class ImmediateDriver extends SqliteDriver {
	override async beginTransaction(
		connection: DatabaseConnection,
		{ accessMode }: TransactionSettings = {}
	): Promise<void> {
		// Who only reads holds up nobody: they see all of one moment, and others write meanwhile.
		const begin = accessMode === 'read only' ? 'begin deferred' : 'begin immediate';
		await connection.executeQuery(CompiledQuery.raw(begin));
	}

	override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		try {
			await super.rollbackTransaction(connection);
		} catch (error) {
			// On a full disk SQLite has rolled back by itself, and what ended the transaction must be heard, not this.
			if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
		}
	}
}

class ImmediateDialect extends SqliteDialect {
	readonly #config: SqliteDialectConfig;
	constructor(config: SqliteDialectConfig) {
		super(config);
		this.#config = config;
	}
	override createDriver(): Driver {
		return new ImmediateDriver(this.#config);
	}
}

/**
 * One connection to the file, pragmas set and asserted. `synchronous` is FULL for the records (sign-off must survive a
 * power cut) and NORMAL for the relay's log, which syncs the WAL itself before it acknowledges.
 */
export function connect(dataDir: string, synchronous: 'FULL' | 'NORMAL'): Sqlite.Database {
	makePrivateFolder(dataDir);
	makePrivateFile(path.join(dataDir, DATABASE_FILE));
	const sqlite = new Sqlite(path.join(dataDir, DATABASE_FILE));
	sqlite.pragma('journal_mode = WAL');
	sqlite.pragma(`synchronous = ${synchronous}`);
	sqlite.pragma('foreign_keys = ON');
	// Else REPLACE takes a row away without asking the triggers. A console may have it off: the guards do not rely on it.
	sqlite.pragma('recursive_triggers = ON');
	giveDigests(sqlite);
	sqlite.pragma('busy_timeout = 5000');
	sqlite.pragma('temp_store = MEMORY');
	// A checkpoint syncs on the event loop, some ten milliseconds, so it comes seldom, whoever's commit it is: with 200 busy
	// documents every three seconds, which is less than one keystroke in a hundred. The file shrinks again after a burst.
	// In a thread of its own it did not pay: worst append 3.3 to 4.1 ms instead of 1.3 to 2.2, and 50 MB for the thread.
	sqlite.pragma('wal_autocheckpoint = 12000');
	sqlite.pragma('journal_size_limit = 67108864');
	const version = String(sqlite.prepare('SELECT sqlite_version()').pluck().get());
	const refusal = refuseSqlite(version);
	if (refusal !== null) {
		sqlite.close();
		throw new Error(refusal);
	}
	if (sqlite.pragma('journal_mode', { simple: true }) !== 'wal') {
		sqlite.close();
		throw new Error(`${dataDir} does not allow SQLite's WAL. Choose a data directory on a local disk.`);
	}
	return sqlite;
}

/**
 * The records. A transaction on it must await nothing but the database: its one connection is the whole queue, and
 * while it holds the write lock the relay cannot append.
 */
export function openDatabase(dataDir: string): Database {
	const sqlite = connect(dataDir, 'FULL');
	return new Kysely<Tables>({
		dialect: new ImmediateDialect({
			database: { prepare: keepStatements(sqlite), close: () => void sqlite.close() }
		})
	});
}

/** Nothing in it, and gone with the process. */
export function openEmpty(): Database {
	const sqlite = new Sqlite(':memory:');
	giveDigests(sqlite);
	return new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
}

/**
 * A text given to a join that is asked often. SQLite 3.54 plans a join anew when a bare `?` in its WHERE was let go of, and
 * better-sqlite3 lets go of all after each run: 23 µs instead of 3 for what somebody may do at a meeting.
 */
export const GIVEN_TEXT = 'CAST(? AS TEXT)';

/** Kysely prepares every query anew, which takes longer than most of ours run. Their texts are few. */
const MAX_STATEMENTS = 500;

function keepStatements(sqlite: Sqlite.Database): (sql: string) => Sqlite.Statement {
	const kept = new Map<string, Sqlite.Statement>();
	return (sql) => {
		const standing = kept.get(sql);
		// One that is being iterated cannot be run a second time meanwhile.
		if (standing && !standing.busy) return standing;
		const statement = sqlite.prepare(sql);
		if (kept.size >= MAX_STATEMENTS) kept.clear();
		kept.set(sql, statement);
		return statement;
	};
}

/** [I6] Whether something could not be written for want of room; then nothing of it was. */
export function isStorageFull(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : null;
	return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT';
}

/** @returns why not, in a sentence for the administrator */
export const refuseSqlite = (version: string): string | null =>
	olderThan(version, OLDEST_SQLITE)
		? `SQLite ${version} can lose committed writes (WAL-reset bug); ${OLDEST_SQLITE.join('.')} or later is needed.`
		: null;

function olderThan(version: string, oldest: readonly number[]): boolean {
	const parts = version.split('.').map(Number);
	for (const [index, least] of oldest.entries()) {
		const part = parts[index] ?? 0;
		if (part !== least) return part < least;
	}
	return false;
}

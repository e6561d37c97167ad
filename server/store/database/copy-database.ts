/**
 * A copy of the live database, taken in a process of its own while the server writes.
 *
 * SQLite's online backup begins again whenever somebody else has written, so that it never ends while people type: unless its
 * source stands in a read transaction. Then it copies that one moment, whatever is committed meanwhile. What is written
 * meanwhile stays in the log of writes (`-wal`), which is set back after the copy. `VACUUM INTO` reads one moment as well, but
 * nothing can slow it down, and all of its pages are unsynced until its end. What each costs those who type,
 * tests/bench/backup.ts prints.
 */
import Sqlite from 'better-sqlite3';
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import path from 'node:path';
import type { ChainEnd } from '#server/store/record/chain.ts';
import { DATABASE_FILE, connect } from './database.ts';
import { makePrivateFile } from './data-directory.ts';

export interface Pace {
	/** Bytes a second, at most. */
	readonly bytesPerSecond: number;
	/** Of the copy, that may be unsynced: what one of the typists' syncs may have to wait for. */
	readonly unsynced: number;
}

/** A gigabyte in 16 s, of a disk that takes some hundred MB a second. */
export const PACE: Pace = { bytesPerSecond: 64 * 1024 * 1024, unsynced: 2 * 1024 * 1024 };

/** @throws when the source cannot be read or the copy cannot be written */
export async function copyDatabase(dataDir: string, to: string, pace: Pace = PACE): Promise<void> {
	const source = connect(dataDir, 'NORMAL');
	makePrivateFile(to);
	const copy = openSync(to, 'r+');
	try {
		const pageBytes = Number(source.pragma('page_size', { simple: true }));
		const step = Math.max(1, Math.trunc(pace.unsynced / pageBytes));
		const stepMs = (step * pageBytes * 1000) / pace.bytesPerSecond;
		// From here to the commit the source is this moment's.
		source.exec('BEGIN');
		source.prepare('SELECT count(*) FROM sqlite_schema').get();
		let last = performance.now();
		await source.backup(to, {
			progress() {
				fdatasyncSync(copy);
				rest(stepMs - (performance.now() - last));
				last = performance.now();
				return step;
			}
		});
		source.exec('COMMIT');
		fdatasyncSync(copy);
	} finally {
		closeSync(copy);
		source.close();
	}
}

/** This process has nothing else to do. */
function rest(ms: number): void {
	if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

export interface DatabaseFile {
	/** "ok" when SQLite finds every page, index and reference in order; else what it says. */
	readonly integrity: string;
	/** Names, in order. */
	readonly migrations: readonly string[];
	/** Where each chain of evidence ends; none in a database from before there were chains, or in one that is damaged. */
	readonly heads: readonly Omit<ChainEnd, 'at'>[];
}

/** Looks into a database that lies still, and changes nothing. @throws when it is none */
export function lookInto(file: string): DatabaseFile {
	return reading(file, (sqlite) => {
		const found = sqlite.pragma('integrity_check(10)') as readonly { integrity_check: string }[];
		const strangers = sqlite.pragma('foreign_key_check') as readonly unknown[];
		const said = found.map((row) => row.integrity_check).join('; ');
		return {
			integrity:
				said === 'ok' && strangers.length > 0 ? `${strangers.length} rows refer to what is not there` : said,
			migrations: sqlite.prepare<[], string>('SELECT name FROM kysely_migration ORDER BY name').pluck().all(),
			heads:
				said === 'ok' && isThere(sqlite, 'chain_entry')
					? sqlite
							.prepare<[], Omit<ChainEnd, 'at'>>(
								// The bare column is that of the row with the highest number.
								'SELECT chain, max(sequence) AS sequence, head FROM chain_entry GROUP BY chain ORDER BY chain'
							)
							.all()
					: []
		};
	});
}

/** The digests of the contents its papers need, of a database that is live or lies still. */
export const paperContentsIn = (file: string): readonly string[] =>
	reading(file, (sqlite) =>
		sqlite
			.prepare<[], string>(
				`SELECT DISTINCT sha256 FROM paper WHERE withdrawn_at IS NULL ${isThere(sqlite, 'paper_check') ? REFUSED_ASIDE : ''} ORDER BY sha256`
			)
			.pluck()
			.all()
	);

const REFUSED_ASIDE = `AND sha256 NOT IN (SELECT sha256 FROM paper_check WHERE state = 'refused')`;

/** A database of an earlier version has fewer tables. */
const isThere = (sqlite: Sqlite.Database, table: string): boolean =>
	sqlite.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined;

/** @returns those that are not where they were: the chain has another entry there, or none */
export const lostHeads = (
	file: string,
	heads: readonly Omit<ChainEnd, 'at'>[]
): readonly Omit<ChainEnd, 'at'>[] =>
	reading(file, (sqlite) => {
		const at = sqlite
			.prepare<[string, number], string>('SELECT head FROM chain_entry WHERE chain = ? AND sequence = ?')
			.pluck();
		return heads.filter(({ chain, sequence, head }) => at.get(chain, sequence) !== head);
	});

function reading<T>(file: string, work: (sqlite: Sqlite.Database) => T): T {
	const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true });
	try {
		return work(sqlite);
	} finally {
		sqlite.close();
	}
}

export const databaseFileOf = (folder: string): string => path.join(folder, DATABASE_FILE);

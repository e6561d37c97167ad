/** One server per data directory: two relays would each hold a text in memory that the other does not know of. */
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { makePrivateFile, makePrivateFolder } from './data-directory.ts';

export interface Claim {
	release(): void;
}

const CLAIM_FILE = 'server.lock';
/** A claim that nobody refers to would be collected, and the file closed with it. */
const held = new Set<Sqlite.Database>();

/**
 * A lock of the operating system, by way of a file of SQLite's: it ends with the process, however that ends, so there is
 * never one left over.
 * @returns null when another server has it
 */
export function claimDataDirectory(dataDir: string): Claim | null {
	makePrivateFolder(dataDir);
	makePrivateFile(path.join(dataDir, CLAIM_FILE));
	const file = new Sqlite(path.join(dataDir, CLAIM_FILE), { timeout: 0 });
	try {
		file.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		file.close();
		if (error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY') return null;
		throw error;
	}
	held.add(file);
	return {
		release() {
			held.delete(file);
			file.close();
		}
	};
}

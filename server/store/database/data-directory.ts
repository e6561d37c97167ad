/**
 * The data directory is nobody's but the server's: 0700, and every file in it 0600. SQLite gives `-wal` and `-shm` the mode of
 * the database, so the database is made here before SQLite opens it.
 */
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** A folder for its owner alone; one that is there already stays as it is. */
export function makePrivateFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/**
 * A file for its owner alone, empty; one that is there already stays as it is, and is not so much as opened: on POSIX
 * whoever closes a file ends every lock that SQLite has on it in this process.
 */
export function makePrivateFile(file: string): void {
	try {
		closeSync(openSync(file, 'wx', PRIVATE_FILE));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

/** Takes from a directory that an earlier version made, or that was copied, whatever others were given. @returns what it mended */
export function mendModes(dataDir: string): number {
	let mended = 0;
	const mend = (place: string, mode: number): void => {
		if ((statSync(place).mode & 0o777) === mode) return;
		chmodSync(place, mode);
		mended++;
	};
	const walk = (folder: string): void => {
		mend(folder, PRIVATE_FOLDER);
		for (const entry of readdirSync(folder, { withFileTypes: true })) {
			const place = path.join(folder, entry.name);
			if (entry.isDirectory()) walk(place);
			else if (entry.isFile()) mendUnlessGone(() => mend(place, PRIVATE_FILE));
		}
	};
	walk(dataDir);
	return mended;
}

/** A log of writes, or an upload, may end while we look. */
function mendUnlessGone(mend: () => void): void {
	try {
		mend();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
}

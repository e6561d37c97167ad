/**
 * [D12] Whether the database is the one that stood here last, or was brought back from a copy: then it holds sessions that
 * have ended since, and everybody signs in anew. The same mark stands in the database and in a file beside it, made anew
 * at each start and each stop; the file also says which file on the disk the database is.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '#core/kernel/time.ts';
import { DATABASE_FILE, type Database } from './database.ts';
import { endAllSessions } from '#server/store/accounts/sessions.ts';

const STAND_FILE = 'stand';

/** Call it after the migrations and before anything is served. @returns whether everybody's session was ended */
export async function takeStand(db: Database, dataDir: string, at: Instant): Promise<boolean> {
	const known = await db.selectFrom('stand').select('mark').executeTakeFirst();
	const beside = readBeside(dataDir);
	// Neither: an installation from before there was a mark, or one that is new.
	const foreign =
		(known !== undefined || beside !== null) &&
		(beside?.mark !== known?.mark || beside?.file !== fileOf(dataDir));
	if (foreign) await db.transaction().execute((store) => endAllSessions(store, at, 'copied file'));
	await markStand(db, dataDir);
	return foreign;
}

/** A copy that was made before is from now on one of an earlier stand. On a full disk nothing is marked, and nothing breaks. */
export async function markStand(db: Database, dataDir: string): Promise<void> {
	const mark = randomBytes(16).toString('hex');
	const file = path.join(dataDir, STAND_FILE);
	try {
		writeFileSync(`${file}.new`, `${mark}\n${fileOf(dataDir)}\n`, { mode: 0o600 });
		await db
			.insertInto('stand')
			.values({ one: 1, mark })
			.onConflict((conflict) => conflict.column('one').doUpdateSet({ mark }))
			.execute();
		renameSync(`${file}.new`, file);
	} catch {
		// Between the two: everybody signs in anew at the next start. Before: the mark that stood stands.
	}
}

function readBeside(dataDir: string): { readonly mark: string; readonly file: string } | null {
	try {
		const [mark = '', file = ''] = readFileSync(path.join(dataDir, STAND_FILE), 'utf8').split('\n');
		return { mark, file };
	} catch {
		return null;
	}
}

/** Stays while the file is written to, and is another for a file that was put in its place. */
function fileOf(dataDir: string): string {
	const { ino, birthtimeMs } = statSync(path.join(dataDir, DATABASE_FILE));
	return `${ino} ${birthtimeMs}`;
}

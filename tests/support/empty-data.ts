/**
 * A data directory as a new installation has it, without going through thirty migrations each time: the database they come to is
 * made once, under the name of what they say, and copied.
 */
import { createHash } from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync
} from 'node:fs';
import path from 'node:path';
import { DATABASE_FILE, openDatabase, type Database } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/minutebook');

let made: Promise<string> | null = null;

/** @returns the file; two processes that make it at once make the same */
function template(): Promise<string> {
	return (made ??= make());
}

async function make(): Promise<string> {
	const folder = path.join(ROOT, 'migrations');
	const hash = createHash('sha256');
	for (const name of readdirSync(folder).sort())
		hash.update(name).update(readFileSync(path.join(folder, name)));
	const file = path.join(CACHE, `${hash.digest('hex').slice(0, 24)}.sqlite`);
	if (existsSync(file)) return file;
	mkdirSync(CACHE, { recursive: true });
	const scratch = mkdtempSync(path.join(CACHE, 'making-'));
	const db = openDatabase(scratch);
	await migrate(db);
	await db.destroy();
	renameSync(path.join(scratch, DATABASE_FILE), file);
	rmSync(scratch, { recursive: true });
	return file;
}

/** Puts the database into a folder that has none. */
export async function layData(dataDir: string): Promise<void> {
	const file = path.join(dataDir, DATABASE_FILE);
	copyFileSync(await template(), file);
	chmodSync(file, 0o600);
}

export async function emptyDatabase(dataDir: string): Promise<Database> {
	await layData(dataDir);
	return openDatabase(dataDir);
}

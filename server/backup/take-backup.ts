/**
 * `minutebook backup`: the database as it was at one moment, the papers its rows name, looked through by `verify`, and only then
 * given its name. A process of its own; the server goes on writing.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sizeWords } from '#core/agenda/papers.ts';
import { ConfigError } from '#server/config.ts';
import {
	copyDatabase,
	databaseFileOf,
	lookInto,
	paperContentsIn,
	type Pace
} from '#server/store/database/copy-database.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '#server/store/database/data-directory.ts';
import { DATABASE_FILE } from '#server/store/database/database.ts';
import { knownMigrations } from '#server/store/database/migrate.ts';
import { PAPERS_FOLDER } from '#server/store/agenda/paper-files.ts';
import { VERSION } from '#server/version.ts';
import { describeFile, MANIFEST, writeManifest, type BackedUpFile } from './manifest.ts';
import { copyPrivately, syncAll, syncPlace } from './private-copies.ts';

/** Under this name while it is being taken; what bears it is not a backup. */
const PARTIAL = '.partial-';
/** What must stay free beside the backup: what the relay keeps for a signature and a checkpoint (R72), and its like. */
const RESERVE = 128 * 1024 * 1024;

export interface BackupOptions {
	readonly now: () => Date;
	/** Looks through a copy in its place, and may write in it. @returns what does not hold, a sentence each */
	readonly verify: (folder: string) => Promise<readonly string[]>;
	readonly pace?: Pace;
}

export interface Backup {
	readonly folder: string;
	readonly bytes: number;
	readonly papers: number;
	/** What was wrong with the data themselves; the backup has them as they are. */
	readonly problems: readonly string[];
}

/**
 * @param into a folder for backups; each becomes a folder in it, named by its time
 * @throws ConfigError in a sentence when there is nothing to back up, or no room for it
 */
export async function takeBackup(dataDir: string, into: string, options: BackupOptions): Promise<Backup> {
	if (!existsSync(databaseFileOf(dataDir)))
		throw new ConfigError(`There is no Minutebook in ${dataDir}. Set DATA_DIR to its data directory.`);
	if (isWithin(into, dataDir))
		throw new ConfigError('A backup inside the data directory is lost with it. Name a folder elsewhere.');
	await mkdir(into, { recursive: true, mode: PRIVATE_FOLDER });
	await sweep(into);
	await askForRoom(dataDir, into);
	const began = options.now();
	const name = `minutebook-${began
		.toISOString()
		.replace(/\.\d+Z$/, 'Z')
		.replaceAll(':', '')}`;
	const folder = path.join(into, name);
	if (existsSync(folder)) throw new ConfigError(`${folder} is there already. Wait a second and try again.`);
	const partial = path.join(into, `${PARTIAL}${name}-${process.pid}`);
	await mkdir(partial, { mode: PRIVATE_FOLDER });
	try {
		const taken = await fill(dataDir, partial, { ...options, began });
		await rename(partial, folder);
		await syncPlace(into);
		return { folder, ...taken };
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
			throw new ConfigError(`There was no room left in ${into}, so nothing was kept of this backup.`);
		throw error;
	}
}

async function fill(
	dataDir: string,
	partial: string,
	options: BackupOptions & { readonly began: Date }
): Promise<Omit<Backup, 'folder'>> {
	const database = databaseFileOf(partial);
	// The papers first and again at the end: one that is withdrawn while the database is copied is still named by the copy.
	await copyPapers(dataDir, partial, paperContentsIn(databaseFileOf(dataDir)));
	await copyDatabase(dataDir, database, options.pace);
	const { integrity, migrations, heads } = lookInto(database);
	const problems = integrity === 'ok' ? [] : [`The database is damaged: ${integrity}.`];
	const needed = paperContentsIn(database);
	await copyPapers(dataDir, partial, needed);
	await keepOnly(partial, new Set(needed));
	// To look through an older database would bring it to our shape, and then the older Minutebook could not take it back.
	if (problems.length === 0 && String(migrations) === String(await knownMigrations()))
		problems.push(...(await options.verify(partial)));
	const present = needed.map(paperPlace).filter((file) => existsSync(path.join(partial, file)));
	const files: BackedUpFile[] = [];
	for (const file of [DATABASE_FILE, ...present]) files.push(await describeFile(partial, file));
	const manifest = {
		minutebook: VERSION,
		began: options.began.toISOString(),
		migrations,
		files,
		heads,
		problems
	};
	await writeFile(
		path.join(partial, MANIFEST),
		writeManifest({ ...manifest, ended: options.now().toISOString() }),
		{ mode: PRIVATE_FILE }
	);
	await syncAll(partial);
	const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
	return { bytes, papers: present.length, problems };
}

const paperPlace = (sha256: string): string => `${PAPERS_FOLDER}/${sha256.slice(0, 2)}/${sha256}`;

/** Copies and no links: what happens to the one file must not happen to the other. What is missing `verify` names. */
async function copyPapers(dataDir: string, to: string, contents: readonly string[]): Promise<void> {
	for (const sha256 of contents) {
		const file = paperPlace(sha256);
		const target = path.join(to, file);
		if (existsSync(target) || !existsSync(path.join(dataDir, file))) continue;
		await mkdir(path.dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
		await copyPrivately(path.join(dataDir, file), target);
	}
}

async function keepOnly(folder: string, contents: ReadonlySet<string>): Promise<void> {
	const papers = path.join(folder, PAPERS_FOLDER);
	if (!existsSync(papers)) return;
	for (const entry of await readdir(papers, { recursive: true, withFileTypes: true }))
		if (entry.isFile() && !contents.has(entry.name)) await rm(path.join(entry.parentPath, entry.name));
}

/** What was being taken when its process died. One that is still being taken is younger than a day. */
async function sweep(into: string): Promise<void> {
	for (const name of await readdir(into)) {
		if (!name.startsWith(PARTIAL)) continue;
		const process = Number(name.split('-').at(-1));
		if (!isRunning(process)) await rm(path.join(into, name), { recursive: true, force: true });
	}
}

function isRunning(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function askForRoom(dataDir: string, into: string): Promise<void> {
	const contents = paperContentsIn(databaseFileOf(dataDir)).map((sha256) => paperPlace(sha256));
	let needed = RESERVE;
	for (const file of [DATABASE_FILE, `${DATABASE_FILE}-wal`, ...contents])
		needed += (await stat(path.join(dataDir, file)).catch(() => null))?.size ?? 0;
	const { bavail, bsize } = await statfs(into);
	if (bavail * bsize < needed)
		throw new ConfigError(
			`The backup needs ${sizeWords(needed)} in ${into} and ${sizeWords(bavail * bsize)} are free. Nothing was written.`
		);
}

function isWithin(folder: string, other: string): boolean {
	const way = path.relative(path.resolve(other), path.resolve(folder));
	return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}

/** `minutebook restore`: a backup that is whole, into a data directory that is empty and that no server runs on. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#core/kernel/time.ts';
import { ConfigError } from '#server/config.ts';
import { INSTALLATION } from '#server/store/record/chain.ts';
import { databaseFileOf, lookInto, lostHeads } from '#server/store/database/copy-database.ts';
import { PRIVATE_FOLDER } from '#server/store/database/data-directory.ts';
import { DATABASE_FILE, openDatabase } from '#server/store/database/database.ts';
import { knownMigrations, migrate } from '#server/store/database/migrate.ts';
import { claimDataDirectory } from '#server/store/database/one-server.ts';
import { PAPERS_FOLDER } from '#server/store/agenda/paper-files.ts';
import { endAllSessions } from '#server/store/accounts/sessions.ts';
import { compareWithManifest, MANIFEST, readManifest, type Manifest } from './manifest.ts';
import { copyPrivately, syncAll, syncPlace } from './private-copies.ts';

/** What a restore that was cut off leaves; the next one begins anew. */
const RESTORING = '.restoring';

export interface Restored {
	/** The folder it came from. */
	readonly folder: string;
	readonly manifest: Manifest;
}

/**
 * @param from a backup, or a folder of backups: then the latest
 * @param at for the audit
 * @throws ConfigError in a sentence; then the data directory holds nothing it did not hold before
 */
export async function restoreBackup(from: string, dataDir: string, at: Instant): Promise<Restored> {
	const folder = await latestIn(from);
	const manifest = await readManifest(folder);
	if (typeof manifest === 'string') throw new ConfigError(manifest);
	const known = new Set(await knownMigrations());
	if (manifest.migrations.some((name) => !known.has(name)))
		throw new ConfigError(
			`This backup was taken by Minutebook ${manifest.minutebook}, which knows more than this one. Restore it with that one.`
		);
	const damage = await compareWithManifest(folder, manifest);
	if (damage.length > 0)
		throw new ConfigError(
			`The backup in ${folder} is damaged, so nothing was restored: ${damage.slice(0, 5).join(' ')}`
		);
	const claim = claimDataDirectory(dataDir);
	if (claim === null)
		throw new ConfigError(
			`A Minutebook is running on ${dataDir}. Stop it, and restore into an empty directory.`
		);
	try {
		await refuseData(dataDir);
		await put(folder, manifest, dataDir, at);
	} finally {
		claim.release();
	}
	return { folder, manifest };
}

/** A half-done restore has no database yet, because that is moved last. */
async function refuseData(dataDir: string): Promise<void> {
	const halfDone = existsSync(path.join(dataDir, RESTORING));
	const there = [DATABASE_FILE, ...(halfDone ? [] : [PAPERS_FOLDER])].filter((name) =>
		existsSync(path.join(dataDir, name))
	);
	if (there.length > 0)
		throw new ConfigError(
			`There are data in ${dataDir} already (${there.join(', ')}), and nothing was changed. Move them away, or set DATA_DIR to an empty directory.`
		);
}

async function put(folder: string, manifest: Manifest, dataDir: string, at: Instant): Promise<void> {
	const restoring = path.join(dataDir, RESTORING);
	for (const place of [restoring, path.join(dataDir, PAPERS_FOLDER)])
		await rm(place, { recursive: true, force: true });
	await mkdir(restoring, { recursive: true, mode: PRIVATE_FOLDER });
	for (const { file } of manifest.files) {
		await mkdir(path.dirname(path.join(restoring, file)), { recursive: true, mode: PRIVATE_FOLDER });
		await copyPrivately(path.join(folder, file), path.join(restoring, file));
	}
	const { integrity } = lookInto(databaseFileOf(restoring));
	if (integrity !== 'ok' && manifest.problems.length === 0)
		throw new ConfigError(`The database of this backup does not open in order: ${integrity}.`);
	const db = openDatabase(restoring);
	try {
		await migrate(db);
		// Whoever was signed in when the backup was taken, or stole it, is not signed in now.
		await endAllSessions(db, at);
	} finally {
		await db.destroy();
	}
	const lost = lostHeads(databaseFileOf(restoring), manifest.heads ?? []);
	if (lost.length > 0)
		throw new ConfigError(
			`The record chain of ${lost[0]?.chain === INSTALLATION ? 'the installation' : `board ${lost[0]?.chain}`} is not the one this backup says it has, so nothing was restored. Somebody changed the backup; take an older one.`
		);
	await syncAll(restoring);
	if (existsSync(path.join(restoring, PAPERS_FOLDER)))
		await rename(path.join(restoring, PAPERS_FOLDER), path.join(dataDir, PAPERS_FOLDER));
	await rename(databaseFileOf(restoring), databaseFileOf(dataDir));
	await rm(restoring, { recursive: true, force: true });
	await syncPlace(dataDir);
}

async function latestIn(from: string): Promise<string> {
	if (existsSync(path.join(from, MANIFEST))) return from;
	const names = await readdir(from).catch((): string[] => []);
	// Named by their time, so that the last name is the latest.
	const latest = names
		.sort()
		.findLast((name) => /^minutebook-/.test(name) && existsSync(path.join(from, name, MANIFEST)));
	if (latest === undefined)
		throw new ConfigError(`There is no backup in ${from}: no ${MANIFEST}, and no folder with one.`);
	return path.join(from, latest);
}

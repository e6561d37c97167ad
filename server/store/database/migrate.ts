import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Migrator, type Migration } from 'kysely/migration';
import type { Database } from './database.ts';

const FOLDER = path.join(import.meta.dirname, '../../../migrations');

/** Their names, in order. */
export async function knownMigrations(): Promise<string[]> {
	const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.ts'));
	return files.map((file) => file.replace(/\.ts$/, '')).sort();
}

/** Brings the database to the newest shape. Runs in Node only (never inside the web bundle), before anything listens. */
export async function migrate(db: Database): Promise<void> {
	const migrations: Record<string, Migration> = {};
	for (const name of await knownMigrations())
		migrations[name] = (await import(path.join(FOLDER, `${name}.ts`))) as Migration;
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
	const applied = (await migrator.getMigrations()).length;
	const { error, results } = await migrator.migrateToLatest();
	if (error !== undefined) {
		const failed = results?.find((result) => result.status === 'Error')?.migrationName;
		throw new Error(
			failed === undefined
				? `This data directory was made by a newer Minutebook than this one (${applied} migrations known here). Nothing was changed.`
				: `Migration ${failed} failed; nothing of it was kept.`,
			{ cause: error }
		);
	}
}

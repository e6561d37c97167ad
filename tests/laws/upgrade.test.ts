/** A database of the release before the chain, with a whole record in it, brought to today. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHAIN_FORMS } from '#server/store/record/chain-forms.ts';
import { connect, DATABASE_FILE, openDatabase, type Database } from '#server/store/database/database.ts';
import { knownMigrations, migrate } from '#server/store/database/migrate.ts';
import { verifyAll } from '#server/usecases/record/verify-all.ts';
import { newWorld, type World } from '../support/signed-meeting.ts';
import { wholeRecord } from '../support/whole-record.ts';

/** The last of that release. */
const BEFORE = '2026-11-28-2-device-keys';
/** They came with the chain, or later. */
const NEW = ['chair_change', 'record_check', 'log_seal', 'document_epoch'];

let world: World;
let dataDir: string;
let old: Database;

beforeAll(async () => {
	world = await newWorld();
	await wholeRecord(world, false);
	dataDir = mkdtempSync(path.join(tmpdir(), 'minutebook-old-'));
	old = openDatabase(dataDir);
	const migrations: Record<string, Migration> = {};
	for (const name of await knownMigrations())
		if (name <= BEFORE)
			migrations[name] = (await import(path.resolve('migrations', `${name}.ts`))) as Migration;
	const { error } = await new Migrator({
		db: old,
		provider: { getMigrations: async () => migrations }
	}).migrateToLatest();
	expect(error).toBeUndefined();
	fill();
	await cp(path.join(world.dataDir, 'papers'), path.join(dataDir, 'papers'), { recursive: true });
}, 60_000);
afterAll(async () => {
	await old.destroy();
	await world.close();
	rmSync(dataDir, { recursive: true, force: true });
});

/** Row by row what a whole record has today, as far as that release had the tables and columns for it. */
function fill(): void {
	const sqlite = connect(dataDir, 'NORMAL');
	sqlite.pragma('foreign_keys = OFF');
	const laws = sqlite
		.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
		.all();
	for (const { name } of laws) sqlite.exec(`DROP TRIGGER ${name}`);
	sqlite.prepare('ATTACH ? AS today').run(path.join(world.dataDir, DATABASE_FILE));
	const tables = sqlite
		.prepare<[], string>(
			`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'kysely_%'`
		)
		.pluck()
		.all();
	for (const table of tables) {
		const columns = sqlite
			.prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
			.pluck()
			.all(table)
			.join(', ');
		sqlite.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM today.${table}`);
	}
	// Letters had no head at their foot then.
	sqlite.exec(
		`UPDATE letter SET text = substr(text, 1, instr(text, char(10) || 'Record chain: ')) WHERE kind <> 'sign-in'`
	);
	for (const law of laws) sqlite.exec(law.sql);
	sqlite.close();
}

const problems = async () => (await verifyAll(old, dataDir)).problems.map(({ what }) => what);

test('[L4] [L8] what an earlier release wrote is entered, and holds', async () => {
	await migrate(old);
	expect(await problems()).toEqual([]);
	const { rows } = await sql<{ kind: string }>`SELECT DISTINCT kind FROM chain_entry`.execute(old);
	const kinds = new Set(rows.map(({ kind }) => kind));
	const covered = CHAIN_FORMS.map(({ kind }) => kind).filter((kind) => !NEW.includes(kind));
	expect(covered.filter((kind) => !kinds.has(kind))).toEqual([]);
	expect(kinds).toContain('upgrade');
	expect(kinds).toContain('log_seal');
});

test.each([
	['signature', `UPDATE signature SET name = 'Osric Bell'`],
	['audit', `UPDATE audit SET at = at + 1 WHERE number = 1`],
	['attendance', `DELETE FROM attendance WHERE id = (SELECT max(id) FROM attendance)`],
	['letter', `UPDATE letter SET to_name = 'Somebody' WHERE id = (SELECT max(id) FROM letter)`],
	['log_fold', `UPDATE log_fold SET made_at = made_at + 1`],
	['folded_log', `DELETE FROM folded_log WHERE position = (SELECT max(position) FROM folded_log)`]
])('[L8] and is found when it changes afterwards: %s', async (_, change) => {
	const known = await problems();
	const sqlite = connect(dataDir, 'NORMAL');
	sqlite.pragma('foreign_keys = OFF');
	const laws = sqlite
		.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
		.all();
	sqlite.exec('BEGIN');
	for (const { name } of laws) sqlite.exec(`DROP TRIGGER ${name}`);
	sqlite.exec(change);
	for (const law of laws) sqlite.exec(law.sql);
	sqlite.exec('COMMIT');
	sqlite.close();
	expect((await problems()).filter((what) => !known.includes(what))).not.toEqual([]);
});

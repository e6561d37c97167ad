/** What SQLite itself finds wrong with the file. */
import { sql } from 'kysely';
import type { Store } from './database.ts';

export async function fileProblems(store: Store): Promise<readonly string[]> {
	const pages = await sql<{ integrity_check: string }>`PRAGMA integrity_check(20)`.execute(store);
	const strangers = await sql<{ table: string; rowid: number | null; parent: string }>`
		PRAGMA foreign_key_check`.execute(store);
	return [
		...pages.rows.map((row) => row.integrity_check).filter((said) => said !== 'ok'),
		...strangers.rows
			.slice(0, 20)
			.map(({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is not there`)
	];
}

import { sql, type Kysely } from 'kysely';

/**
 * REPLACE takes a row away without asking the triggers of DELETE, unless `recursive_triggers` is on, which whoever opens the
 * file decides. So each table with a law refuses a row whose key is taken already, and a key changed to one that is taken:
 * INSERT OR REPLACE, REPLACE INTO, UPDATE OR REPLACE and upserts then have nothing to replace.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const { rows: tables } = await sql<{ name: string; withoutRowid: number }>`
		SELECT DISTINCT t.name AS name, l.wr AS withoutRowid
		FROM sqlite_schema t JOIN pragma_table_list(t.name) l JOIN sqlite_schema law ON law.tbl_name = t.name
		WHERE t.type = 'table' AND law.type = 'trigger' ORDER BY t.name`.execute(db);
	for (const { name, withoutRowid } of tables) {
		// Its dates are set by an upsert until the signature; then its own laws hold, and nothing but the hidden rowid is left.
		const keys = [
			...(withoutRowid ? [] : [['rowid']]),
			...(name === 'agenda_dates' ? [] : await keysOf(db, name))
		];
		const taken = keys.map(
			(key) =>
				`EXISTS (SELECT 1 FROM ${name} WHERE ${key.map((column) => `${column} = NEW.${column}`).join(' AND ')})`
		);
		// A frame is put in quarantine by whoever finds it first; who finds it again says nothing new.
		const answer =
			name === 'log_quarantine'
				? 'RAISE(IGNORE)'
				: `RAISE(ABORT, 'a row of ${name.replaceAll('_', ' ')} is never replaced')`;
		await sql
			.raw(
				`CREATE TRIGGER ${name}_is_not_replaced BEFORE INSERT ON ${name} WHEN ${taken.join(' OR ')}
				BEGIN SELECT ${answer}; END`
			)
			.execute(db);
		const moved = keys.map(
			(key) =>
				`((${key.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ')})
				AND EXISTS (SELECT 1 FROM ${name} WHERE ${key.map((column) => `${column} = NEW.${column}`).join(' AND ')}))`
		);
		await sql
			.raw(
				`CREATE TRIGGER ${name}_takes_no_place BEFORE UPDATE ON ${name} WHEN ${moved.join(' OR ')}
				BEGIN SELECT RAISE(ABORT, 'a row of ${name.replaceAll('_', ' ')} is never replaced'); END`
			)
			.execute(db);
	}
}

/** The primary key, unless it is the rowid by another name, and every other that is unique. */
async function keysOf(db: Kysely<unknown>, table: string): Promise<readonly (readonly string[])[]> {
	const { rows } = await sql<{ key: string; name: string }>`
		SELECT 'primary' AS key, name FROM pragma_table_info(${table})
			WHERE pk > 0 AND NOT (type = 'INTEGER' AND (SELECT count(*) FROM pragma_table_info(${table}) WHERE pk > 0) = 1)
		UNION ALL
		SELECT i.name, c.name FROM pragma_index_list(${table}) i JOIN pragma_index_info(i.name) c
		WHERE i."unique" = 1 AND i.origin <> 'pk' AND i.partial = 0`.execute(db);
	const keys = new Map<string, string[]>();
	for (const { key, name } of rows) keys.set(key, [...(keys.get(key) ?? []), name]);
	return [...keys.values()];
}

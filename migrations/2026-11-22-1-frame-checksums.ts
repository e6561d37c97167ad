import { sql, type Kysely } from 'kysely';

/** CRC-32 of each frame of the log, so that a disk that forgot a bit is found out. NULL: logged before there was one. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const table of ['update_log', 'folded_log', 'log_quarantine'])
		await sql`ALTER TABLE ${sql.table(table)} ADD COLUMN checksum INTEGER`.execute(db);
}

import type { Database } from '#server/store/database/database.ts';
import { VERSION } from '#server/version.ts';

export interface Health {
	readonly version: string;
	readonly database: 'ok' | 'failed';
}

/** For a supervisor: whether the database answers. Says nothing about what is in it. */
export async function checkHealth(db: Database): Promise<Health> {
	try {
		await db.selectFrom('board').select('id').limit(1).execute();
		return { version: VERSION, database: 'ok' };
	} catch {
		return { version: VERSION, database: 'failed' };
	}
}

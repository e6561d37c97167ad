import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

/** One row of the audit: who did what to which thing. Never changes (trigger), never holds minutes' text or secrets. */
export async function recordAudit(
	store: Store,
	row: {
		readonly at: Instant;
		readonly person: PersonId | null;
		readonly verb: string;
		readonly subject: string;
		readonly detail?: object;
	}
): Promise<void> {
	await store
		.insertInto('audit')
		.values({
			at: row.at,
			person_id: row.person,
			verb: row.verb,
			subject: row.subject,
			detail: JSON.stringify(row.detail ?? {})
		})
		.execute();
}

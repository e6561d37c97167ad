import { randomBytes } from 'node:crypto';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import type { Store } from '#server/store/database/database.ts';

const KEY_BYTES = 32;

/**
 * The key that locks what this person has typed and the server does not have yet. Made when it is first asked for; who has one
 * is only read.
 */
export async function deviceKeyOf(store: Store, person: PersonId, now: Instant): Promise<Uint8Array> {
	const find = store.selectFrom('device_key').select('key').where('person_id', '=', person);
	const standing = await find.executeTakeFirst();
	if (standing !== undefined) return standing.key;
	await store
		.insertInto('device_key')
		.values({ person_id: person, key: randomBytes(KEY_BYTES), created_at: now })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const { key } = await find.executeTakeFirstOrThrow();
	return key;
}

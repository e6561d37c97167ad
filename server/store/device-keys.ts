import { randomBytes } from 'node:crypto';
import type { PersonId } from '#core/ids.ts';
import type { Instant } from '#core/time.ts';
import type { Store } from './database.ts';

const KEY_BYTES = 32;

/** The key that locks what this person has typed and the server does not have yet. Made when it is first asked for. */
export async function deviceKeyOf(store: Store, person: PersonId, now: Instant): Promise<Uint8Array> {
	await store
		.insertInto('device_key')
		.values({ person_id: person, key: randomBytes(KEY_BYTES), created_at: now })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const { key } = await store
		.selectFrom('device_key')
		.select('key')
		.where('person_id', '=', person)
		.executeTakeFirstOrThrow();
	return key;
}

import type { PersonId } from '#core/ids.ts';
import type { Instant } from '#core/time.ts';
import type { Database } from '#server/store/database.ts';
import { deviceKeyOf } from '#server/store/device-keys.ts';

/** [O1] What a person's own pages lock their unsent words with. @returns 32 bytes in base64 */
export async function ownDeviceKey(db: Database, person: PersonId, now: Instant): Promise<string> {
	return Buffer.from(await deviceKeyOf(db, person, now)).toString('base64');
}

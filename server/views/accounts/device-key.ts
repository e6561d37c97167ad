import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import { isStorageFull, type Database } from '#server/store/database/database.ts';
import { deviceKeyOf } from '#server/store/accounts/device-keys.ts';

/** [O1] What a person's own pages lock their unsent words with. @returns 32 bytes in base64; '' when none could be made ([I6]): then nothing is locked up */
export async function ownDeviceKey(db: Database, person: PersonId, now: Instant): Promise<string> {
	try {
		return Buffer.from(await deviceKeyOf(db, person, now)).toString('base64');
	} catch (error) {
		if (!isStorageFull(error)) throw error;
		return '';
	}
}

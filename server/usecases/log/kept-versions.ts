/** What was kept of minutes before a large deletion, for whoever holds the data directory. */
import { minutesText } from '#core/record/canonical.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { versionsOf, versionState, type KeptVersion } from '#server/store/log/versions.ts';
import { minutesFrom } from '#server/usecases/minutes/load-minutes.ts';

export async function keptVersions(
	store: Store,
	meeting: MeetingId
): Promise<Result<readonly KeptVersion[], Refusal>> {
	if ((await meetingById(store, meeting)) === null) return err({ code: 'not-found' });
	return ok(await versionsOf(store, meeting));
}

/** The minutes as that version has them, as text; roster and times of the meeting are those of today. */
export async function versionText(
	store: Store,
	meeting: MeetingId,
	id: number
): Promise<Result<string, Refusal>> {
	const state = await versionState(store, meeting, id);
	const loaded = state && (await minutesFrom(store, meeting, state));
	return loaded ? ok(`AS IT WAS, NOT SIGNED\n\n${minutesText(loaded.minutes)}`) : err({ code: 'not-found' });
}

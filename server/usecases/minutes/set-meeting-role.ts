import { duty, type Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { rosterOf, updateRosterEntry } from '#server/store/roster/attendance.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { ChairChange } from '#server/store/boards/chair-changes.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingById, updateFacts } from '#server/store/minutes/meetings.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

/** [D5] The chair of one meeting is the one printed at its head. */
export async function setMeetingRole(
	deps: Deps,
	store: Store,
	actor: Actor,
	change: Pick<ChairChange, 'meeting' | 'entry'>,
	role: ChairChange['to']
): Promise<Result<null, Refusal>> {
	const meeting = change.meeting === null ? null : await meetingById(store, change.meeting);
	if (meeting === null) return err({ code: 'not-found' });
	if (meeting.state === 'signed') return err({ code: 'already-signed' });
	const roster = await rosterOf(store, meeting.id);
	const entry = roster.find(({ id }) => id === change.entry);
	if (entry === undefined) return err(duty('too-late'));
	const as = role === '' ? 'guest' : role;
	await updateRosterEntry(store, { ...entry, role: as });
	await recordAudit(store, {
		at: deps.now(),
		person: actor.person,
		verb: 'set-meeting-role',
		subject: meeting.id,
		detail: { entry: entry.id, person: entry.person, from: entry.role, to: as }
	});
	await raiseTopic(store, meetingTopic(meeting.id));
	if (as !== 'chair' && entry.role !== 'chair') return ok(null);
	const chair = as === 'chair' ? entry : roster.find((line) => line.role === 'chair' && line.id !== entry.id);
	await updateFacts(store, meeting.id, {
		...meeting,
		chair: chair === undefined ? null : { name: chair.name, agency: chair.agency }
	});
	return ok(null);
}

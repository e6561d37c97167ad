import type { AttendanceId, MeetingId } from '#core/kernel/ids.ts';
import { ATTENDANCE_WORDS, type Attendance, type RosterEntry } from '#core/boards/people.ts';
import { sentence, type Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { markedBy, rosterOf, setMarkedBy, updateRosterEntry } from '#server/store/roster/attendance.ts';
import type { Store } from '#server/store/database/database.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

export interface Mark {
	readonly entry: AttendanceId;
	readonly attendance: Attendance;
	/** What the page of the one who marks showed. */
	readonly was?: Attendance;
}

/** A mark that was not set, and why. */
export interface RefusedMark {
	readonly entry: AttendanceId;
	readonly message: string;
}

/** What was called out since the last answer came, in one go: each mark for itself is set or refused. */
export async function markAll(
	deps: Deps,
	actor: Actor,
	command: { readonly meeting: MeetingId; readonly marks: readonly Mark[] }
): Promise<Result<readonly RefusedMark[], Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, command.meeting, 'keep-roster');
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const refused: RefusedMark[] = [];
		let roster = await rosterOf(store, command.meeting);
		for (const one of command.marks) {
			const refusal = await mark(store, actor, roster, one);
			if (refusal !== null) refused.push({ entry: one.entry, message: sentence(refusal) });
			else
				roster = roster.map((entry) =>
					entry.id === one.entry ? { ...entry, attendance: one.attendance } : entry
				);
		}
		await raiseTopic(store, meetingTopic(command.meeting));
		return ok(refused);
	});
}

/**
 * [R1] A mark says what its maker saw. When somebody else has marked that line since, it is refused in their name, so that
 * nobody undoes what they have not seen; the same mark twice is one. [R3] Who came or went is present until that is taken off.
 * @param roster as it stands in this transaction
 */
export async function mark(
	store: Store,
	actor: Actor,
	roster: readonly RosterEntry[],
	{ entry: id, attendance, was }: Mark
): Promise<Refusal | null> {
	const entry = roster.find((line) => line.id === id);
	if (entry === undefined) return invalid('That line is no longer on the roster. Somebody else removed it.');
	if (entry.attendance === attendance) return null;
	if (was !== undefined && was !== entry.attendance) {
		const by = await markedBy(store, id);
		return invalid(
			`${entry.name} was marked “${words(entry.attendance)}”${by === null ? '' : ` by ${by}`} meanwhile, so “${words(attendance)}” was not set. Mark again if that is wrong.`
		);
	}
	const moves = entry.moves ?? [];
	const [first] = moves;
	if (first !== undefined)
		return invalid(
			`${entry.name} ${first.kind} at ${first.at}. Take that off first, then mark “${words(attendance)}”.`
		);
	await updateRosterEntry(store, { ...entry, attendance });
	await setMarkedBy(store, id, actor.person);
	return null;
}

const words = (attendance: Attendance): string => ATTENDANCE_WORDS[attendance].toLowerCase();
const invalid = (message: string): Refusal => ({ code: 'invalid', field: 'entry', message });

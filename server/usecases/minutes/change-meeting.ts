import type { MeetingId } from '#core/kernel/ids.ts';
import type { MeetingFacts, NextMeeting } from '#core/minutes/minutes.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import { updateFacts } from '#server/store/minutes/meetings.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import { followMeeting } from '#server/usecases/register/follow-meeting.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { parseFacts } from './make-meeting.ts';
import { lineOf, parseDate, parseTime } from '#server/usecases/kernel/parse.ts';

export interface ChangeMeeting {
	readonly meeting: MeetingId;
	readonly title: string;
	readonly date: string;
	readonly start?: string;
	readonly end?: string;
	readonly place?: string;
	/** All empty: no next meeting is printed. */
	readonly nextDate?: string;
	readonly nextStart?: string;
	readonly nextEnd?: string;
	readonly nextPlace?: string;
}

/** [P8] The facts may change until the minutes are signed. */
export async function changeMeeting(
	deps: Deps,
	actor: Actor,
	command: ChangeMeeting
): Promise<Result<MeetingFacts, Refusal>> {
	const parsed = parseFacts(command);
	if (!parsed.ok) return parsed;
	const next = parseNext(command);
	if (!next.ok) return next;
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, command.meeting, 'keep-roster');
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const facts = { ...parsed.value, chair: meeting.value.chair, next: next.value };
		await updateFacts(store, command.meeting, facts);
		await followMeeting(deps, store, {
			board: meeting.value.board,
			meeting: command.meeting,
			from: meeting.value.date,
			to: facts.date,
			by: actor
		});
		await recordAudit(store, {
			at: deps.now(),
			person: actor.person,
			verb: 'change-meeting',
			subject: command.meeting,
			detail: { date: facts.date, next: facts.next?.date ?? null }
		});
		await raiseTopic(store, meetingTopic(command.meeting), boardTopic(meeting.value.board));
		return ok(facts);
	});
}

function parseNext(command: ChangeMeeting): Result<NextMeeting | null, Refusal> {
	const words = [command.nextDate, command.nextStart, command.nextEnd, command.nextPlace].map(lineOf);
	if (words.every((word) => word === '')) return ok(null);
	const date = parseDate('nextDate', command.nextDate, 'the date of the next meeting');
	if (!date.ok) return date;
	const start = parseTime('nextStart', command.nextStart, 'the start of the next meeting');
	if (!start.ok) return start;
	const end = parseTime('nextEnd', command.nextEnd, 'the end of the next meeting');
	if (!end.ok) return end;
	const place = lineOf(command.nextPlace).slice(0, 200);
	return ok({ date: date.value, start: start.value, end: end.value, place: place === '' ? null : place });
}

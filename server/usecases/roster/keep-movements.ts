import type { AttendanceId } from '#core/kernel/ids.ts';
import type { RosterEntry, RosterMove } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { clockTime, londonDate, londonTime, longDate, type ClockTime } from '#core/kernel/time.ts';
import {
	deleteMove,
	insertMove,
	setMarkedBy,
	updateMove,
	updateRosterEntry
} from '#server/store/roster/attendance.ts';
import type { Store } from '#server/store/database/database.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { lineOf, parseTime } from '#server/usecases/kernel/parse.ts';

/** Somebody came late, left, or came back; or what was said of that is put right. Times as typed; '' is now. */
export type MovementChange =
	| {
			readonly kind: 'moved';
			readonly entry: AttendanceId;
			readonly move: RosterMove['kind'];
			readonly at: string;
			readonly item: string | null;
			readonly after: string | null;
	  }
	| {
			readonly kind: 'move-moment';
			readonly entry: AttendanceId;
			readonly number: number;
			readonly at: string;
			readonly item: string | null;
	  }
	| { readonly kind: 'move-off'; readonly entry: AttendanceId; readonly number: number };

const invalid = (field: string, message: string): Refusal => ({ code: 'invalid', field, message });

/** [R2] Somebody joins who is not in the room, and leaves who is; so that two who see it happen write it down once. */
export async function keepMovement(
	deps: Deps,
	store: Store,
	actor: Actor,
	meeting: Meeting,
	entry: RosterEntry,
	change: MovementChange
): Promise<Refusal | null> {
	const moves = entry.moves ?? [];
	if (change.kind === 'moved') {
		const at = timeOf(deps, meeting, change.at);
		if ('code' in at) return at;
		if (change.move === 'left' && entry.attendance !== 'present')
			return invalid('entry', `${entry.name} is not marked present, so they cannot leave.`);
		const refusal = inTurn(entry, moves, { kind: change.move, at: at.time });
		if (refusal !== null) return refusal;
		if (entry.attendance !== 'present') {
			await updateRosterEntry(store, { ...entry, attendance: 'present' });
			await setMarkedBy(store, entry.id, actor.person);
		}
		await insertMove(store, entry.id, {
			kind: change.move,
			at: at.time,
			item: change.item,
			after: change.after
		});
		return null;
	}
	const move = moves.find(({ number }) => number === change.number);
	if (move === undefined)
		return invalid('number', `Somebody else took that off. ${entry.name} is otherwise unchanged.`);
	const others = moves.filter((other) => other !== move);
	if (change.kind === 'move-off') {
		const refusal = alternate(entry, others);
		if (refusal === null) await deleteMove(store, move.number);
		return refusal;
	}
	const at = timeOf(deps, meeting, change.at);
	if ('code' in at) return at;
	const refusal = inTurn(entry, others, { kind: move.kind, at: at.time });
	if (refusal !== null) return refusal;
	// Another item: the line it was stamped at says nothing any more.
	const after = change.item === move.item ? move.after : null;
	await updateMove(store, { number: move.number, at: at.time, item: change.item, after });
	return null;
}

function timeOf(deps: Deps, meeting: Meeting, typed: string): { readonly time: ClockTime } | Refusal {
	if (lineOf(typed) === '') {
		const now = deps.now();
		if (londonDate(now) !== meeting.date)
			return invalid('at', `Enter the time: this is the meeting of ${longDate(meeting.date)}.`);
		return { time: clockTime(londonTime(now))! };
	}
	const time = parseTime('at', typed, 'the time');
	return time.ok ? { time: time.value! } : time.error;
}

/** Whether it fits between what happened before and after. */
function inTurn(
	entry: RosterEntry,
	others: readonly RosterMove[],
	move: Pick<RosterMove, 'kind' | 'at'>
): Refusal | null {
	const place = others.filter((other) => other.at <= move.at).length;
	const twice = [others[place - 1], others[place]].find((other) => other?.kind === move.kind);
	return twice === undefined ? null : invalid('entry', `${entry.name} ${move.kind} at ${twice.at} already.`);
}

function alternate(entry: RosterEntry, moves: readonly RosterMove[]): Refusal | null {
	const twice = moves.find((move, index) => move.kind === moves[index - 1]?.kind);
	return twice === undefined
		? null
		: invalid(
				'number',
				`Then ${entry.name} would have ${twice.kind} twice. Take off what happened at ${twice.at} first.`
			);
}

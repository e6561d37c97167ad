import { dueContext, readAgain, type BoardCalendar } from '#core/reading/due.ts';
import type { ActionId, BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Due } from '#core/minutes/minutes.ts';
import { londonDate, longDate, type CalendarDate } from '#core/kernel/time.ts';
import {
	appendActionEvent,
	registeredAction,
	type RegisteredAction
} from '#server/store/register/actions.ts';
import { boardCalendar, draftMeetings } from '#server/store/boards/board-calendar.ts';
import type { Store } from '#server/store/database/database.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';

export interface MeetingDay {
	readonly board: BoardId;
	readonly meeting: MeetingId;
	/** The day it was on, or was announced for, so far; null: it had none. */
	readonly from: CalendarDate | null;
	readonly to: CalendarDate;
	/** Who gave it that day; null: somebody at the console. */
	readonly by: { readonly person: PersonId; readonly name: string } | null;
}

/**
 * [G13] What is due at a meeting is due when that meeting is. A meeting that moves takes along what was due on its old
 * day; one that gets its first day gives it to what waited for a day. In signed minutes the words stay; in the register
 * it is an event, with who moved the meeting. Minutes not signed yet that announce the meeting announce its new day.
 * Call it inside the transaction that wrote the day.
 */
export async function followMeeting(deps: Pick<Deps, 'now'>, store: Store, day: MeetingDay): Promise<void> {
	if (day.from === day.to) return;
	const calendar = await boardCalendar(store, day.board);
	const drafts = await draftMeetings(store, day.board);
	// Two meetings on one day: nobody can say which of them was meant, so nothing moves by itself.
	const from = day.from !== null && calendar.meetings.includes(day.from) ? null : day.from;
	if (from !== null)
		for (const draft of drafts)
			if (draft.next === from && draft.id !== day.meeting && draft.date < day.to)
				await store.updateTable('meeting').set({ next_date: day.to }).where('id', '=', draft.id).execute();
	for (const id of await waiting(store, day.board, from)) {
		const action = await registeredAction(store, id);
		if (action === null) continue;
		const due = follow(action, from, day.to, calendar);
		if (due === null) continue;
		await appendActionEvent(store, action, {
			happening: { kind: 'due-changed', from: action.now.due, to: due, followed: true },
			person: day.by?.person ?? null,
			name: day.by?.name ?? 'Minutebook',
			at: deps.now(),
			note:
				from === null || action.now.due?.date === null
					? `The meeting now has a day, ${longDate(due.date)}.`
					: `The meeting moved from ${longDate(from)} to ${longDate(day.to)}.`
		});
		await raiseTopic(store, meetingTopic(action.meeting));
	}
	await raiseTopic(store, boardTopic(day.board), ...drafts.map(({ id }) => meetingTopic(id)));
}

/** What is due at a meeting that has no day yet, or that was on this one. What is closed stays as it was. */
async function waiting(store: Store, board: BoardId, from: CalendarDate | null): Promise<ActionId[]> {
	const rows = await store
		.selectFrom('action_state')
		.select(['action_id', 'due_date'])
		.where('board_id', '=', board)
		.where('state', 'in', ['open', 'reported-done'])
		.where('due_kind', 'in', ['next-meeting', 'meeting'])
		.execute();
	return rows
		.filter(({ due_date }) => due_date === null || due_date === from)
		.map(({ action_id }) => action_id);
}

/** @returns null: nothing that concerns this action */
function follow(
	action: RegisteredAction,
	from: CalendarDate | null,
	to: CalendarDate,
	calendar: BoardCalendar
): (Due & { readonly date: CalendarDate }) | null {
	const { due } = action.now;
	if (due === null) return null;
	const said = saidOn(action);
	if (due.date !== null) return due.date === from && to > said ? { ...due, date: to } : null;
	const { kind, date } = readAgain(due, dueContext({ date: said, next: null }, calendar));
	return kind === due.kind && date !== null ? { ...due, date } : null;
}

/** The day from which "next" counts: that of the meeting, or that on which somebody set a new due. */
function saidOn(action: RegisteredAction): CalendarDate {
	const set = action.events.findLast(
		({ happening }) => happening.kind === 'due-changed' && happening.followed !== true
	);
	return set === undefined ? action.meetingDate : londonDate(set.at);
}

import type { ActionId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import {
	dueWords,
	happeningWords,
	offered,
	overdue,
	ownerField,
	ownerKey,
	ownerWords,
	STATE_WORDS,
	type ActionState,
	type ActionVerb
} from '#core/register/register.ts';
import { wordsBehind } from '#core/reading/due-words.ts';
import type { Due } from '#core/minutes/minutes.ts';
import { longDate, longInstant, type CalendarDate } from '#core/kernel/time.ts';
import { eventsOf } from '#server/store/register/actions.ts';
import type { Store } from '#server/store/database/database.ts';

/** One action as the register shows it. */
export interface RegisterRow {
	readonly id: ActionId;
	readonly reference: string;
	readonly sentence: string;
	/** `key` leads to everything they own. */
	readonly owners: readonly { readonly key: string; readonly words: string; readonly me: boolean }[];
	readonly due: string;
	readonly overdue: boolean;
	readonly state: ActionState;
	readonly stateWords: string;
	readonly meeting: { readonly id: MeetingId; readonly title: string; readonly date: string };
	/** What the viewer may do now, in the order to offer it. */
	readonly offered: readonly ActionVerb[];
	/** What the fields "due" and "owners" hold before anything is typed. */
	readonly dueField: string;
	readonly ownersField: string;
	/** Number of the last event shown here; sent back with a change. */
	readonly seen: number;
	/** Oldest first. */
	readonly history: readonly HistoryLine[];
}

export interface HistoryLine {
	readonly number: number;
	readonly what: string;
	readonly who: string;
	readonly when: string;
	readonly iso: string;
	readonly why: string;
}

/** Who looks, and what they are there. */
export interface Viewer {
	readonly person: PersonId;
	readonly keeper: boolean;
	readonly today: CalendarDate;
}

/** The words beside the day, where the sentence does not say them: "6 August 2026 (in two weeks)". */
function dueInRegister(due: Due | null, sentence: string): string {
	const words = due === null ? '' : wordsBehind(due, sentence);
	return words === '' ? dueWords(due) : `${dueWords(due)} (${words})`;
}

/** The rows of these actions, in the order of the ids. */
export async function registerRows(
	store: Store,
	ids: readonly ActionId[],
	viewer: Viewer
): Promise<RegisterRow[]> {
	if (ids.length === 0) return [];
	const actions = await store
		.selectFrom('action')
		.innerJoin('action_state as now', 'now.action_id', 'action.id')
		.innerJoin('meeting', 'meeting.id', 'action.meeting_id')
		.select([
			'action.id',
			'action.reference',
			'action.sentence',
			'now.state',
			'now.due_written',
			'now.due_kind',
			'now.due_date',
			'meeting.id as meeting_id',
			'meeting.title',
			'meeting.date'
		])
		.where('action.id', 'in', ids)
		.execute();
	const owners = await store
		.selectFrom('action_owner')
		.selectAll()
		.where('action_id', 'in', ids)
		.orderBy('action_id')
		.orderBy('position')
		.execute();
	const events = await eventsOf(store, ids);
	const byId = new Map(actions.map((row) => [row.id, row]));
	return ids.flatMap((id) => {
		const row = byId.get(id);
		if (row === undefined) return [];
		const due: Due | null =
			row.due_kind === null
				? null
				: { written: row.due_written ?? '', kind: row.due_kind as Due['kind'], date: row.due_date };
		const held = owners
			.filter((owner) => owner.action_id === id)
			.map((owner) => ({ ...owner, person: owner.person_id }));
		const history = events.get(id) ?? [];
		const owner = held.some(({ person }) => person === viewer.person);
		return [
			{
				id,
				reference: row.reference,
				sentence: row.sentence,
				owners: held.map((one) => ({
					key: ownerKey(one),
					words: ownerWords(one),
					me: one.person === viewer.person
				})),
				due: dueInRegister(due, row.sentence),
				overdue: overdue(row.state, due, viewer.today),
				state: row.state,
				stateWords: STATE_WORDS[row.state],
				meeting: { id: row.meeting_id, title: row.title, date: longDate(row.date) },
				offered: offered({ owner, keeper: viewer.keeper }, row.state),
				dueField: due?.written ?? '',
				ownersField: held.map(ownerField).join('\n'),
				seen: history.at(-1)?.number ?? 0,
				history: history.map(({ number, happening, name, at, note }) => ({
					number,
					what: happeningWords(happening),
					who: name,
					when: longInstant(at),
					iso: new Date(at).toISOString(),
					why: note
				}))
			}
		];
	});
}

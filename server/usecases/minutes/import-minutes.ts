/** Minutes pasted as text → a meeting in draft, all or nothing. */
import { nameKey } from '#core/kernel/letters.ts';
import type { AttendanceId, BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { MeetingFacts } from '#core/minutes/minutes.ts';
import { parseMinutes } from '#core/import/parse-minutes.ts';
import { toDraft, type ImportedDraft } from '#core/import/to-draft.ts';
import type { RosterEntry } from '#core/boards/people.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, must, ok, type Result } from '#core/kernel/result.ts';
import { seedUpdate } from '#document/seed.ts';
import { boardById, membershipsOf } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { admitToBoard } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { placeMeeting } from './make-meeting.ts';
import { lineOf, parseDate } from '#server/usecases/kernel/parse.ts';

/** Characters. Minutes of sixty pages have about 200,000; a form of more than 512 KiB does not reach us. */
export const MOST_TEXT = 300_000;

export interface ImportMinutes {
	readonly board: BoardId;
	readonly text: string;
	/** Where the text names none, or a wrong one. */
	readonly title?: string;
	readonly date?: string;
}

/** [T1] A chair, co-chair or notetaker imports; the result is a draft like any other, to be checked, reviewed and signed. */
export async function importMinutes(
	deps: Deps,
	actor: Actor,
	command: ImportMinutes
): Promise<Result<{ meeting: MeetingId }, Refusal>> {
	const draft = read(deps, command);
	if (!draft.ok) return draft;
	return deps.db.transaction().execute(async (store) => {
		const refusal = await admitToBoard(deps, store, actor, command.board, 'import-minutes');
		if (refusal !== null) return err(refusal);
		return place(deps, store, command.board, draft.value, actor.person);
	});
}

/** The same from the command line, which nobody's membership limits. */
export async function importMinutesAtConsole(
	deps: Deps,
	command: ImportMinutes
): Promise<Result<{ meeting: MeetingId }, Refusal>> {
	const draft = read(deps, command);
	if (!draft.ok) return draft;
	return deps.db.transaction().execute((store) => place(deps, store, command.board, draft.value, null));
}

type Placeable = Omit<ImportedDraft, 'items'> &
	Pick<MeetingFacts, 'title' | 'date'> & {
		/** First content of the document. */
		readonly content: Uint8Array;
	};

function read(deps: Pick<Deps, 'newId'>, command: ImportMinutes): Result<Placeable, Refusal> {
	const invalid = (message: string) => err({ code: 'invalid' as const, field: 'text', message });
	if (command.text.trim() === '') return invalid('Paste the text of the minutes, or choose a file.');
	if (command.text.length > MOST_TEXT)
		return invalid(
			'The text is longer than 300,000 characters. Import the minutes of one meeting at a time.'
		);
	const draft = toDraft(parseMinutes(command.text), () => deps.newId<string>());
	const given = lineOf(command.date);
	const date = parseDate('date', given === '' ? (draft.date ?? '') : given, 'the date of the meeting');
	if (!date.ok)
		return given === ''
			? err({
					code: 'invalid',
					field: 'date',
					message: 'The text does not say when the meeting was. Enter its date.'
				})
			: date;
	const title = lineOf(command.title) || lineOf(draft.title ?? '') || 'Imported minutes';
	return ok({ ...draft, title: title.slice(0, 160), date: date.value, content: seedUpdate(draft.items) });
}

async function place(
	deps: Deps,
	store: Store,
	boardId: BoardId,
	draft: Placeable,
	createdBy: PersonId | null
): Promise<Result<{ meeting: MeetingId }, Refusal>> {
	const board = await boardById(store, boardId);
	if (board === null) return err({ code: 'not-found' });
	const facts: MeetingFacts = {
		title: draft.title,
		date: draft.date,
		start: draft.start,
		end: draft.end,
		place: draft.place.slice(0, 200),
		chair: draft.chair,
		next: draft.next
	};
	const meeting = await placeMeeting(deps, store, {
		board: boardId,
		facts,
		roster: await matched(deps, store, boardId, draft.roster),
		content: draft.content,
		origin: 'imported',
		createdBy
	});
	return ok({ meeting });
}

/** [T2] A printed name is somebody of the board when exactly one of its people is called so; else it stays a name. */
async function matched(
	deps: Pick<Deps, 'newId'>,
	store: Store,
	board: BoardId,
	roster: readonly RosterEntry[]
): Promise<RosterEntry[]> {
	const people = new Map<string, Set<PersonId>>();
	for (const { name, person } of await membershipsOf(store, board)) {
		const namesakes = people.get(nameKey(name)) ?? new Set<PersonId>();
		people.set(nameKey(name), namesakes.add(person));
	}
	const ids = new Map(roster.map(({ id }) => [id, deps.newId<AttendanceId>()]));
	return roster.map((entry) => {
		const namesakes = [...(people.get(nameKey(entry.name)) ?? [])];
		return {
			...entry,
			id: must(ids.get(entry.id), 'the id of a line'),
			deputyFor: entry.deputyFor === null ? null : must(ids.get(entry.deputyFor), 'whom they stand in for'),
			person: namesakes.length === 1 ? (namesakes[0] ?? null) : null
		};
	});
}

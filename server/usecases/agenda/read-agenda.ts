import { composeAgenda, type AgendaItem, type AgendaPaper } from '#core/agenda/agenda-list.ts';
import { cameLate } from '#core/agenda/agenda.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { PaperCheck } from '#core/agenda/papers.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { must, ok, type Result } from '#core/kernel/result.ts';
import { londonDate } from '#core/kernel/time.ts';
import { itemTrace } from '#document/fields.ts';
import { agendaDatesOf, proposalsOf } from '#server/store/agenda/agendas.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardById, type Board } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { isInLog } from '#server/store/log/documents.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import { papersOf } from '#server/store/agenda/papers.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { readText } from '#server/usecases/log/read-text.ts';

/** A use case and no view, because it reads the shared document. */
export interface Agenda {
	readonly meeting: Meeting;
	readonly board: Board;
	readonly items: readonly AgendaItem<
		AgendaPaper & { readonly bytes: number; readonly check: PaperCheck; readonly found: string }
	>[];
}

/** The agenda as it stands in the log at this moment, for whoever may read the meeting. */
export async function readAgenda(deps: Deps, actor: Actor, id: MeetingId): Promise<Result<Agenda, Refusal>> {
	const meeting = await admitToMeeting(deps, deps.db, actor, id, 'read-meeting');
	return meeting.ok ? ok(await agendaOf(deps.db, meeting.value)) : meeting;
}

export async function agendaOf(store: Store, meeting: Meeting): Promise<Agenda> {
	const { papersBy } = await agendaDatesOf(store, meeting.id);
	const papers = (await papersOf(store, meeting.id)).map(
		({ id, item, number, name, kind, bytes, addedAt, check, found }) => ({
			id,
			item,
			number,
			name,
			kind,
			bytes,
			check,
			found,
			late: cameLate(addedAt, papersBy)
		})
	);
	const proposals = await proposalsOf(store, meeting.id);
	return {
		meeting,
		board: must(await boardById(store, meeting.board), 'the board of a meeting'),
		items: composeAgenda(meeting.start, {
			roster: await rosterOf(store, meeting.id),
			items: await itemsOf(store, meeting.id),
			papers,
			papersBy,
			came: Object.fromEntries(proposals.map(({ id, at }) => [id, londonDate(at)]))
		})
	};
}

/** Whether there is such an item, also one that was taken off and may be brought back. The text is not read for it. */
export async function isOnAgenda(store: Store, meeting: MeetingId, item: string): Promise<boolean> {
	const [document, trace] = [await currentDocument(store, meeting), itemTrace(item)];
	return document !== null && trace !== null && (await isInLog(store, document.number, trace));
}

async function itemsOf(store: Store, meeting: MeetingId) {
	const document = await currentDocument(store, meeting);
	return document ? (await readText(store, document.number)).draft.items : [];
}

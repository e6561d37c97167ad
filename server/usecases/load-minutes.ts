import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/canonical.ts';
import { NOTHING_ARISING, unreported } from '#core/arising.ts';
import { composeMinutes } from '#core/compose.ts';
import type { MeetingId } from '#core/ids.ts';
import { withPapers } from '#core/item-papers.ts';
import type { Minutes } from '#core/minutes.ts';
import { must } from '#core/result.ts';
import { documentName } from '#core/wire.ts';
import { arisingFacts } from '#server/store/arising.ts';
import { rosterOf } from '#server/store/attendance.ts';
import { boardCalendar } from '#server/store/board-calendar.ts';
import { boardById, quorumFor, type Board } from '#server/store/boards.ts';
import type { Store } from '#server/store/database.ts';
import { findDocument, readUpdates } from '#server/store/documents.ts';
import { meetingById, type Meeting } from '#server/store/meetings.ts';
import { itemPapers } from '#server/store/papers.ts';
import { readText } from './read-text.ts';

export interface LoadedMinutes {
	readonly meeting: Meeting;
	readonly board: Board;
	readonly minutes: Minutes;
	readonly oddities: readonly string[];
	/** Open actions of earlier meetings that are listed and nobody spoke about. */
	readonly unreported: number;
	/** SHA-256 of the canonical JSON, lower-case hex: what is signed. */
	readonly digest: string;
	readonly canonical: string;
	/** The Yjs state the minutes were read from, as one V1 update. */
	readonly state: Uint8Array;
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The minutes as they stand in the log at this moment; inside a transaction, exactly as they stood when it began. */
export async function loadMinutes(store: Store, id: MeetingId): Promise<LoadedMinutes | null> {
	const document = await findDocument(store, documentName(id));
	return minutesFrom(store, id, document ? await readUpdates(store, document.number) : []);
}

/** The minutes that a text says, with the facts of the meeting as they are now. @param updates of Yjs, V1, that make the text */
export async function minutesFrom(
	store: Store,
	id: MeetingId,
	updates: readonly Uint8Array[]
): Promise<LoadedMinutes | null> {
	const meeting = await meetingById(store, id);
	if (!meeting) return null;
	const board = must(await boardById(store, meeting.board), 'the board of a meeting');
	const { draft, state } = readText(updates);
	const { title, date, start, end, place, chair, next } = meeting;
	const arising = draft.arising === undefined ? NOTHING_ARISING : await arisingFacts(store, meeting);
	const composed = composeMinutes(
		{ board: board.name, title, date, start, end, place, chair, next },
		await rosterOf(store, id),
		draft,
		quorumFor(meeting, board),
		arising,
		await boardCalendar(store, board.id)
	);
	const minutes: Minutes = {
		...withPapers(composed, await itemPapers(store, id)),
		...(board.oneMayDoBoth ? { oneMayDoBoth: true } : {})
	};
	const canonical = canonicalJson(minutes);
	return {
		meeting,
		board,
		minutes,
		oddities: draft.oddities,
		unreported: unreported(draft, arising),
		digest: sha256(canonical),
		canonical,
		state
	};
}

import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { canonicalJson } from '#core/record/canonical.ts';
import { NOTHING_ARISING, unreported } from '#core/register/arising.ts';
import { composeMinutes } from '#core/minutes/compose.ts';
import type { Draft } from '#core/minutes/draft.ts';
import type { MeetingId } from '#core/kernel/ids.ts';
import { withPapers } from '#core/agenda/item-papers.ts';
import type { Minutes } from '#core/minutes/minutes.ts';
import { must } from '#core/kernel/result.ts';
import { readDraft } from '#document/read.ts';
import { arisingFacts } from '#server/store/register/arising.ts';
import { rosterOf } from '#server/store/roster/attendance.ts';
import { boardCalendar } from '#server/store/boards/board-calendar.ts';
import { boardById, quorumFor, type Board } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import { meetingById, type Meeting } from '#server/store/minutes/meetings.ts';
import { itemPapers } from '#server/store/agenda/papers.ts';
import { openText } from '#server/usecases/log/open-text.ts';
import { readState, readText, type TextRead } from '#server/usecases/log/read-text.ts';

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
	const meeting = await meetingById(store, id);
	if (!meeting) return null;
	const document = await currentDocument(store, id);
	if (!document) return said(meeting, await composer(store, meeting, true), readState(null));
	const text = await readText(store, document.number);
	const compose = await composer(store, meeting, text.draft.arising !== undefined);
	try {
		return said(meeting, compose, text);
	} catch {
		// [R88] It could be read, and nothing be made of it: then what brings that about is left out as well.
		const { doc, read } = await openText(store, document.number, (again) =>
			said(meeting, compose, { draft: readDraft(again), state: Y.encodeStateAsUpdate(again) })
		);
		doc.destroy();
		return read;
	}
}

/** The minutes that a text says, with the facts of the meeting as they are now. @param state one V1 update */
export async function minutesFrom(
	store: Store,
	id: MeetingId,
	state: Uint8Array
): Promise<LoadedMinutes | null> {
	const meeting = await meetingById(store, id);
	if (!meeting) return null;
	const text = readState(state);
	return said(meeting, await composer(store, meeting, text.draft.arising !== undefined), text);
}

interface Composer {
	readonly board: Board;
	compose(draft: Draft): { readonly minutes: Minutes; readonly unreported: number };
}

/** @param arising whether the text lists what is open of earlier meetings: it is asked for only then */
async function composer(store: Store, meeting: Meeting, arising: boolean): Promise<Composer> {
	const board = must(await boardById(store, meeting.board), 'the board of a meeting');
	const { title, date, start, end, place, chair, next } = meeting;
	const facts = arising ? await arisingFacts(store, meeting) : NOTHING_ARISING;
	const roster = await rosterOf(store, meeting.id);
	const calendar = await boardCalendar(store, board.id);
	const papers = await itemPapers(store, meeting.id);
	return {
		board,
		compose(draft) {
			const heard = draft.arising === undefined ? NOTHING_ARISING : facts;
			const composed = composeMinutes(
				{ board: board.name, title, date, start, end, place, chair, next },
				roster,
				draft,
				quorumFor(meeting, board),
				heard,
				calendar
			);
			return {
				minutes: { ...withPapers(composed, papers), ...(board.oneMayDoBoth ? { oneMayDoBoth: true } : {}) },
				unreported: unreported(draft, heard)
			};
		}
	};
}

function said(meeting: Meeting, { board, compose }: Composer, { draft, state }: TextRead): LoadedMinutes {
	const { minutes, unreported } = compose(draft);
	const canonical = canonicalJson(minutes);
	return {
		meeting,
		board,
		minutes,
		oddities: draft.oddities,
		unreported,
		digest: sha256(canonical),
		canonical,
		state
	};
}

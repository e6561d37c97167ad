/** Recomputes everything that vouches for the signed records, and says what does not hold. Changes nothing. */
import * as Y from 'yjs';
import { canonicalJson, minutesText } from '#core/record/canonical.ts';
import type { BoardId, MeetingId } from '#core/kernel/ids.ts';
import { actionSentence, type Minutes } from '#core/minutes/minutes.ts';
import { longDate } from '#core/kernel/time.ts';
import { readDraft } from '#document/read.ts';
import { allBoards } from '#server/store/boards/boards.ts';
import type { Store } from '#server/store/database/database.ts';
import { chainOf, signaturesOf, signedState, type Snapshot } from '#server/store/record/snapshots.ts';
import { chainDigest } from './chain-digest.ts';
import { sha256 } from '#server/usecases/minutes/load-minutes.ts';
import { verifyLog } from './verify-log.ts';
import { isArising, saysReports, verifyArising } from './verify-arising.ts';

export interface Problem {
	readonly board: string;
	readonly meeting: MeetingId;
	/** "23 July 2031, Harbour Board meeting", as far as it can still be read. */
	readonly record: string;
	readonly what: string;
}

export interface Verified {
	readonly boards: number;
	readonly records: number;
	readonly problems: readonly Problem[];
}

export async function verifyRecords(store: Store): Promise<Verified> {
	const problems: Problem[] = [];
	let records = 0;
	const boards = await allBoards(store);
	for (const board of boards) {
		let expected: string | null = null;
		for (const [index, snapshot] of (await chainOf(store, board.id)).entries()) {
			records++;
			const { minutes, name, wrong } = await verifyRecord(store, snapshot);
			if (snapshot.sequence !== index + 1)
				wrong.push(`it is number ${snapshot.sequence} of its board, not ${index + 1}`);
			if (snapshot.previous !== expected)
				wrong.push('the digest of the record before it is not the one it carries');
			expected = chainDigest(snapshot.previous, snapshot.sha256);
			if (minutes !== null)
				wrong.push(
					...(await verifyRows(store, snapshot.meeting, minutes)),
					...(await verifyArising(store, snapshot.meeting, minutes))
				);
			for (const what of wrong)
				problems.push({ board: board.slug, meeting: snapshot.meeting, record: name, what });
		}
		for (const { id, title } of await signedWithoutRecord(store, board.id))
			problems.push({
				board: board.slug,
				meeting: id,
				record: title,
				what: 'it is signed and has no record'
			});
	}
	return { boards: boards.length, records, problems };
}

async function verifyRecord(
	store: Store,
	snapshot: Snapshot
): Promise<{ minutes: Minutes | null; name: string; wrong: string[] }> {
	const wrong: string[] = [];
	if (sha256(snapshot.canonical) !== snapshot.sha256) wrong.push('the digest is not that of its text');
	const minutes = parseMinutes(snapshot.canonical);
	if (minutes === null)
		return {
			minutes,
			name: `record ${snapshot.id}`,
			wrong: [...wrong, 'its text cannot be read as minutes']
		};
	if (canonicalJson(minutes) !== snapshot.canonical) wrong.push('its text is not in canonical form');
	if (minutesText(minutes) !== snapshot.text) wrong.push('the printed text is not that of the record');
	const signatures = await signaturesOf(store, snapshot.meeting);
	if (!signatures.some(({ digest }) => digest === snapshot.sha256))
		wrong.push('no signature is under this text');
	const meeting = await store
		.selectFrom('meeting')
		.select(['state', 'board_id'])
		.where('id', '=', snapshot.meeting)
		.executeTakeFirst();
	if (meeting?.state !== 'signed') wrong.push('its meeting is not marked as signed');
	if (meeting?.board_id !== snapshot.board) wrong.push('its meeting belongs to another board');
	const state = await signedState(store, snapshot.id);
	wrong.push(...verifyState(state, minutes), ...(await verifyLog(store, snapshot.meeting, state)));
	return { minutes, name: `${longDate(minutes.date)}, ${minutes.title}`, wrong };
}

/** The shared document must still say what was signed: the same items with the same lines. Names and dues come from the roster. */
function verifyState(state: Uint8Array, minutes: Minutes): string[] {
	const doc = new Y.Doc();
	try {
		Y.applyUpdate(doc, state);
		const draft = readDraft(doc);
		const said = draft.items.map(({ id, title, lines }) => [
			id,
			title,
			...lines.filter(({ text, owners }) => text !== '' || owners.length > 0).map(({ text }) => text)
		]);
		const signed = minutes.items.map(({ id, title, lines }) => [
			id,
			title,
			...lines.filter((line) => !isArising(line)).map(({ text }) => text)
		]);
		return JSON.stringify(said) === JSON.stringify(signed) && saysReports(draft, minutes)
			? []
			: ['the shared document does not say what was signed'];
	} catch {
		return ['the shared document cannot be read'];
	} finally {
		doc.destroy();
	}
}

/** Decisions and actions as they went into the tables. */
async function verifyRows(store: Store, meeting: MeetingId, minutes: Minutes): Promise<string[]> {
	const lines = minutes.items.flatMap((item) => item.lines);
	const decisions = await store
		.selectFrom('decision')
		.select(['label', 'verb', 'text'])
		.where('meeting_id', '=', meeting)
		.orderBy('position')
		.execute();
	const actions = await store
		.selectFrom('action')
		.select(['label', 'text', 'sentence'])
		.where('meeting_id', '=', meeting)
		.orderBy('position')
		.execute();
	const wrong: string[] = [];
	const same = (rows: readonly object[], expected: readonly object[]) =>
		JSON.stringify(rows) === JSON.stringify(expected);
	const decided = lines
		.filter((line) => line.kind === 'decision')
		.map(({ label, verb, text }) => ({ label, verb, text }));
	if (!same(decisions, decided)) wrong.push('the decisions in the table are not those of the record');
	const acted = lines
		.filter((line) => line.kind === 'action')
		.map(({ label, text, owners }) => ({ label, text, sentence: actionSentence(owners, text) }));
	if (!same(actions, acted)) wrong.push('the actions in the table are not those of the record');
	return wrong;
}

function parseMinutes(canonical: string): Minutes | null {
	try {
		const minutes = JSON.parse(canonical) as Minutes;
		return (minutes.format === 1 || minutes.format === 2) &&
			Array.isArray(minutes.items) &&
			Array.isArray(minutes.roster)
			? minutes
			: null;
	} catch {
		return null;
	}
}

function signedWithoutRecord(store: Store, board: BoardId) {
	return store
		.selectFrom('meeting')
		.leftJoin('snapshot', 'snapshot.meeting_id', 'meeting.id')
		.select(['meeting.id', 'meeting.title'])
		.where('meeting.board_id', '=', board)
		.where('meeting.state', '=', 'signed')
		.where('snapshot.id', 'is', null)
		.execute();
}

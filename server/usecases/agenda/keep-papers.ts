import type { MeetingId, PaperId } from '#core/kernel/ids.ts';
import type { Meeting } from '#server/store/minutes/meetings.ts';
import {
	MAX_PAPER_BYTES,
	MAX_PAPER_WORDS,
	MOST_PAPERS,
	paperName,
	sizeWords,
	type NoPaper,
	type PaperKind,
	type PaperLimits
} from '#core/agenda/papers.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import { beginCheck, checkOf, forgetCheck } from '#server/store/agenda/paper-checks.ts';
import { freeBytes, receivePaper, removePaperFile, type Received } from '#server/store/agenda/paper-files.ts';
import {
	insertPaper,
	isContentNeeded,
	paperBytes,
	paperOf,
	papersOf,
	withdrawPaperRow
} from '#server/store/agenda/papers.ts';
import { meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { isOnAgenda } from './read-agenda.ts';

/** Where papers are kept, and what is asked of them. */
export interface PapersKept {
	readonly dataDir: string;
	readonly limits: PaperLimits;
	/** Whether a virus scanner looks at what comes in. */
	readonly isScanned: boolean;
	/** What a file is, by its structure. */
	readonly inspect: (file: string) => Promise<PaperKind | NoPaper>;
	/** Bytes free on the disk; left out: it is asked. */
	readonly free?: () => number;
}

export interface AttachPaper {
	readonly meeting: MeetingId;
	readonly item: string;
	readonly fileName: string;
	/** null: nothing came with the request. */
	readonly body: AsyncIterable<Uint8Array> | null;
	/** As the request says it; null: it does not. */
	readonly length: number | null;
}

const invalid = (message: string): Result<never, Refusal> =>
	err({ code: 'invalid', field: 'paper', message });

const TOO_LARGE = `The file is larger than ${MAX_PAPER_WORDS}, so it was not kept. Save it smaller, or in parts, and attach it again.`;
const NO_ROOM =
	'The server’s disk is nearly full, so the file was not kept; the minutes are safe. Tell the administrator, and attach it again later.';

/**
 * [U3] Whoever keeps the agenda attaches papers, until the minutes are signed. The file is on the disk, whole and looked
 * into, before the row that names it. Who may not, and what there is no room for, is told before the first byte is read.
 */
export async function attachPaper(
	deps: Deps,
	actor: Actor,
	kept: PapersKept,
	command: AttachPaper
): Promise<Result<{ readonly id: PaperId; readonly number: number }, Refusal>> {
	const meeting = await admitToMeeting(deps, deps.db, actor, command.meeting, 'keep-agenda');
	if (!meeting.ok) return meeting;
	if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
	if (command.body === null) return invalid('Choose a file to attach.');
	const said = command.length ?? 0;
	if (said > MAX_PAPER_BYTES) return invalid(TOO_LARGE);
	if (!(await isOnAgenda(deps.db, command.meeting, command.item)))
		return invalid(
			'That item is not on the agenda, so the file was not kept. Wait until the lamp says Saved, or reload the page.'
		);
	const full = await quotaProblem(deps.db, meeting.value, kept.limits, said);
	if (full !== null) return invalid(full);
	const free = kept.free ?? (() => freeBytes(kept.dataDir));
	const hasRoom = (coming: number): boolean => free() - coming >= kept.limits.reserve;
	if (!hasRoom(said)) return invalid(NO_ROOM);
	const received = await receivePaper(kept.dataDir, command.body, MAX_PAPER_BYTES, () => hasRoom(0));
	if (received === 'too-large') return invalid(TOO_LARGE);
	if (received === 'no-room') return invalid(NO_ROOM);
	try {
		if (received.content.length === 0) return invalid('The file is empty. Choose it again.');
		const kind = await kept.inspect(received.file);
		if (typeof kind !== 'string') return invalid(kind.problem);
		return await keep(deps, actor, kept, command, received, kind);
	} finally {
		await received.close();
	}
}

async function keep(
	deps: Deps,
	actor: Actor,
	{ limits, isScanned }: PapersKept,
	{ meeting, item, fileName }: AttachPaper,
	{ sha256, content, keep: keepFile }: Received,
	kind: PaperKind
): Promise<Result<{ readonly id: PaperId; readonly number: number }, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		// Once more: minutes may have passed while the file came in.
		const admitted = await admitToMeeting(deps, store, actor, meeting, 'keep-agenda');
		if (!admitted.ok) return admitted;
		if (admitted.value.state === 'signed') return err({ code: 'already-signed' });
		const standing = await papersOf(store, meeting);
		const same = standing.find((paper) => paper.item === item && paper.sha256 === sha256);
		if (same && same.check !== 'refused')
			return invalid(`This file is attached to the item already, as paper ${same.number}.`);
		if (standing.length >= MOST_PAPERS)
			return invalid(`This meeting has ${MOST_PAPERS} papers already. Withdraw one first.`);
		const full = await quotaProblem(store, admitted.value, limits, content.length);
		if (full !== null) return invalid(full);
		// With no scanner to ask again, what one has refused stays refused.
		const known = await checkOf(store, sha256);
		if (known?.state === 'refused' && !isScanned)
			return invalid(
				`The virus scanner found “${known.found}” in this very file before, so it was not kept.`
			);
		const id = deps.newId<PaperId>();
		keepFile();
		const at = deps.now();
		await beginCheck(store, sha256, isScanned, at);
		const number = await insertPaper(store, {
			id,
			meeting,
			item,
			name: paperName(fileName),
			kind,
			bytes: content.length,
			sha256,
			person: actor.person,
			addedBy: actor.name,
			addedAt: at
		});
		await recordAudit(store, {
			at,
			person: actor.person,
			verb: 'attach-paper',
			subject: `meeting/${meeting}`,
			detail: { paper: id, item, sha256, kind, bytes: content.length }
		});
		await raiseTopic(store, meetingTopic(meeting));
		return ok({ id, number });
	});
}

/** [U14] @returns which quota a file of so many bytes would break, in a sentence */
async function quotaProblem(
	store: Store,
	meeting: Meeting,
	limits: PaperLimits,
	coming: number
): Promise<string | null> {
	const kept = await paperBytes(store, meeting.id);
	const over = (taken: number, limit: number): boolean => taken + coming > limit;
	if (over(kept.meeting, limits.meeting))
		return `The papers of this meeting may take ${sizeWords(limits.meeting)}, and ${sizeWords(kept.meeting)} are taken, so the file was not kept. Withdraw a paper, or save the file smaller.`;
	if (over(kept.board, limits.board))
		return `The papers of this board may take ${sizeWords(limits.board)}, and they are nearly taken, so the file was not kept. Ask the administrator for more room.`;
	if (over(kept.all, limits.all))
		return 'The room for papers on this server is taken, so the file was not kept. Tell the administrator.';
	return null;
}

/** Takes a paper off its item. Its number is not given again; its content goes when no other paper is the same file. */
export async function withdrawPaper(
	deps: Deps,
	actor: Actor,
	dataDir: string,
	command: { readonly meeting: MeetingId; readonly paper: PaperId }
): Promise<Result<null, Refusal>> {
	return deps.db.transaction().execute(async (store) => {
		const meeting = await admitToMeeting(deps, store, actor, command.meeting, 'keep-agenda');
		if (!meeting.ok) return meeting;
		if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
		const paper = await paperOf(store, command.meeting, command.paper);
		if (paper === null) return invalid('That paper is no longer there. Somebody else withdrew it.');
		const at = deps.now();
		await withdrawPaperRow(store, paper.id, at);
		await recordAudit(store, {
			at,
			person: actor.person,
			verb: 'withdraw-paper',
			subject: `meeting/${command.meeting}`,
			detail: { paper: paper.id, item: paper.item, sha256: paper.sha256 }
		});
		await raiseTopic(store, meetingTopic(command.meeting));
		// Last, and at once: while this transaction holds the lock, nobody attaches the same file.
		if (!(await isContentNeeded(store, paper.sha256))) {
			await forgetCheck(store, paper.sha256);
			removePaperFile(dataDir, paper.sha256);
		}
		return ok(null);
	});
}

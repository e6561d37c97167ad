import type { MeetingId, PaperId } from '#core/ids.ts';
import { MAX_PAPER_BYTES, MAX_PAPER_WORDS, MOST_PAPERS, paperKind, paperName } from '#core/papers.ts';
import type { Refusal } from '#core/refusal.ts';
import { err, ok, type Result } from '#core/result.ts';
import { recordAudit } from '#server/store/audit.ts';
import { receivePaper, removePaperFile, type Received } from '#server/store/paper-files.ts';
import { insertPaper, isContentNeeded, paperOf, papersOf, withdrawPaperRow } from '#server/store/papers.ts';
import { meetingTopic, raiseTopic } from '#server/store/topics.ts';
import { admitToMeeting } from './admit.ts';
import type { Actor, Deps } from './deps.ts';

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

/**
 * [U3] Whoever keeps the agenda attaches papers, until the minutes are signed. The file is on the disk, whole and looked
 * into, before the row that names it. Who may not is told before the first byte is read.
 */
export async function attachPaper(
	deps: Deps,
	actor: Actor,
	dataDir: string,
	command: AttachPaper
): Promise<Result<{ readonly id: PaperId; readonly number: number }, Refusal>> {
	const meeting = await admitToMeeting(deps, deps.db, actor, command.meeting, 'keep-agenda');
	if (!meeting.ok) return meeting;
	if (meeting.value.state === 'signed') return err({ code: 'already-signed' });
	if (command.body === null) return invalid('Choose a file to attach.');
	if ((command.length ?? 0) > MAX_PAPER_BYTES) return invalid(TOO_LARGE);
	const received = await receivePaper(dataDir, command.body, MAX_PAPER_BYTES);
	if (received === 'too-large') return invalid(TOO_LARGE);
	if (received === 'no-room')
		return invalid('The server has no room left, so the file was not kept. Tell the administrator.');
	try {
		return await keep(deps, actor, command, received);
	} finally {
		await received.close();
	}
}

async function keep(
	deps: Deps,
	actor: Actor,
	{ meeting, item, fileName }: AttachPaper,
	{ sha256, content, keep: keepFile }: Received
): Promise<Result<{ readonly id: PaperId; readonly number: number }, Refusal>> {
	const kind = paperKind(content);
	if (typeof kind !== 'string') return invalid(kind.problem);
	return deps.db.transaction().execute(async (store) => {
		// Once more: minutes may have passed while the file came in.
		const admitted = await admitToMeeting(deps, store, actor, meeting, 'keep-agenda');
		if (!admitted.ok) return admitted;
		if (admitted.value.state === 'signed') return err({ code: 'already-signed' });
		const standing = await papersOf(store, meeting);
		const same = standing.find((paper) => paper.item === item && paper.sha256 === sha256);
		if (same) return invalid(`This file is attached to the item already, as paper ${same.number}.`);
		if (standing.length >= MOST_PAPERS)
			return invalid(`This meeting has ${MOST_PAPERS} papers already. Withdraw one first.`);
		const id = deps.newId<PaperId>();
		keepFile();
		const at = deps.now();
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
		if (!(await isContentNeeded(store, paper.sha256))) removePaperFile(dataDir, paper.sha256);
		return ok(null);
	});
}

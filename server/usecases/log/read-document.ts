/** The shared document of a meeting, for a page that has no line to the relay: after the signature nobody has. */
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { readDraft } from '#document/read.ts';
import { documentOfEpoch } from '#server/store/log/epochs.ts';
import { admitToMeeting } from '#server/usecases/kernel/admit.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';
import { openText } from './open-text.ts';

/**
 * @param epoch of the text; null: the one that is written in now
 * @returns one Yjs update (V1) with all that the log holds
 */
export async function readDocument(
	deps: Deps,
	actor: Actor,
	meeting: MeetingId,
	epoch: number | null = null
): Promise<Result<Uint8Array<ArrayBuffer>, Refusal>> {
	const admitted = await admitToMeeting(deps, deps.db, actor, meeting, 'read-meeting');
	if (!admitted.ok) return admitted;
	const document = await documentOfEpoch(deps.db, meeting, epoch);
	if (!document) return err({ code: 'not-found' });
	const { doc } = await openText(deps.db, document.number, readDraft);
	const update = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return ok(update as Uint8Array<ArrayBuffer>);
}

/**
 * [R91] Sets the shared text of a meeting right: what its document shows goes on in a new one, the next epoch, and the old one is kept as
 * it is. Its people are led there by themselves. For whoever holds the data directory.
 */
import type * as Y from 'yjs';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Refusal } from '#core/kernel/refusal.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Instant } from '#core/kernel/time.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { nextEpoch, type EpochSource } from '#document/next-epoch.ts';
import { takeAll, untidied } from '#document/take-all.ts';
import { recordAudit } from '#server/store/database/audit.ts';
import type { Store } from '#server/store/database/database.ts';
import { beginEpoch, currentDocument } from '#server/store/log/epochs.ts';
import { everyFrame } from '#server/store/log/history.ts';
import { meetingById } from '#server/store/minutes/meetings.ts';
import { boardTopic, meetingTopic, raiseTopic } from '#server/store/database/topics.ts';
import type { Deps } from '#server/usecases/kernel/deps.ts';
import { findingsOf, misfitWords } from './examine-documents.ts';
import { openText } from './open-text.ts';
import { authorshipOf, replay } from './whose-words.ts';

export interface Repaired {
	/** From 2. */
	readonly epoch: number;
	/** What was wrong before, each a sentence without its full stop. */
	readonly findings: readonly string[];
	/** What no minutes can hold, and did not come along. */
	readonly leftOut: readonly string[];
	/** Stretches of words that stood on something that cannot be read: they stand in an item of their own at the end. */
	readonly homeless: number;
}

export interface RepairDocument {
	readonly meeting: MeetingId;
	/** Also where nothing is wrong. */
	readonly anyway: boolean;
}

/** Letters of what is written down of it. */
const MOST_WHY = 2000;

/** @param chance ids of our own form, and numbers below 2³² */
export async function repairDocument(
	deps: Deps,
	chance: Pick<EpochSource, 'newId' | 'newClient'>,
	{ meeting: id, anyway }: RepairDocument
): Promise<Result<Repaired, Refusal>> {
	const found = await meetingById(deps.db, id);
	const before = found?.state === 'draft' ? await currentDocument(deps.db, id) : null;
	// Most of the work before anybody has to wait: what throws is found, and the log is replayed as far as it goes.
	if (before) await contentOf(deps.db, before.number, deps.now);
	const known = before && (await replay(deps.db, before.number, null));
	return deps.db.transaction().execute(async (store): Promise<Result<Repaired, Refusal>> => {
		const meeting = await meetingById(store, id);
		const old = await currentDocument(store, id);
		if (meeting === null || old === null) return err({ code: 'not-found' });
		if (meeting.state === 'signed') return err({ code: 'repair-of-signed' });
		const findings = await findingsOf(store, old, deps.now);
		if (findings.length === 0 && !anyway) return err({ code: 'nothing-to-repair' });
		const doc = await contentOf(store, old.number, deps.now);
		const authorship = await authorshipOf(
			store,
			old.number,
			doc,
			old.number === before?.number ? known : null
		);
		const next = nextEpoch(doc, { ...chance, whose: (written) => authorship.whose(written) });
		doc.destroy();
		const at = deps.now();
		const why = findings.length === 0 ? 'it was asked for' : findings.join('; ').slice(0, MOST_WHY);
		await beginEpoch(store, {
			meeting: id,
			replaces: old,
			schema: SCHEMA_VERSION,
			firstUpdate: next.firstUpdate,
			frames: next.parts.map(({ hand, client, update }) => ({
				person: hand.person as PersonId | null,
				at: hand.at ?? 0,
				client,
				update
			})),
			at,
			person: null,
			why
		});
		const repaired = {
			epoch: old.epoch + 1,
			findings,
			leftOut: misfitWords(next.leftOut),
			homeless: next.homeless
		};
		await recordAudit(store, {
			at,
			person: null,
			verb: 'repair-document',
			subject: `meeting/${id}`,
			detail: repaired
		});
		await raiseTopic(store, meetingTopic(id), boardTopic(meeting.board));
		return ok(repaired);
	});
}

const NOBODY: EpochSource = {
	newId: () => 'aaaaaaaa',
	newClient: () => 1,
	whose: (written) => [{ text: written.map(({ text }) => text).join(''), hand: { person: null, at: null } }]
};

/** What the document shows. Where it cannot be opened, what can be taken in of all that is kept of it. */
async function contentOf(store: Store, document: number, now: () => Instant): Promise<Y.Doc> {
	// What the next epoch cannot be made of throws here, and is set aside as whatever throws.
	const read = (doc: Y.Doc) => void nextEpoch(doc, NOBODY);
	try {
		return (await openText(store, document, read, 'repair', null, now)).doc;
	} catch {
		return takeAll(() => untidied({ gc: true }), null, await everyFrame(store, document), read).doc;
	}
}

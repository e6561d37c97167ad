/** [L6] [L8] Whether the log of a signed meeting is still the one that was sealed, and says what was signed. */
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import { readDraft } from '#document/read.ts';
import type { Store } from '#server/store/database/database.ts';
import { readSeal, sealOf } from '#server/store/database/digest.ts';
import { readUpdates } from '#server/store/log/documents.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import { isIntact, isWhole } from '#server/store/log/folds.ts';

const PAGE = 500;

/** @param state the document as it was signed: one Yjs update */
export async function verifyLog(store: Store, meeting: MeetingId, state: Uint8Array): Promise<string[]> {
	const documents = await store
		.selectFrom('document')
		.select('number')
		.where('meeting_id', '=', meeting)
		.orderBy('number')
		.execute();
	const wrong: string[] = [];
	for (const { number } of documents) wrong.push(...(await verifySeal(store, number)));
	const open = await currentDocument(store, meeting);
	if (open !== null && !(await saysTheSame(store, open.number, state)))
		wrong.push('the log of its document does not lead to what was signed');
	return wrong;
}

async function verifySeal(store: Store, document: number): Promise<string[]> {
	const row = await store
		.selectFrom('log_seal')
		.select('seal')
		.where('document', '=', document)
		.executeTakeFirst();
	if (row === undefined) return ['the log of its document is not sealed'];
	const sealed = new Map(readSeal(row.seal).map(({ position, digest }) => [position, digest]));
	const wrong = new Set<string>();
	const folds = await store.selectFrom('log_fold').selectAll().where('document', '=', document).execute();
	if (folds.some((fold) => !isIntact({ ...fold, spoilt: 0 }))) wrong.add('a fold of its log is damaged');
	for (const table of ['folded_log', 'update_log'] as const)
		for (const frame of await store
			.selectFrom(table)
			.selectAll()
			.where('document', '=', document)
			.orderBy('position')
			.execute()) {
			const { position, person_id, connection, at, checksum } = frame;
			const digest = sealed.get(position);
			if (digest === undefined) wrong.add('its log has entries that were not there when it was signed');
			else if (
				digest !== sealOf(position, [person_id, connection, at, frame.frame, checksum]) ||
				!isWhole(frame)
			)
				wrong.add('an entry of its log was changed');
			sealed.delete(position);
		}
	// The history forgets its oldest entries, up to a fold that stays.
	const begins = Math.min(...folds.map(({ position }) => position));
	if ([...sealed.keys()].some((position) => position > begins))
		wrong.add('entries of its log are gone that no history forgets');
	if (await standElsewhere(store, [...sealed.keys()]))
		wrong.add('entries of its log stand under another document');
	return [...wrong];
}

/** What was forgotten is nowhere. */
async function standElsewhere(store: Store, positions: readonly number[]): Promise<boolean> {
	for (let at = 0; at < positions.length; at += PAGE) {
		const some = positions.slice(at, at + PAGE);
		for (const table of ['folded_log', 'update_log'] as const)
			if (await store.selectFrom(table).select('position').where('position', 'in', some).executeTakeFirst())
				return true;
	}
	return false;
}

async function saysTheSame(store: Store, document: number, state: Uint8Array): Promise<boolean> {
	const signed = new Y.Doc();
	const logged = new Y.Doc();
	try {
		Y.applyUpdate(signed, state);
		for (const update of await readUpdates(store, document)) Y.applyUpdate(logged, update);
		// Who wrote how much, and what it says. What Yjs tidies when it takes a text in differs with the way it came in.
		return (
			JSON.stringify(written(signed)) === JSON.stringify(written(logged)) &&
			JSON.stringify(readDraft(signed)) === JSON.stringify(readDraft(logged))
		);
	} catch {
		return false;
	} finally {
		signed.destroy();
		logged.destroy();
	}
}

const written = (doc: Y.Doc): [number, number][] =>
	[...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);

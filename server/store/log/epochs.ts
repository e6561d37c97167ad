/**
 * [R91] The epochs of a meeting's shared document. A text that cannot stay as it is goes on in a document of its own, made of what the
 * one before it shows; that one stays as it is, with its log, and is shut by a trigger.
 */
import { crc32 } from 'node:zlib';
import type { MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import { documentName } from '#core/wire/wire.ts';
import type { Store } from '#server/store/database/database.ts';
import { keepClients } from './document-clients.ts';
import { createDocument, findDocument, type DocumentRow } from './documents.ts';
import { EPOCH } from './folds.ts';

/** From the second on; the first is as old as its meeting. */
export interface Epoch {
	readonly epoch: number;
	/** When it began, and the one before it ended. */
	readonly at: Instant;
	/** For whoever keeps the house. */
	readonly why: string;
}

/** In order; none: the document is the one that was made with the meeting. */
export async function epochsOf(store: Store, meeting: MeetingId): Promise<readonly Epoch[]> {
	return store
		.selectFrom('document_epoch')
		.select(['epoch', 'at', 'why'])
		.where('meeting_id', '=', meeting)
		.orderBy('epoch')
		.execute();
}

/** The document in which a meeting is written now. */
export async function currentDocument(
	store: Store,
	meeting: MeetingId
): Promise<(DocumentRow & { readonly epoch: number }) | null> {
	const last = await store
		.selectFrom('document_epoch')
		.select(({ fn }) => fn.max('epoch').as('epoch'))
		.where('meeting_id', '=', meeting)
		.executeTakeFirst();
	return documentOfEpoch(store, meeting, last?.epoch ?? 1);
}

/** @param epoch null: the one that it is written in now */
export async function documentOfEpoch(
	store: Store,
	meeting: MeetingId,
	epoch: number | null
): Promise<(DocumentRow & { readonly epoch: number }) | null> {
	if (epoch === null) return currentDocument(store, meeting);
	const document = await findDocument(store, documentName(meeting, epoch));
	return document && { ...document, epoch };
}

/** Words of one person, as a frame of the log. */
export interface EpochFrame {
	/** null: nobody is known to have written them. */
	readonly person: PersonId | null;
	/** When they were written; 0: before the history that is kept. */
	readonly at: Instant;
	/** The Yjs client they stand under. */
	readonly client: number;
	readonly update: Uint8Array;
}

/**
 * Belongs in the transaction that read the document it replaces.
 * @returns the number of the new document
 */
export async function beginEpoch(
	store: Store,
	epoch: {
		readonly meeting: MeetingId;
		readonly replaces: DocumentRow & { readonly epoch: number };
		readonly schema: number;
		/** V1: everything but the words. */
		readonly firstUpdate: Uint8Array;
		/** On which these stand, in this order. */
		readonly frames: readonly EpochFrame[];
		readonly at: Instant;
		/** null: at the command line. */
		readonly person: PersonId | null;
		readonly why: string;
	}
): Promise<number> {
	const { meeting, replaces, schema, firstUpdate, at } = epoch;
	const name = documentName(meeting, replaces.epoch + 1);
	const document = await createDocument(store, { name, meeting, schema, firstUpdate, at });
	for (const frame of epoch.frames)
		await store
			.insertInto('update_log')
			.values({
				document,
				person_id: frame.person,
				connection: EPOCH,
				at: frame.at,
				frame: Buffer.from(frame.update),
				checksum: crc32(frame.update)
			})
			.execute();
	const owned = new Map(epoch.frames.map(({ client, person }) => [client, person]));
	await keepClients(
		store,
		[...owned].flatMap(([client, person]) => (person === null ? [] : [{ document, client, person }]))
	);
	await store
		.insertInto('document_epoch')
		.values({
			document,
			meeting_id: meeting,
			epoch: replaces.epoch + 1,
			replaces: replaces.number,
			at,
			person_id: epoch.person,
			why: epoch.why
		})
		.execute();
	return document;
}

/** The shared text of a meeting changed as the relay would log it. */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { readUpdates } from '#server/store/log/documents.ts';
import { currentDocument } from '#server/store/log/epochs.ts';
import { personOf, type World } from './signed-meeting.ts';

/** Somebody writes, as the relay would log it. */
export async function edit(world: World, meeting: MeetingId, change: (doc: Y.Doc) => void): Promise<void> {
	const document = must(await currentDocument(world.db, meeting), 'document');
	const doc = new Y.Doc();
	for (const update of await readUpdates(world.db, document.number)) Y.applyUpdate(doc, update);
	const before = Y.encodeStateVector(doc);
	change(doc);
	const frame = Buffer.from(Y.encodeStateAsUpdate(doc, before));
	await world.db
		.insertInto('update_log')
		.values({
			document: document.number,
			person_id: personOf('Marek Sobel'),
			connection: randomBytes(4).toString('hex'),
			at: world.deps.now(),
			frame,
			checksum: crc32(frame)
		})
		.execute();
	doc.destroy();
}

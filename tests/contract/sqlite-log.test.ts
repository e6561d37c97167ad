import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MeetingId } from '#core/kernel/ids.ts';
import { must } from '#core/kernel/result.ts';
import { documentName } from '#core/wire/wire.ts';
import { connect } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { beginEpoch, currentDocument } from '#server/store/log/epochs.ts';
import { foldWriter } from '#server/store/log/folds.ts';
import { openLog } from '#server/store/log/updates.ts';
import { makeBoard, makeMeeting } from '../support/relay.ts';
import { describeLog } from './log.ts';
import { emptyDatabase } from '../support/empty-data.ts';

describeLog('SQLite', async () => {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-contract-'));
	const db = await emptyDatabase(dataDir);
	await makeBoard(db);
	const folding = connect(dataDir, 'NORMAL');
	const writer = foldWriter(folding);
	let log = openLog(dataDir);
	return {
		get log() {
			return log;
		},
		async reopen() {
			await log.close();
			log = openLog(dataDir);
			return log;
		},
		async document(id) {
			const name = await makeMeeting(db, id, new Uint8Array([0, 0]));
			return must(await findDocument(db, name), 'the document').number;
		},
		async sign(id) {
			await db
				.updateTable('meeting')
				.set({ state: 'signed', signed_at: 1 })
				.where('id', '=', id as MeetingId)
				.execute();
		},
		async replace(id) {
			const meeting = id as MeetingId;
			await beginEpoch(db, {
				meeting,
				replaces: must(await currentDocument(db, meeting), 'the document'),
				schema: 1,
				firstUpdate: new Uint8Array([0, 0]),
				frames: [],
				at: 1,
				person: null,
				why: 'a test'
			});
		},
		async schema(id) {
			return must(await findDocument(db, documentName(id)), 'the document').schema;
		},
		async disturb() {
			await db.insertInto('topic').values({ name: 'anything', version: 1 }).execute();
		},
		async hold() {
			const other = connect(dataDir, 'FULL');
			other.exec('BEGIN IMMEDIATE');
			return async () => {
				other.exec('ROLLBACK');
				other.close();
			};
		},
		async fold(document, position, state, at) {
			const empty = new Uint8Array([0]);
			writer.write({ document, position, at, state, vector: empty, deletes: empty, spoiled: [] }, at);
			while (writer.move(document, 2) > 0);
		},
		async close() {
			await log.close();
			folding.close();
			await db.destroy();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
});

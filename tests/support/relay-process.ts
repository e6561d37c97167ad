/**
 * A relay in a process of its own, to be killed. Arguments: data directory, and `early` for the relay that must fail:
 * its log says "appended" and "synced" long before it is true, so it sends on and acknowledges what is in no file yet.
 * Prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRelay } from '#server/relay/relay.ts';
import { openDatabase } from '#server/store/database.ts';
import { findDocument } from '#server/store/documents.ts';
import { migrate } from '#server/store/migrate.ts';
import { openLog, type OpenLog } from '#server/store/updates.ts';
import { makeBoard, makeMeeting, ORIGIN, TestGate } from './relay.ts';
import { documentName } from '#core/wire.ts';

const EARLY_MS = 200;

const [dataDir = '', mode] = process.argv.slice(2);

const openEarly: OpenLog = (folder) => {
	const log = openLog(folder);
	return {
		...log,
		append(batch) {
			setTimeout(() => log.append(batch), EARLY_MS);
			return { kind: 'appended', position: 0, shut: new Set() };
		},
		synced: () => Promise.resolve()
	};
};

const db = openDatabase(dataDir);
await migrate(db);
if (!(await findDocument(db, documentName('meeting01')))) {
	await makeBoard(db);
	await makeMeeting(db, 'meeting01');
}
const server = createServer((_request, response) => response.end());
server.listen(0, '127.0.0.1', () => {
	startRelay({
		server,
		dataDir,
		db,
		origin: ORIGIN,
		gate: new TestGate(),
		now: () => Date.now(),
		log: { info: () => undefined, warn: console.error, error: console.error },
		demo: false,
		limits: { framesPerSecond: 2000, handshakesPerSecond: 1000 },
		...(mode === 'early' ? { openLog: openEarly } : {})
	});
	console.log((server.address() as AddressInfo).port);
});

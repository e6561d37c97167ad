/** The relay in a process of its own, for its bench. Arguments: data directory, number of documents. Prints its port. */
import { SCHEMA_VERSION } from '#document/fields.ts';
import { MEASURED } from '#document/shape.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRelay } from '#server/relay/relay.ts';
import { openDatabase } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { makeBoard, makeMeeting, ORIGIN, TestAccess } from '../support/relay.ts';

const [dataDir = '', documents = '1'] = process.argv.slice(2);
const db = openDatabase(dataDir);
await migrate(db);
await makeBoard(db);
for (let n = 0; n < Number(documents); n++) await makeMeeting(db, `bench${n}`, new Uint8Array([0, 0]));
const server = createServer((_request, response) => response.end());
server.listen(0, '127.0.0.1', () => {
	const relay = startRelay({
		server,
		dataDir,
		db,
		origin: ORIGIN,
		access: new TestAccess(db),
		now: () => Date.now(),
		log: { info: () => undefined, warn: console.error, error: console.error },
		demo: false,
		shape: MEASURED,
		newest: SCHEMA_VERSION,
		limits: {
			framesPerSecond: 1e6,
			bytesPerSecond: 1e9,
			awarenessPerSecond: 1e6,
			connectionsPerPerson: 1e5,
			connectionsPerSession: 1e5,
			connectionsPerAddress: 1e5,
			handshakesPerSecond: 1e5
		}
	});
	process.on('message', () => process.send?.(relay.health()));
	console.log((server.address() as AddressInfo).port);
});

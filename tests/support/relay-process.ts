/**
 * A relay in a process of its own, to be killed. Arguments: data directory, and `early` for the relay that must fail:
 * its log says "appended" and "synced" long before it is true, so it sends on and acknowledges what is in no file yet.
 * `broken`: the disk fails at the nth sync, and works again after it. Or the name of a point of kill-points.ts and a number: it kills itself when it passes there for the nth time. Prints its
 * port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRelay } from '#server/relay/relay.ts';
import { connect, openDatabase } from '#server/store/database.ts';
import { findDocument } from '#server/store/documents.ts';
import { migrate } from '#server/store/migrate.ts';
import { openLog, type OpenLog } from '#server/store/updates.ts';
import { makeBoard, makeMeeting, ORIGIN, TestGate } from './relay.ts';
import { documentName } from '#core/wire.ts';
import { withTurnPoint, type TurnPoint } from './kill-points.ts';

const EARLY_MS = 200;

const [dataDir = '', mode = 'real', nth = '1'] = process.argv.slice(2);

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

const openKilled: OpenLog = (folder) => {
	const sqlite = connect(folder, 'NORMAL');
	return withTurnPoint(openLog(folder, sqlite), sqlite, mode as TurnPoint, Number(nth));
};
const openBroken: OpenLog = (folder) => {
	let left = Number(nth);
	return openLog(folder, connect(folder, 'NORMAL'), () =>
		--left === 0 ? Promise.reject(new Error('EIO: i/o error, fdatasync')) : Promise.resolve()
	);
};
const OPEN: Readonly<Record<string, OpenLog>> = { real: openLog, early: openEarly, broken: openBroken };

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
		openLog: OPEN[mode] ?? openKilled
	});
	console.log((server.address() as AddressInfo).port);
});

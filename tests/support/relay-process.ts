/**
 * A relay in a process of its own, to be killed. Arguments: data directory; `real`, one that must be caught (`unlogged`
 * sends on what it has not written, `unsaid` acknowledges it), `broken` (the disk fails at the nth sync, and works again
 * after it), or the name of a point of kill-points.ts: it kills itself when it passes there for the nth time; and n.
 * Prints its port.
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startRelay } from '#server/relay/relay.ts';
import { Room } from '#server/relay/room/room.ts';
import { connect, DATABASE_FILE, openDatabase } from '#server/store/database/database.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { openLog, type OpenLog } from '#server/store/log/updates.ts';
import { makeBoard, makeMeeting, ORIGIN, TestAccess } from './relay.ts';
import { documentName } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { layData } from './empty-data.ts';
import { withTurnPoint, type TurnPoint } from './kill-points.ts';
import { TEST_SHAPE } from './shape.ts';

/** How long a relay that must be caught leaves unwritten what it has told. */
const LATE_MS = 200;

const [dataDir = '', mode = 'real', nth = '1'] = process.argv.slice(2);

/** Says "appended" at once, and appends later. What it acknowledges is on the disk. */
const openUnlogged: OpenLog = (folder) => {
	const log = openLog(folder);
	let written = Promise.resolve();
	return {
		...log,
		append(batch) {
			written = new Promise((resolve) =>
				setTimeout(() => {
					log.append(batch);
					resolve();
				}, LATE_MS)
			);
			return { kind: 'appended', position: 0, shut: new Map() };
		},
		synced: () => written.then(() => log.synced())
	};
};

/** Acknowledges what it has received; it is committed, and only then sent on, later. */
const openUnsaid: OpenLog = (folder) => {
	const take = Room.prototype.take;
	Room.prototype.take = function (connection, index, update) {
		const said = take.call(this, connection, index, update);
		connection.acknowledge(index + 1, 0);
		return said;
	};
	const log = openLog(folder);
	let until = Infinity;
	return {
		...log,
		append(batch) {
			until = Math.min(until, Date.now() + LATE_MS);
			if (Date.now() < until) return { kind: 'busy' };
			until = Infinity;
			return log.append(batch);
		}
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
const OPEN: Readonly<Record<string, OpenLog>> = {
	real: openLog,
	unlogged: openUnlogged,
	unsaid: openUnsaid,
	broken: openBroken
};

if (!existsSync(path.join(dataDir, DATABASE_FILE))) await layData(dataDir);
const db = openDatabase(dataDir);
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
		access: new TestAccess(db),
		now: () => Date.now(),
		log: { info: () => undefined, warn: console.error, error: console.error },
		demo: false,
		shape: TEST_SHAPE,
		newest: SCHEMA_VERSION,
		limits: { framesPerSecond: 2000, handshakesPerSecond: 1000 },
		openLog: OPEN[mode] ?? openKilled
	});
	console.log((server.address() as AddressInfo).port);
});

/** A real relay over a real file and real sockets, for tests. The records are made by hand; the access is a map. */
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as Y from 'yjs';
import type { Shape } from '#core/wire/content-rules.ts';
import type { BoardId, MeetingId, PersonId } from '#core/kernel/ids.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { seedUpdate } from '#document/seed.ts';
import type { Access, Pen } from '#server/relay/access.ts';
import { startRelay, type Logger, type Relay } from '#server/relay/relay.ts';
import { type Database } from '#server/store/database/database.ts';
import { createDocument, findDocument, readUpdates } from '#server/store/log/documents.ts';
import type { OpenLog } from '#server/store/log/updates.ts';
import { TEST_SHAPE } from './shape.ts';
import { emptyDatabase } from './empty-data.ts';

export const ORIGIN = 'http://relay.test';

/** Sessions are the names of people; a pen is theirs until it is taken. */
export class TestAccess implements Access {
	readonly cookie = 'session';
	readonly pens = new Map<string, Pen | null>();
	readonly ended = new Set<string>();
	readonly touched: string[] = [];
	mailbox = true;
	readonly #db: Database;

	constructor(db: Database) {
		this.#db = db;
	}

	async session(token: string) {
		return this.ended.has(token)
			? null
			: { person: token as PersonId, name: `Person ${token}`, sessionId: token };
	}
	async holds(sessionId: string) {
		return !this.ended.has(sessionId);
	}
	async touch(sessionIds: readonly string[]) {
		this.touched.push(...sessionIds);
	}
	document(name: string) {
		return findDocument(this.#db, name);
	}
	async pen(_meeting: MeetingId, person: PersonId) {
		const pen = this.pens.get(person);
		return pen === undefined ? 'write' : pen;
	}
	async mayListen(_topic: string, person: PersonId) {
		return this.pens.get(person) !== null;
	}
}

/** How large a document may be ([R44], [R93]) is asked for by the tests that are about that. */
const ROOM = { documentBytes: 2 ** 30, documentCharacters: 2 ** 30 };

export interface TestRelay {
	readonly db: Database;
	readonly dataDir: string;
	readonly access: TestAccess;
	readonly server: Server;
	/** `ws://127.0.0.1:<port>/collab` */
	readonly url: string;
	readonly port: number;
	readonly complaints: readonly string[];
	/** The relay as it is now; another one after `restart`. */
	current(): Relay;
	restart(): Promise<void>;
	/** @returns the name of its document */
	meeting(id: string, update?: Uint8Array): Promise<string>;
	sign(id: string): Promise<void>;
	/** What the log holds of a document, built afresh. */
	stored(name: string): Promise<Y.Doc>;
	close(): Promise<void>;
}

export interface TestRelayOptions {
	readonly limits?: unknown;
	readonly demo?: boolean;
	/** What its documents can hold; left out: whatever a test writes. */
	readonly shape?: Shape;
	/** The newest schema that its editors know; tests of newer ones play a newer server. */
	readonly newest?: number;
	readonly openLog?: OpenLog;
	readonly onFatal?: (error: unknown) => void;
}

export async function openTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-relay-'));
	const db = await emptyDatabase(dataDir);
	await makeBoard(db);
	const access = new TestAccess(db);
	const server = createServer((_request, response) => response.end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const complaints: string[] = [];
	const complain = (_fields: object, message: string) => void complaints.push(message);
	const log: Logger = { info: () => undefined, warn: complain, error: complain };
	const start = () =>
		startRelay({
			server,
			dataDir,
			db,
			origin: ORIGIN,
			access,
			now: () => Date.now(),
			log,
			demo: options.demo ?? false,
			shape: options.shape ?? TEST_SHAPE,
			newest: options.newest ?? SCHEMA_VERSION,
			limits: { ...ROOM, ...(options.limits as object | undefined) },
			onFatal: options.onFatal ?? ((error) => complain({}, String(error))),
			...(options.openLog ? { openLog: options.openLog } : {})
		});
	let relay = start();
	return {
		db,
		dataDir,
		access,
		server,
		port,
		url: `ws://127.0.0.1:${port}${COLLAB_PATH.slice(0, -1)}`,
		complaints,
		current: () => relay,
		async restart() {
			await relay.stop();
			relay = start();
		},
		meeting: (id, update) => makeMeeting(db, id, update),
		async sign(id) {
			await db
				.updateTable('meeting')
				.set({ state: 'signed', signed_at: Date.now() })
				.where('id', '=', id as MeetingId)
				.execute();
		},
		stored: (name) => storedDoc(db, name),
		async close() {
			await relay.stop();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await db.destroy();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}

const BOARD = 'testboard1' as BoardId;

export async function makeBoard(db: Database): Promise<void> {
	await db
		.insertInto('board')
		.values({
			id: BOARD,
			slug: 'test',
			name: 'Test board',
			parent_id: null,
			signing_rule: 'any',
			place: '',
			standing_items: '[]',
			created_at: 0
		})
		.execute();
}

/** @returns the name of the document of the new meeting */
export async function makeMeeting(db: Database, id: string, update?: Uint8Array): Promise<string> {
	const name = documentName(id);
	await db.transaction().execute(async (transaction) => {
		await transaction
			.insertInto('meeting')
			.values({
				id: id as MeetingId,
				board_id: BOARD,
				title: 'Test meeting',
				date: '2026-11-21' as CalendarDate,
				start_time: null,
				end_time: null,
				place: '',
				chair_name: null,
				chair_agency: null,
				next_date: null,
				next_start: null,
				next_end: null,
				next_place: null,
				origin: 'live',
				state: 'draft',
				signed_at: null,
				created_by: null,
				created_at: 0
			})
			.execute();
		await createDocument(transaction, {
			name,
			meeting: id as MeetingId,
			schema: 1,
			firstUpdate: update ?? seedUpdate([]),
			at: 0
		});
	});
	return name;
}

export async function storedDoc(db: Database, name: string): Promise<Y.Doc> {
	const document = await findDocument(db, name);
	const doc = new Y.Doc();
	for (const update of document ? await readUpdates(db, document.number) : []) Y.applyUpdate(doc, update);
	return doc;
}

/** Asks until it holds. @throws after the deadline, saying what did not come to be */
export async function until(
	what: string,
	holds: () => boolean | Promise<boolean>,
	ms = 10_000
): Promise<void> {
	const deadline = performance.now() + ms;
	while (!(await holds())) {
		if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

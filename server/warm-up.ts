/**
 * A meeting played to nobody, by a relay of its own on a database of its own, before the server listens. V8 compiles what has
 * run some thousand times. After a restart everybody comes back at once, to a process that has run nothing yet: taking 500 of
 * them in costs a fifth less of one that has rehearsed, and a room of 45 that strikes 75 keys a second a tenth less
 * for its first minutes. It takes 1.4 s of the start, and the process is 35 MiB larger for it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as aTurn } from 'node:timers/promises';
import * as Y from 'yjs';
import type { PersonId } from '#core/kernel/ids.ts';
import { must, type Result } from '#core/kernel/result.ts';
import { COLLAB_PATH, documentName } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { MEASURED } from '#document/shape.ts';
import { awarenessFrame, updateFrame, vectorFrame } from '#server/relay/socket/frames.ts';
import { storeAccess } from '#server/relay/access.ts';
import { startRelay, type Logger } from '#server/relay/relay.ts';
import { openDatabase, type Database } from '#server/store/database/database.ts';
import { migrate } from '#server/store/database/migrate.ts';
import { openReader } from '#server/store/database/reader.ts';
import { createSession } from '#server/store/accounts/sessions.ts';
import { addBoard } from '#server/usecases/boards/add-board.ts';
import { realDeps, type Actor } from '#server/usecases/kernel/deps.ts';
import { makeMeetingAtConsole } from '#server/usecases/minutes/make-meeting.ts';

const ORIGIN = 'http://rehearsal.invalid';
const DIRECTOR: Actor = { person: 'rehearsal' as PersonId, name: 'Rehearsal', admin: true };
const EMAIL = 'nobody@rehearsal.invalid';
const MEETINGS = 8;
/** In each of the meetings; in the first many more, so that its turns wait for company. */
const PEOPLE = 5;
const CROWD = 45;
/** Who come and go again before anybody writes. */
const VISITS = 600;
const KEYS = 4000;
/** Far from any limit, which are not what is rehearsed. */
const PLENTY = 1e6;
const LIMITS = {
	framesPerSecond: PLENTY,
	bytesPerSecond: 1e9,
	awarenessPerSecond: PLENTY,
	connectionsPerPerson: PLENTY,
	connectionsPerSession: PLENTY,
	connectionsPerAddress: PLENTY,
	connectionsPerDocument: PLENTY,
	handshakesPerSecond: PLENTY
};

/**
 * [R80] Leaves nothing behind but compiled code. Rejects when it cannot be played, which harms nobody.
 * @returns how many frames its log took
 */
export async function warmUp(): Promise<number> {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-rehearsal-'));
	try {
		return await play(dataDir);
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
}

async function play(dataDir: string): Promise<number> {
	const db = openDatabase(dataDir);
	await migrate(db);
	const reader = openReader(dataDir);
	const server = createServer();
	try {
		const documents = await makeMeetings(db);
		const cookie = `session=${await makeSession(db)}`;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const now = () => Date.now();
		const relay = startRelay({
			server,
			dataDir,
			db,
			origin: ORIGIN,
			access: storeAccess(db, reader, ORIGIN, now),
			now,
			log: SILENT,
			demo: false,
			shape: MEASURED,
			newest: SCHEMA_VERSION,
			limits: LIMITS,
			onFatal: () => undefined
		});
		await visit(port, cookie, documents);
		await type(await gather(port, cookie, documents));
		await relay.stop();
		const { logged } = await db
			.selectFrom('update_log')
			.select((row) => row.fn.countAll<number>().as('logged'))
			.executeTakeFirstOrThrow();
		return logged;
	} finally {
		server.closeAllConnections();
		server.close();
		reader.close();
		await db.destroy();
	}
}

const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

function given<T>(result: Result<T, unknown>): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

async function makeMeetings(db: Database): Promise<string[]> {
	const deps = realDeps(db);
	const chair = { email: EMAIL, name: 'Nobody' };
	const { id: board } = given(
		await addBoard(deps, DIRECTOR, { slug: 'rehearsal', name: 'Rehearsal', chair })
	);
	const documents: string[] = [];
	for (let n = 0; n < MEETINGS; n++)
		documents.push(
			documentName(given(await makeMeetingAtConsole(deps, { board, title: 'Rehearsal', date: '2000-01-01' })))
		);
	return documents;
}

async function makeSession(db: Database): Promise<string> {
	const { id } = await db
		.selectFrom('person')
		.select('id')
		.where('email', '=', EMAIL)
		.executeTakeFirstOrThrow();
	return createSession(db, id, Date.now());
}

async function visit(port: number, cookie: string, documents: readonly string[]): Promise<void> {
	for (let n = 0; n < VISITS; n += CROWD) {
		const visitors = Array.from(
			{ length: CROWD },
			(_, k) => new Player(port, cookie, must(documents[(n + k) % MEETINGS], 'meeting'))
		);
		await Promise.all(visitors.map(({ arrived }) => arrived));
		for (const visitor of visitors) visitor.leave();
	}
}

async function gather(port: number, cookie: string, documents: readonly string[]): Promise<Player[]> {
	const people = documents.flatMap((document, n) =>
		Array.from({ length: n === 0 ? CROWD : PEOPLE }, () => new Player(port, cookie, document))
	);
	await Promise.all(people.map(({ arrived }) => arrived));
	return people;
}

async function type(people: readonly Player[]): Promise<void> {
	for (let n = 0; n < KEYS; n++) {
		must(people[(n * 7) % people.length], 'person').type(n);
		await aTurn();
	}
	for (const person of people) person.leave();
}

/** One who types and does not listen. */
class Player {
	readonly arrived: Promise<void>;
	readonly #socket: Socket;
	readonly #doc = new Y.Doc();
	readonly #text = this.#doc.getText('text');
	#clock = 0;

	constructor(port: number, cookie: string, document: string) {
		this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
		this.#socket.write(
			`GET ${COLLAB_PATH}${document} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bm90IGEgc2VjcmV0IDEyMw==\r\nOrigin: ${ORIGIN}\r\nCookie: ${cookie}\r\n\r\n`
		);
		this.arrived = new Promise((resolve, reject) => {
			this.#socket.once('error', reject);
			this.#socket.once('data', () => {
				this.#say(vectorFrame(Y.encodeStateVector(this.#doc)), this.#caret());
				resolve();
			});
		});
		this.#socket.resume();
		this.#doc.on('update', (update: Uint8Array) => this.#say(updateFrame(update), this.#caret()));
	}

	/** Mostly at the end, sometimes in the middle, sometimes away again. */
	type(n: number): void {
		const { length } = this.#text;
		if (n % 8 === 7 && length > 0) this.#text.delete(length - 1, 1);
		else this.#text.insert(n % 8 === 3 ? length >> 1 : length, 'e');
	}

	leave(): void {
		this.#socket.destroy();
	}

	#caret(): Uint8Array {
		const cursor = {
			type: null,
			tname: 'text',
			item: { client: this.#doc.clientID, clock: this.#clock },
			assoc: 0
		};
		const state = Buffer.from(
			JSON.stringify({ user: { name: 'Nobody' }, cursor: { anchor: cursor, head: cursor } })
		);
		return awarenessFrame([{ client: this.#doc.clientID, clock: ++this.#clock, state }]);
	}

	/** As a browser frames it: masked. */
	#say(...messages: readonly Uint8Array[]): void {
		this.#socket.write(Buffer.concat(messages.flatMap(masked)));
	}
}

const MASK = [0x5a, 0xc3, 0x1f, 0x88] as const;

function masked(message: Uint8Array): Uint8Array[] {
	const { length } = message;
	const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255];
	return [Buffer.from([0x82, ...size, ...MASK]), message.map((byte, at) => byte ^ (MASK[at & 3] ?? 0))];
}

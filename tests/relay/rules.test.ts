/** The rules of SPEC.md on the real relay, in their order; one file, so that a missing number is seen. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { Close, Message, Notice, Refused } from '#core/wire/wire.ts';
import { SCHEMA_VERSION } from '#document/fields.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { awarenessOf, RawClient, syncFrame } from '../support/relay-clients.ts';
import { openTestRelay, ORIGIN, until, type TestRelay, type TestRelayOptions } from '../support/relay.ts';

const MAX_FRAME = parseLimits({}).frameBytes;

let relay: TestRelay;
let name: string;
const clients: RawClient[] = [];

async function open(options: TestRelayOptions = {}): Promise<void> {
	relay = await openTestRelay(options);
	name = await relay.meeting('meeting01');
}

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function connect(
	person: string | null,
	query = '?caps=ack,notice,roster',
	headers: Record<string, string> = {}
): RawClient {
	const client = new RawClient(`${relay.url}/${name}${query}`, person, headers);
	clients.push(client);
	return client;
}

/** A doc of one client, and the updates its edits make. */
function typist(text = ''): { doc: Y.Doc; type: (words: string) => Uint8Array } {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	const type = (words: string): Uint8Array => {
		doc.getText('words').insert(doc.getText('words').length, words);
		return updates.pop() ?? new Uint8Array();
	};
	if (text !== '') type(text);
	return { doc, type };
}

const words = (doc: Y.Doc): string => doc.getText('words').toString();

describe('who may connect', () => {
	beforeEach(() => open());

	test('[R1] an address that is not one is refused with 400, another path with 404', async () => {
		const bad = new RawClient(`${relay.url}/${name}?schema=abc`, 'ann');
		clients.push(bad);
		expect(await bad.refusal()).toBe(400);
		const other = new RawClient(`ws://127.0.0.1:${relay.port}/elsewhere`, 'ann');
		clients.push(other);
		expect(await other.refusal()).toBe(404);
	});

	test('[R2] another Origin, or none, is refused with 403', async () => {
		expect(await connect('ann', '', { Origin: `${ORIGIN}.evil` }).refusal()).toBe(403);
		const none = new WebSocket(`${relay.url}/${name}`, { headers: { Cookie: 'session=ann' } });
		const status = await new Promise((resolve) => {
			none.on('unexpected-response', (_request, response) => resolve(response.statusCode));
			none.on('error', () => undefined);
		});
		expect(status).toBe(403);
	});

	test('[R3] no session is refused with 401', async () => {
		expect(await connect(null).refusal()).toBe(401);
		relay.access.ended.add('ann');
		expect(await connect('ann').refusal()).toBe(401);
	});

	test('[R4] a stranger and an unknown document get the same 404', async () => {
		relay.access.pens.set('mallory', null);
		expect(await connect('mallory').refusal()).toBe(404);
		name = 'meeting/nosuchmeeting/open';
		expect(await connect('ann').refusal()).toBe(404);
	});

	test('[R5] an editor older than the text is told to reload before it gets a byte', async () => {
		const old = connect('ann', '?v=1&schema=0');
		expect((await old.gone()).code).toBe(Close.OldEditor);
		expect(old.told).toEqual([]);
		await connect('ann', '?schema=1').joined();
	});

	test('[R87] an editor that says it knows more than this server is refused in words, and raises nothing', async () => {
		for (const schema of [SCHEMA_VERSION + 1, 999_999]) {
			const client = connect('mallory', `?v=1&schema=${schema}`);
			expect(await client.refusal()).toBe(400);
			await until('the words are read', () => client.refusedWith !== '');
			expect(client.refusedWith).toContain('newer than the server');
		}
		const honest = await connect('ann', `?caps=ack&v=1&schema=${SCHEMA_VERSION}`).joined();
		honest.sendUpdate(typist().type('a'));
		await honest.heard('ack');
		expect((await findDocument(relay.db, name))?.schema).toBe(SCHEMA_VERSION);
	});

	test('[R6] a client that asks for nothing is sent standard messages only', async () => {
		const stock = await connect('ann', '').joined();
		const other = await connect('ben').joined();
		const { type } = typist();
		stock.send(awarenessOf([7, 1, '{}']));
		stock.sendUpdate(type('hello'));
		other.sendUpdate(typist().type('there'));
		await stock.heard('update');
		await relay.sign('meeting01');
		expect((await stock.gone()).code).toBe(Close.Signed);
		expect(new Set(stock.told.map((told) => told.kind))).toEqual(new Set(['step1', 'update']));
	});
});

describe('frames', () => {
	beforeEach(() => open());

	test('[R8] a malformed frame closes its own connection and nothing else', async () => {
		const good = await connect('ann').joined();
		const other = await connect('ben').joined();
		const { type } = typist();
		const frames: Uint8Array[] = [
			new Uint8Array([]),
			new Uint8Array([9]),
			new Uint8Array([0, 7, 0]),
			new Uint8Array([0, 2, 200, 1, 2]),
			syncFrame(2, new Uint8Array([255, 255, 255, 255, 15])),
			syncFrame(0, new Uint8Array([3, 1])),
			new Uint8Array([...syncFrame(2, typist().type('x')), 0]),
			new Uint8Array([2, 0, 1]),
			awarenessOf([5, 1, '{broken'])
		];
		for (const frame of frames) {
			const bad = await connect('eve').joined();
			bad.send(frame);
			expect((await bad.gone()).code).toBe(Close.Malformed);
		}
		const text = await connect('eve').joined();
		text.socket.send('hello');
		expect((await text.gone()).code).toBe(Close.Malformed);
		good.sendUpdate(type('still here'));
		await other.heard('update');
		expect(words(other.doc())).toBe('still here');
		expect(words(await relay.stored(name))).toBe('still here');
	});

	test('[R8] bytes that are not WebSocket frames close their own connection and nothing else', async () => {
		const good = await connect('ann').joined();
		const bad = await connect('eve').joined();
		(bad.socket as unknown as { _socket: { write(data: Uint8Array): void } })._socket.write(
			new Uint8Array(64).fill(255)
		);
		await bad.gone();
		good.sendUpdate(typist().type('x'));
		await good.heard('ack');
	});

	test('[R7] a frame over 1 MiB is refused with 4413, however large', async () => {
		for (const size of [MAX_FRAME, MAX_FRAME * 3]) {
			const big = await connect('ann').joined();
			big.sendUpdate(typist().type('x'.repeat(size)));
			expect((await big.gone()).code).toBe(Close.TooLarge);
		}
		const just = await connect('ann').joined();
		just.sendUpdate(typist().type('x'.repeat(MAX_FRAME - 200)));
		await just.heard('ack');
	});

	test('[R10] a reader may listen and be seen, and every change of theirs is refused by number', async () => {
		relay.access.pens.set('rita', 'read');
		const writer = await connect('ann').joined();
		const reader = await connect('rita').joined();
		const { type, doc } = typist();
		writer.sendUpdate(type('hello'));
		await reader.heard('update');
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(reader.doc()));
		// In sync: a stock client's answer to step 1. Nothing in it, so nothing is said.
		reader.sendStep2(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
		reader.sendUpdate(typist().type('graffiti'));
		expect(await reader.heard('nack')).toMatchObject({ index: 1, code: Refused.ReadOnly });
		reader.sendStep2(Y.encodeStateAsUpdate(typist('more').doc));
		await reader.heard('nack', (nack) => nack.index === 2);
		reader.send(awarenessOf([77, 1, '{"a":1}']));
		await writer.heard('awareness', (told) => told.entries.some((entry) => entry.client === 77));
		expect(words(await relay.stored(name))).toBe('hello');
		expect(reader.told.filter((told) => told.kind === 'nack')).toHaveLength(2);
	});
});

describe('the log', () => {
	beforeEach(() => open());

	test('[R13] the acknowledgement counts the sync frames of the connection', async () => {
		const ann = await connect('ann').joined();
		const { doc, type } = typist();
		ann.sendStep1(doc);
		ann.sendStep2(Y.encodeStateAsUpdate(doc));
		await ann.heard('ack', (ack) => ack.count === 1);
		for (const word of ['a', 'b', 'c']) ann.sendUpdate(type(word));
		const ack = await ann.heard('ack', (told) => told.count === 4);
		expect(ack.level).toBe(2);
		expect(ack.position).toBeGreaterThan(0);
		expect(words(await relay.stored(name))).toBe('abc');
	});

	test('[R13] what changes nothing is acknowledged and not logged again', async () => {
		const ann = await connect('ann').joined();
		const { doc, type } = typist();
		ann.sendUpdate(type('hello'));
		doc.getText('words').delete(0, 2);
		ann.sendStep2(Y.encodeStateAsUpdate(doc));
		await ann.heard('ack', (ack) => ack.count === 2);
		const rows = async () => (await relay.db.selectFrom('update_log').select('position').execute()).length;
		const before = await rows();
		const again = await connect('ann').joined();
		again.sendStep2(Y.encodeStateAsUpdate(doc));
		await again.heard('ack', (ack) => ack.count === 1);
		expect(await rows()).toBe(before);
	});

	test('[R14] who wrote what, over which connection, stands beside every frame', async () => {
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		ann.sendUpdate(typist().type('a'));
		ben.sendUpdate(typist().type('b'));
		await ann.heard('ack');
		await ben.heard('ack');
		const rows = await relay.db
			.selectFrom('update_log')
			.selectAll()
			.where('person_id', 'is not', null)
			.execute();
		expect(new Set(rows.map((row) => row.person_id))).toEqual(new Set(['ann', 'ben']));
		expect(new Set(rows.map((row) => row.connection)).size).toBe(2);
	});

	test('[R11] while somebody else writes to the file, frames wait and the loop does not', async () => {
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => (release = resolve));
		const transaction = relay.db.transaction().execute(async (trx) => {
			await trx.insertInto('topic').values({ name: 'held', version: 1 }).execute();
			await held;
		});
		ann.sendUpdate(typist().type('waiting'));
		// The relay answers others meanwhile.
		ben.sendStep1(new Y.Doc());
		await ben.heard('step2');
		expect(ben.told.filter((told) => told.kind === 'update')).toEqual([]);
		expect(ann.told.filter((told) => told.kind === 'ack')).toEqual([]);
		release();
		await transaction;
		await ann.heard('ack');
		expect(words(ben.doc())).toBe('waiting');
	});
});

describe('opening and coming back', () => {
	beforeEach(() => open());

	test('[R30] a document that was put away is opened as it was', async () => {
		const ann = await connect('ann').joined();
		const { type, doc } = typist();
		ann.sendUpdate(type('hello'));
		await ann.heard('ack');
		await relay.restart();
		const ben = await connect('ben').joined();
		ben.sendStep1(new Y.Doc());
		await ben.heard('step2');
		expect(words(ben.doc())).toBe('hello');
		// A handshake as it is when nothing was missed, then the first keystroke.
		const again = await connect('ann').joined();
		again.sendStep1(doc);
		await again.heard('step2');
		again.sendStep2(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
		again.sendUpdate(type(' world'));
		await again.heard('ack', (ack) => ack.count === 2);
		await until('ben hears it', () => words(ben.doc()) === 'hello world');
	});

	test('[R31] who comes back with a position is sent what came after it, deletions too', async () => {
		const ann = await connect('ann').joined();
		const { type, doc } = typist();
		ann.sendUpdate(type('hello world'));
		const { position } = await ann.heard('ack');
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
		const vector = Y.encodeStateVector(doc);
		doc.getText('words').delete(0, 6);
		ann.sendUpdate(Y.encodeStateAsUpdate(doc, vector));
		ann.sendUpdate(type('!'));
		await ann.heard('ack', (ack) => ack.count === 3);
		const back = await connect('ben', `?caps=ack&since=${position}`).joined();
		back.sendStep1(copy);
		const { update } = await back.heard('step2');
		Y.applyUpdate(copy, update);
		expect(words(copy)).toBe(words(doc));
	});

	test('[R31] a position that cannot be true costs nobody a word', async () => {
		const ann = await connect('ann').joined();
		const { type } = typist();
		ann.sendUpdate(type('hello'));
		await ann.heard('ack');
		for (const since of ['1', '2', '999999', '0']) {
			const back = await connect('ben', `?since=${since}`).joined();
			back.sendStep1(new Y.Doc());
			await back.heard('step2');
			expect(words(back.doc())).toBe('hello');
		}
		expect(await connect('ben', '?since=yesterday').refusal()).toBe(400);
	});
});

describe('presence', () => {
	beforeEach(() => open());

	test('[R15] only the connection that introduced a client is heard about it', async () => {
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		ann.send(awarenessOf([11, 1, '{"at":1}']));
		await ben.heard('awareness', (told) => told.entries.some((entry) => entry.client === 11));
		ben.send(awarenessOf([22, 1, '{"at":2}']));
		// An echo, a forgery and a forged departure.
		ben.send(awarenessOf([11, 1, '{"at":1}']));
		ben.send(awarenessOf([11, 9, '{"at":99}']));
		ben.send(awarenessOf([11, 10, 'null']));
		ben.send(awarenessOf([22, 2, '{"at":3}']));
		await ann.heard('awareness', (told) =>
			told.entries.some(({ client, clock }) => client === 22 && clock === 2)
		);
		expect(
			ann.told.some((told) => told.kind === 'awareness' && told.entries.some((entry) => entry.client === 11))
		).toBe(false);
		const cleo = await connect('cleo').joined();
		const shown = await cleo.heard('awareness');
		expect(shown.entries.map(({ client, state }) => [client, state])).toEqual([
			[11, '{"at":1}'],
			[22, '{"at":3}']
		]);
	});

	test('[R15] who leaves is gone for the others, and who comes back is told to raise the clock', async () => {
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		ann.send(awarenessOf([11, 5, '{"at":1}']));
		await ben.heard('awareness');
		ann.close();
		await ben.heard('awareness', (told) =>
			told.entries.some(({ clock, state }) => clock === 5 && state === 'null')
		);
		const again = await connect('ann').joined();
		again.send(awarenessOf([11, 5, '{"at":1}']));
		const correction = await again.heard('awareness', (told) =>
			told.entries.some(({ client }) => client === 11)
		);
		expect(correction.entries).toEqual([{ client: 11, clock: 5, state: 'null' }]);
	});

	test('[R16] names come from the server: the roster says which client is whom', async () => {
		relay.access.pens.set('rita', 'read');
		const ann = await connect('ann').joined();
		const rita = await connect('rita').joined();
		const { doc, type } = typist();
		ann.sendUpdate(type('typed before any caret'));
		rita.send(awarenessOf([22, 1, '{"user":{"name":"The Chair"}}']));
		const { words: roster } = await ann.heard('roster', (told) => told.words.length === 2);
		expect(roster).toContainEqual({
			client: doc.clientID,
			person: 'ann',
			name: 'Person ann',
			mayWrite: true
		});
		expect(roster).toContainEqual({ client: 22, person: 'rita', name: 'Person rita', mayWrite: false });
		rita.close();
		await ann.heard('roster', (told) => told.words.length === 1 && told.words[0]?.person === 'ann');
	});
});

describe('what others commit', () => {
	beforeEach(() => open());

	test('[R22] when the meeting is signed, everybody is told, later frames are refused, then the socket closes', async () => {
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		ann.sendUpdate(typist().type('in time'));
		await ann.heard('ack');
		await relay.sign('meeting01');
		ann.sendUpdate(typist().type('too late'));
		expect(await ann.heard('nack')).toMatchObject({ index: 1, code: Refused.Signed });
		await ann.heard('notice', (told) => told.notice === Notice.Signed);
		await ben.heard('notice', (told) => told.notice === Notice.Signed);
		ann.sendUpdate(typist().type('later still'));
		await ann.heard('nack', (nack) => nack.index === 2);
		expect((await ann.gone()).code).toBe(Close.Signed);
		expect((await ben.gone()).code).toBe(Close.Signed);
		expect(words(await relay.stored(name))).toBe('in time');
		expect(words(ben.doc())).toBe('in time');
		relay.access.pens.set('ann', 'read');
		const later = await connect('ann').joined();
		later.sendStep1(new Y.Doc());
		await later.heard('step2');
		expect(words(later.doc())).toBe('in time');
	});

	test('[R22] whoever connects is told what they may do: write, read, or read what is signed', async () => {
		relay.access.pens.set('rita', 'read');
		const first = async (person: string) => (await connect(person).heard('notice')).notice;
		expect(await first('ann')).toBe(Notice.Writable);
		expect(await first('rita')).toBe(Notice.ReadOnly);
		await relay.sign('meeting01');
		relay.access.pens.set('ann', 'read');
		const late = connect('ann');
		await late.heard('notice', (told) => told.notice === Notice.Signed);
		late.sendStep2(Y.encodeStateAsUpdate(typist('typed in the train').doc));
		expect(await late.heard('nack')).toMatchObject({ index: 0, code: Refused.Signed });
	});

	test('[R23] coming in is use of the session, written down for all who came at once', async () => {
		for (const person of ['ann', 'ben', 'ann']) await connect(person).joined();
		await until('the sessions are touched', () => relay.access.touched.length > 0);
		expect(relay.access.touched).toEqual(['ann', 'ben']);
	});

	test('[R23] a right that ends ends the connection; one that changes is judged anew', async () => {
		const [ann, ben, cleo, dora] = [connect('ann'), connect('ben'), connect('cleo'), connect('dora')];
		for (const client of [ann, ben, cleo, dora]) await client.joined();
		relay.access.pens.set('ann', null);
		relay.access.pens.set('ben', 'read');
		relay.access.ended.add('cleo');
		await relay.db.insertInto('topic').values({ name: 'anything', version: 1 }).execute();
		expect((await ann.gone()).code).toBe(Close.NoRight);
		expect((await ben.gone()).code).toBe(Close.NewRights);
		expect((await cleo.gone()).code).toBe(Close.SignedOut);
		dora.sendUpdate(typist().type('still here'));
		await dora.heard('ack');
	});
});

describe('limits and endings', () => {
	test('[R19] more than its allowance is not lost: it waits', async () => {
		await open({ limits: { framesPerSecond: 50 } });
		const ann = await connect('ann').joined();
		const { type } = typist();
		for (let n = 0; n < 150; n++) ann.sendUpdate(type('x'));
		await ann.heard('ack', (ack) => ack.count === 150);
		expect(words(await relay.stored(name))).toBe('x'.repeat(150));
	});

	test('[R19] too many connections are refused with 429, too many handshakes with 503', async () => {
		await open({ limits: { connectionsPerPerson: 2, handshakesPerSecond: 2 } });
		const first = await connect('ann').joined();
		await connect('ann').joined();
		expect(await connect('ann').refusal()).toBe(429);
		const crowd = [1, 2, 3, 4].map(() => connect('ben'));
		await until('one of the crowd is turned away', () => crowd.some((client) => client.refused === 503));
		expect(first.closed).toBe(null);
	});

	test('[R20] stopping puts everything on disk, acknowledges it, and says that it will be back', async () => {
		await open();
		const ann = await connect('ann').joined();
		const { type } = typist();
		for (let n = 0; n < 20; n++) ann.sendUpdate(type('x'));
		await ann.heard('ack');
		await relay.restart();
		expect((await ann.gone()).code).toBe(Close.Restarting);
		expect(ann.told.some((told) => told.kind === 'notice' && told.notice === Notice.Restarting)).toBe(true);
		const acks = ann.told.filter((told) => told.kind === 'ack').map((told) => told.count);
		expect(words(await relay.stored(name)).length).toBe(Math.max(...acks));
		const again = await connect('ann').joined();
		again.sendStep1(new Y.Doc());
		await again.heard('step2');
		expect(words(again.doc()).length).toBe(Math.max(...acks));
	});

	// Forty megabytes go through it.
	test(
		'[R46] a client that does not read is closed instead of kept in memory',
		{ timeout: 120_000 },
		async () => {
			await open({ limits: { bytesPerSecond: 1e9, slowReaderSeconds: 0.2 } });
			const ann = await connect('ann').joined();
			const slow = await connect('ben').joined();
			slow.socket.pause();
			const { type } = typist();
			for (let n = 1; n <= 40; n++) {
				ann.sendUpdate(type('x'.repeat(MAX_FRAME - 200)));
				await ann.heard('ack', (ack) => ack.count === n);
			}
			await until('the relay has let it go', () => relay.current().health().connections === 1);
			slow.socket.resume();
			expect((await slow.gone()).code).toBe(Close.TooSlow);
		}
	);

	test('[R21] when the disk is full nothing is applied, and the client is told and sent away', async () => {
		let full = false;
		const { openLog } = await import('#server/store/log/updates.ts');
		await open({
			openLog: (dataDir) => {
				const log = openLog(dataDir);
				return { ...log, append: (batch) => (full ? { kind: 'full' } : log.append(batch)) };
			}
		});
		const ann = await connect('ann').joined();
		const ben = await connect('ben').joined();
		full = true;
		const { doc, type } = typist();
		ann.sendUpdate(type('no room'));
		expect((await ann.heard('nack')).code).toBe(Refused.StorageFull);
		expect((await ann.gone()).code).toBe(Close.Overloaded);
		full = false;
		const again = await connect('ann').joined();
		again.sendStep2(Y.encodeStateAsUpdate(doc));
		await again.heard('ack');
		await ben.heard('update');
		expect(words(ben.doc())).toBe('no room');
	});

	test('[R12] after a failed sync nothing is acknowledged any more', async () => {
		let failing = false;
		const fatal: unknown[] = [];
		const { openLog } = await import('#server/store/log/updates.ts');
		await open({
			onFatal: (error) => fatal.push(error),
			openLog: (dataDir) => {
				const log = openLog(dataDir);
				return { ...log, synced: () => (failing ? Promise.reject(new Error('disk')) : log.synced()) };
			}
		});
		const ann = await connect('ann').joined();
		const { type } = typist();
		ann.sendUpdate(type('a'));
		await ann.heard('ack');
		failing = true;
		ann.sendUpdate(type('b'));
		await until('the failure is reported', () => fatal.length === 1);
		expect(ann.told.filter((told) => told.kind === 'ack')).toHaveLength(1);
	});
});

test('[R9] nothing of the wire has two meanings', () => {
	expect(new Set(Object.values(Message)).size).toBe(Object.keys(Message).length);
	expect(new Set(Object.values(Close)).size).toBe(Object.keys(Close).length);
});

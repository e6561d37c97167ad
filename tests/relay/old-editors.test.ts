/** Editors of two versions on one text (design.md D16). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire/wire.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { openLog, type Appended } from '#server/store/log/updates.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let name: string;
/** What the log answers instead of taking anything. */
let instead: Appended | null = null;
const clients: RawClient[] = [];

beforeEach(async () => {
	relay = await openTestRelay({
		newest: 3,
		openLog: (dataDir) => {
			const log = openLog(dataDir);
			return { ...log, append: (batch) => instead ?? log.append(batch) };
		}
	});
	name = await relay.meeting('meeting01');
});

afterEach(async () => {
	instead = null;
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function join(person: string, query: string): Promise<RawClient> {
	const client = new RawClient(`${relay.url}/${name}?caps=ack,notice,roster${query}`, person);
	clients.push(client);
	return client.joined();
}

const saying = (text: string): Uint8Array => {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, text);
	return Y.encodeStateAsUpdate(doc);
};
const words = (doc: Y.Doc): string => doc.getText('words').toJSON();
const needed = async () => (await findDocument(relay.db, name))?.schema;

test('[R70] the first change of a newer editor raises what the text needs; being there does not', async () => {
	const newer = await join('nora', '&schema=3');
	newer.sendStep1(new Y.Doc());
	newer.sendStep2(new Uint8Array([0, 0]));
	await newer.heard('ack');
	expect(await needed()).toBe(1);
	newer.sendUpdate(saying('new'));
	await newer.heard('ack', (ack) => ack.count === 2);
	expect(await needed()).toBe(3);
	for (let restarts = 0; restarts < 2; restarts++) {
		const old = new RawClient(`${relay.url}/${name}?schema=2`, 'otto');
		clients.push(old);
		expect((await old.gone()).code).toBe(Close.OldEditor);
		expect(old.told).toEqual([]);
		await relay.restart();
	}
});

test('[R71] older editors are closed before a byte of newer text is sent, and nobody else is', async () => {
	const [older, reader, newer, stock] = [
		await join('otto', '&schema=1'),
		await join('rita', '&schema=2'),
		await join('nora', '&schema=3'),
		await join('stan', '')
	];
	older.sendUpdate(saying('old '));
	await reader.heard('update');
	newer.sendUpdate(saying('new'));
	// Asked for at the same moment.
	reader.sendStep1(new Y.Doc());
	for (const gone of [older, reader]) expect((await gone.gone()).code).toBe(Close.OldEditor);
	await stock.heard('update', ({ update }) => Y.decodeUpdate(update).structs.length > 0);
	await newer.heard('ack');
	for (const { doc } of [older, reader].map((client) => ({ doc: client.doc() })))
		expect(words(doc)).not.toContain('new');
	expect(words(await relay.stored(name))).toContain('new');
	expect(newer.closed).toBe(null);
	expect(stock.closed).toBe(null);
});

test('[R71] what an older editor writes behind a newer one is refused by name, and not logged', async () => {
	const [older, newer] = [await join('otto', '&schema=1'), await join('nora', '&schema=2')];
	instead = { kind: 'busy' };
	newer.sendUpdate(saying('new'));
	newer.sendStep1(new Y.Doc());
	await newer.heard('step2');
	older.sendUpdate(saying('old'));
	expect(await older.heard('nack')).toMatchObject({ index: 0, code: Refused.OldEditor });
	instead = null;
	expect((await older.gone()).code).toBe(Close.OldEditor);
	await newer.heard('ack');
	expect(words(await relay.stored(name))).toBe('new');
});

test('[R71] a newer frame that found no room sends nobody away', async () => {
	const [older, newer] = [await join('otto', '&schema=1'), await join('nora', '&schema=2')];
	instead = { kind: 'full' };
	newer.sendUpdate(saying('new'));
	await newer.heard('nack', (nack) => nack.code === Refused.StorageFull);
	instead = null;
	older.sendUpdate(saying('old'));
	await older.heard('ack');
	expect(words(await relay.stored(name))).toBe('old');
	expect(await needed()).toBe(1);
});

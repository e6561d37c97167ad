/** [R88] [R89] Finding F1 at the relay: one frame never blocks a meeting, and what was set aside does not come back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { Close } from '#core/wire/wire.ts';
import { findDocument } from '#server/store/log/documents.ts';
import { allAside } from '#server/store/log/set-aside.ts';
import { openText } from '#server/usecases/log/open-text.ts';
import { abyss } from '../support/abyss.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let name: string;
let document: number;
const clients: RawClient[] = [];

beforeEach(async () => {
	relay = await openTestRelay();
	name = await relay.meeting('meeting01');
	document = must(await findDocument(relay.db, name), 'the document').number;
});
afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function connect(person: string, query = '?caps=ack,notice,roster'): RawClient {
	const client = new RawClient(`${relay.url}/${name}${query}`, person);
	clients.push(client);
	return client;
}

const append = (frame: Uint8Array) =>
	relay.db
		.insertInto('update_log')
		.values({ document, person_id: null, connection: 'attack', at: 1, frame: Buffer.from(frame) })
		.execute();

const words = (doc: Y.Doc) => doc.getText('words').toJSON();

/** What a page is sent that has nothing yet. */
async function opened(person: string): Promise<{ readonly client: RawClient; readonly doc: Y.Doc }> {
	const client = await connect(person).joined();
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	return { client, doc: client.doc() };
}

async function typed(text: string): Promise<Uint8Array> {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, text);
	await append(Y.encodeStateAsUpdate(doc));
	return Y.encodeStateAsUpdate(doc);
}

test('[R88] who comes gets the text without what throws, and can write', async () => {
	const { maps, end } = abyss(2500);
	await typed('before');
	await append(maps);
	await append(end);
	const { client, doc } = await opened('ann');
	expect(words(doc)).toBe('before');
	expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
	client.sendUpdate(Y.encodeStateAsUpdate(withWords(doc, ' and behind'), Y.encodeStateVector(doc)));
	await client.heard('ack');
	await relay.restart();
	expect(words((await opened('ben')).doc)).toBe('before and behind');
	expect(relay.complaints.join()).toContain('the meeting opens without it');
	expect((await allAside(relay.db)).map(({ what, foundBy }) => [what, foundBy])).toEqual([
		['frame', 'opening'],
		['frame', 'opening']
	]);
});

function withWords(doc: Y.Doc, more: string): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	copy.getText('words').insert(copy.getText('words').length, more);
	return copy;
}

test('[R89] whoever has it in their copy is told to load the text anew, and their words are not lost on the way', async () => {
	const { maps } = abyss(2500);
	const text = await typed('before');
	await append(maps);
	await opened('ann');
	const copy = new Y.Doc();
	for (const update of [text, maps]) Y.applyUpdate(copy, update);
	const page = await connect('ben').joined();
	page.sendStep2(Y.encodeStateAsUpdate(withWords(copy, ' mine')));
	expect((await page.gone()).code).toBe(Close.Replaced);
	const hostile = await connect('osric').joined();
	hostile.sendStep2(new Uint8Array([0, 0]));
	hostile.sendUpdate(maps);
	expect((await hostile.gone()).code).toBe(Close.Malformed);
	expect(words(await relay.stored(name))).toBe('before');
	expect(await allAside(relay.db)).toHaveLength(1);
});

test('[R89] what somebody else finds sends those away who were sent it, and the next to come get the rest', async () => {
	await typed('before');
	const { client } = await opened('ann');
	// Written behind the back of the open room, as a relay without this rule would have taken it.
	await append(abyss(2500).maps);
	const { doc, leftOut } = await openText(relay.db, document, words);
	doc.destroy();
	expect(leftOut).toBe(1);
	expect((await client.gone()).code).toBe(Close.Replaced);
	expect(words((await opened('ben')).doc)).toBe('before');
});

test('[R88] a document that is folded and left alone is sent as it lies there', async () => {
	await typed('quiet');
	for (let n = 0; n < 32; n++) await append(new Uint8Array([0, 0]));
	const { client } = await opened('ann');
	client.close();
	await until(
		'it is folded',
		async () => (await relay.db.selectFrom('log_fold').select('proven').execute())[0]?.proven === 1,
		20_000
	);
	expect(words((await opened('ben')).doc)).toBe('quiet');
});

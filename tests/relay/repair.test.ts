/** [R91] A text is set right while people are on it: they are led to the new one, and nothing is taken in the old one. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { MeetingId } from '#core/kernel/ids.ts';
import { Close, documentName } from '#core/wire/wire.ts';
import { agenda, addItem, renameItem } from '#document/agenda/agenda.ts';
import { readDraft } from '#document/read.ts';
import { newId, realDeps } from '#server/usecases/kernel/deps.ts';
import { repairDocument } from '#server/usecases/log/repair-document.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

const MEETING = 'meeting01' as MeetingId;
let relay: TestRelay;
const clients: RawClient[] = [];

beforeEach(async () => {
	relay = await openTestRelay();
	await relay.meeting(MEETING);
});
afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function connect(person: string, epoch = 1): RawClient {
	const url = `${relay.url}/${documentName(MEETING, epoch)}?caps=ack,notice,roster`;
	const client = new RawClient(url, person);
	clients.push(client);
	return client;
}

/** On the text, as a page is that has nothing yet. */
async function opened(
	person: string,
	epoch = 1
): Promise<{ readonly client: RawClient; readonly doc: Y.Doc }> {
	const client = await connect(person, epoch).joined();
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	client.sendStep2(new Uint8Array([0, 0]));
	return { client, doc: client.doc() };
}

const count = ({ told }: RawClient, kind: string): number => told.filter((one) => one.kind === kind).length;

async function repair(): Promise<void> {
	let client = 100;
	const done = await repairDocument(
		realDeps(relay.db),
		{ newId: () => newId<string>(), newClient: () => ++client },
		{ meeting: MEETING, anyway: true }
	);
	expect(done).toMatchObject({ ok: true, value: { epoch: 2 } });
}

function change(doc: Y.Doc, what: (doc: Y.Doc) => void): Uint8Array {
	const before = Y.encodeStateVector(doc);
	what(doc);
	return Y.encodeStateAsUpdate(doc, before);
}

/** The first counted frame was the answer to step 1. */
const saved = (client: RawClient) => client.heard('ack', ({ count }) => count === 2);

const titles = (doc: Y.Doc) => readDraft(doc).items.map(({ title }) => title);
const addFirst = (doc: Y.Doc) => addItem(doc, 'item00000001', 'line00000001', 'Welcome', null);
const rename = (title: string) => (doc: Y.Doc) => renameItem(doc, agenda(doc)[0]?.id ?? '', title);

test('[R91] whoever is on it is closed with 4424 by itself, and finds all that was saved in the new one', async () => {
	const ann = await opened('ann');
	const ben = await opened('ben');
	ann.client.sendUpdate(change(ann.doc, addFirst));
	await saved(ann.client);
	await repair();
	expect((await ann.client.gone()).code).toBe(Close.Replaced);
	expect((await ben.client.gone()).code).toBe(Close.Replaced);
	const { client } = await opened('ann', 2);
	await until('the text is here', () => titles(client.doc())[0] === 'Welcome');
	client.sendUpdate(change(client.doc(), rename('Welcome, all')));
	await saved(client);
	const other = await opened('ben', 2);
	await until('the change is here', () => titles(other.client.doc())[0] === 'Welcome, all');
});

test('[R91] what is written behind it goes into neither text, and its author is not told that it is saved', async () => {
	const ann = await opened('ann');
	ann.client.sendUpdate(change(ann.doc, addFirst));
	await saved(ann.client);
	const acks = count(ann.client, 'ack');
	await repair();
	// Before the relay has looked.
	ann.client.sendUpdate(change(ann.doc, rename('Too late')));
	expect((await ann.client.gone()).code).toBe(Close.Replaced);
	expect(count(ann.client, 'ack')).toBe(acks);
	for (const epoch of [1, 2])
		expect(titles(await relay.stored(documentName(MEETING, epoch)))).toEqual(['Welcome']);
});

test('[R91] whoever comes to the old one is sent nothing and closed with 4424, also after a restart', async () => {
	await repair();
	for (const restarts of [false, true]) {
		if (restarts) await relay.restart();
		const late = connect('ann');
		expect((await late.gone()).code).toBe(Close.Replaced);
		expect(count(late, 'step2')).toBe(0);
	}
	expect((await opened('ann', 2)).doc.store.clients.size).toBeLessThan(2);
});

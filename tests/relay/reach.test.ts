import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
const clients: RawClient[] = [];

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

/** Somebody who has the text. */
async function reader(name: string, person: string, caps: string, answersPings = true): Promise<RawClient> {
	const client = new RawClient(`${relay.url}/${name}?caps=${caps}`, person, {}, answersPings);
	clients.push(client);
	await client.joined();
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	return client;
}

function keystroke(): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, 'x');
	return Y.encodeStateAsUpdate(doc);
}

test('[R81] whoever writes is told how many others have it; whose line is stuck does not count', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('reach');
	const ann = await reader(name, 'ann', 'ack,reach');
	await reader(name, 'ben', '');
	await reader(name, 'ben', 'ack');
	await reader(name, 'col', 'ack', false);
	ann.sendUpdate(keystroke());
	await ann.heard('ack', ({ count }) => count === 1);
	const { people } = await ann.heard('reached', ({ count, people }) => count === 1 && people > 0);
	expect(people).toBe(1);
});

test('[R81] nobody is told who did not ask', async () => {
	relay = await openTestRelay();
	const name = await relay.meeting('reach');
	const ann = await reader(name, 'ann', 'ack');
	const ben = await reader(name, 'ben', 'ack,reach');
	ann.sendUpdate(keystroke());
	ben.sendUpdate(keystroke());
	await ben.heard('reached', ({ people }) => people === 1);
	expect(ann.told.filter(({ kind }) => kind === 'reached')).toEqual([]);
});

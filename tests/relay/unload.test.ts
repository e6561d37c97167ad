/** Documents that are put away at once, because nothing may stay that nobody is on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close } from '#core/wire/wire.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let name: string;
const clients: RawClient[] = [];

beforeEach(async () => {
	relay = await openTestRelay({ limits: { idleBytes: 1 } });
	name = await relay.meeting('meeting01');
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function connect(person: string): RawClient {
	const client = new RawClient(`${relay.url}/${name}?caps=ack`, person);
	clients.push(client);
	return client;
}

const put = (what: string) => until(what, () => relay.current().health().documents === 0);

test('[R75] a document too many is put away, and whose words are whose is known to the next who opens it', async () => {
	const ann = await connect('ann').joined();
	const doc = new Y.Doc();
	doc.getText('words').insert(0, 'hello');
	ann.sendUpdate(Y.encodeStateAsUpdate(doc));
	await ann.heard('ack');
	ann.close();
	await put('it is put away');
	const eve = await connect('eve').joined();
	eve.sendStep1(new Y.Doc());
	await eve.heard('step2');
	expect(eve.doc().getText('words').toJSON()).toBe('hello');
	eve.sendStep2(new Uint8Array([0, 0]));
	const vector = Y.encodeStateVector(doc);
	doc.getText('words').insert(5, ' from ann');
	eve.sendUpdate(Y.encodeStateAsUpdate(doc, vector));
	expect((await eve.gone()).code).toBe(Close.Malformed);
});

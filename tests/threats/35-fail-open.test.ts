/** Threat 35: an error opens nothing. What cannot be judged is refused, what cannot be written is told to nobody. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close } from '#core/wire/wire.ts';
import { openLog, type UpdateLog } from '#server/store/log/updates.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let name: string;
/** What the log does instead; null: what it always does. */
let broken: Partial<UpdateLog> = {};
const clients: RawClient[] = [];

beforeEach(async () => {
	broken = {};
	relay = await openTestRelay({
		openLog: (dataDir) => {
			const log = openLog(dataDir);
			return {
				...log,
				load: (document) => (broken.load ?? log.load)(document),
				append: (batch) => (broken.append ?? log.append)(batch)
			};
		}
	});
	name = await relay.meeting('meeting01');
});
afterEach(async () => {
	broken = {};
	for (const client of clients.splice(0)) client.close();
	await relay.close();
});

function connect(person: string): RawClient {
	const client = new RawClient(`${relay.url}/${name}?caps=ack,notice`, person);
	clients.push(client);
	return client;
}

const throws = (): never => {
	throw new Error('out of order');
};

function typed(words: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, words);
	return Y.encodeStateAsUpdate(doc);
}

test.each(['session', 'document', 'pen'] as const)(
	'35: when it cannot be found out who somebody is or what they may (%s), nobody comes in',
	async (question) => {
		const { access } = relay;
		const real = access[question];
		access[question] = throws;
		expect(await connect('ann').refusal()).toBe(503);
		access[question] = real as never;
		await connect('ann').joined();
	}
);

test('35: when a document cannot be read nobody is shown an empty one', async () => {
	broken = { load: throws };
	const client = connect('ann');
	expect((await client.gone()).code).toBe(Close.Overloaded);
	expect(client.told).toEqual([]);
});

test('35: when nothing can be written nobody else sees it and nobody is told that it is saved', async () => {
	const [ann, ben] = [await connect('ann').joined(), await connect('ben').joined()];
	broken = { append: throws };
	ann.sendUpdate(typed('lost'));
	await until('the relay has noticed', () => relay.complaints.length > 0);
	expect(ann.told.filter(({ kind }) => kind === 'ack')).toEqual([]);
	expect(ben.told.filter(({ kind }) => kind === 'update')).toEqual([]);
});

test('35: when it cannot be looked up whether a right still holds, what is open stays as it was and nobody new gets more', async () => {
	const ann = await connect('ann').joined();
	const real = relay.access.pen;
	relay.access.pen = throws;
	await relay.db.updateTable('board').set({ place: 'elsewhere' }).execute();
	await until('it was asked', () => relay.complaints.includes('the relay could not look at the records'));
	expect(await connect('mallory').refusal()).toBe(503);
	relay.access.pen = real;
	relay.access.pens.set('ann', null);
	await relay.db.updateTable('board').set({ place: 'here' }).execute();
	expect((await ann.gone()).code).toBe(Close.NoRight);
});

/** Documents that everybody has left, and lines that are dead. Only the relay's clock is set by hand; sockets and disk are real. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { awarenessOf, RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

let relay: TestRelay;
let name: string;
const clients: RawClient[] = [];

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
	relay = await openTestRelay();
	name = await relay.meeting('meeting01');
});
afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	vi.useRealTimers();
	await relay.close();
});

function knock(person: string): RawClient {
	const client = new RawClient(`${relay.url}/${name}?caps=ack`, person);
	clients.push(client);
	return client;
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);
const words = (doc: Y.Doc): string => doc.getText('words').toString();
const update = (text: string): Uint8Array => {
	const doc = new Y.Doc();
	doc.getText('words').insert(0, text);
	return Y.encodeStateAsUpdate(doc);
};

/** Somebody writes, and everybody leaves. */
async function abandon(): Promise<void> {
	const ann = await knock('ann').joined();
	ann.sendUpdate(update('hello'));
	await ann.heard('ack');
	ann.close();
	await until('she has left', () => relay.current().health().connections === 0);
	// The wheel that notices it.
	await seconds(1);
}

async function read(client: RawClient): Promise<string> {
	client.sendStep1(new Y.Doc());
	await client.heard('step2');
	return words(client.doc());
}

test('[R18] a document nobody is on stays for 30 s, then goes, and is opened again as it was', async () => {
	await abandon();
	await seconds(29);
	expect(relay.current().health().documents).toBe(1);
	await seconds(2);
	expect(relay.current().health().documents).toBe(0);
	expect(await read(await knock('ben').joined())).toBe('hello');
	expect(relay.complaints).toEqual([]);
});

test('[R18] a document stays for as long as somebody is on it, however silent', async () => {
	await abandon();
	await seconds(29);
	const ben = await knock('ben').joined();
	await seconds(15);
	expect(relay.current().health().documents).toBe(1);
	expect(await read(ben)).toBe('hello');
});

test('[R18] whoever knocks while it is put away finds all of it, and is heard', async () => {
	await abandon();
	const pen = relay.access.pen.bind(relay.access);
	let letIn = (): void => undefined;
	const held = new Promise<void>((resolve) => (letIn = resolve));
	let asked = false;
	relay.access.pen = async (...question) => {
		asked = true;
		await held;
		return pen(...question);
	};
	const ben = knock('ben');
	await until('his right is being looked up', () => asked);
	await seconds(35);
	expect(relay.current().health().documents).toBe(0);
	letIn();
	await ben.joined();
	expect(await read(ben)).toBe('hello');
	ben.sendUpdate(update('!'));
	await ben.heard('ack');
	expect(words(await relay.stored(name))).toHaveLength('hello!'.length);
});

test('[R17] [R45] a line that is dead at its other end is found within 60 s, and its caret goes after the grace', async () => {
	const [ann, ben] = [await knock('ann').joined(), await knock('ben').joined()];
	ann.send(awarenessOf([77, 1, '{"at":1}']));
	await ben.heard('awareness', ({ entries }) => entries.some(({ client }) => client === 77));
	// Half open: to the relay's side of the network all is well, and nobody answers.
	ann.socket.pause();
	for (let beats = 1; beats <= 3; beats++) {
		expect(relay.current().health().connections).toBe(2);
		await seconds(20);
		// Ben's answers to pings arrive before this.
		const before = ben.told.length;
		ben.sendStep1(new Y.Doc());
		await until('ben is answered', () => ben.told.slice(before).some(({ kind }) => kind === 'step2'));
	}
	await until('her line is ended', () => relay.current().health().connections === 1);
	await seconds(7);
	await ben.heard('awareness', ({ entries }) =>
		entries.some(({ client, state }) => client === 77 && state === 'null')
	);
	expect(ben.closed).toBe(null);
});

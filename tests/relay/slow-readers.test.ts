/** Those who do not read what they are sent: they cost little, miss nothing, and nobody else waits for them. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { awarenessOf, RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

const MAX_FRAME = parseLimits({}).frameBytes;

let relay: TestRelay;
let name: string;
const clients: RawClient[] = [];

afterEach(async () => {
	for (const client of clients.splice(0)) client.cut();
	await relay.close();
});

async function join(person: string): Promise<RawClient> {
	const client = new RawClient(`${relay.url}/${name}?caps=ack,roster`, person);
	clients.push(client);
	return client.joined();
}

function page(): { doc: Y.Doc; type: (words: string) => Uint8Array; strike: (length: number) => Uint8Array } {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	const text = doc.getText('words');
	const last = () => updates.pop() ?? new Uint8Array();
	return {
		doc,
		type(words) {
			text.insert(text.length, words);
			return last();
		},
		strike(length) {
			text.delete(0, length);
			return last();
		}
	};
}

const words = (doc: Y.Doc): string => doc.getText('words').toString();
/** Larger than what the kernel keeps for a socket nobody reads. */
const PIECES = 30;

// Thirty megabytes go through it.
test(
	'[R46] a reader that stands still costs no more with every edit, and then gets one difference',
	{ timeout: 120_000 },
	async () => {
		relay = await openTestRelay({ limits: { bytesPerSecond: 1e9, slowReaderSeconds: 60 } });
		name = await relay.meeting('meeting01');
		const [ann, ben, slow] = [await join('ann'), await join('ben'), await join('cleo')];
		ann.send(awarenessOf([1, 1, '{"at":1}']));
		ben.send(awarenessOf([2, 1, '{"at":1}']));
		await slow.heard('awareness', (told) => told.entries.some(({ client }) => client === 2));
		slow.socket.pause();
		const { doc, type, strike } = page();
		let most = 0;
		for (let n = 1; n <= PIECES; n++) {
			ann.sendUpdate(type(`${n} ` + 'x'.repeat(MAX_FRAME - 300)));
			await ann.heard('ack', (ack) => ack.count === n);
			most = Math.max(most, relay.current().health().waitingBytes);
		}
		expect(relay.current().health().behind).toBe(1);
		expect(most).toBeLessThan(3 * MAX_FRAME);
		ann.sendUpdate(strike(20 * MAX_FRAME));
		ann.sendUpdate(type('the end'));
		ben.close();
		await ann.heard('ack', (ack) => ack.count === PIECES + 2);
		const before = slow.told.length;
		slow.socket.resume();
		await until('the slow one has it all', () => words(slow.doc()) === words(doc), 20_000);
		expect(slow.told.slice(before).filter((told) => told.kind === 'update').length).toBeLessThan(PIECES);
		await slow.heard('awareness', (told) =>
			told.entries.some(({ client, state }) => client === 2 && state === 'null')
		);
		await until('nobody is behind', () => relay.current().health().behind === 0);
		ann.sendUpdate(type('!'));
		await until('the slow one hears on', () => words(slow.doc()).endsWith('the end!'));
	}
);

test('[R46] questions of somebody who does not read the answers are answered once', async () => {
	relay = await openTestRelay({
		limits: { bytesPerSecond: 1e9, framesPerSecond: 1e6, slowReaderSeconds: 60 }
	});
	name = await relay.meeting('meeting01');
	const [ann, eve] = [await join('ann'), await join('eve')];
	const { type } = page();
	for (let n = 1; n <= 4; n++) ann.sendUpdate(type('x'.repeat(MAX_FRAME - 300)));
	await ann.heard('ack', (ack) => ack.count === 4);
	await until('eve has heard it', () => words(eve.doc()).length > 4 * (MAX_FRAME - 400));
	eve.socket.pause();
	for (let n = 0; n < 200; n++) eve.sendStep1(new Y.Doc());
	// They are dealt with in order: what comes behind them is acknowledged when they have been.
	let most = 0;
	const { type: other } = page();
	eve.sendUpdate(other('behind'));
	await until('the last is in the log', async () => {
		most = Math.max(most, relay.current().health().waitingBytes);
		return words(await relay.stored(name)).includes('behind');
	});
	expect(most).toBeLessThan(10 * MAX_FRAME);
	eve.socket.resume();
	await eve.heard('ack');
	expect(eve.told.filter((told) => told.kind === 'step2').length).toBeLessThan(10);
});

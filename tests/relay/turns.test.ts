/** What a turn costs and merges, on the real relay. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { coalesce, openLog, type UpdateLog } from '#server/store/log/updates.ts';
import { RawClient } from '../support/relay-clients.ts';
import { openTestRelay, until, type TestRelay } from '../support/relay.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

const LIMITS = {
	framesPerSecond: 1e6,
	connectionsPerPerson: 1000,
	connectionsPerSession: 1000,
	handshakesPerSecond: 1e4
};

async function open(watch: (log: UpdateLog) => UpdateLog = (log) => log): Promise<TestRelay> {
	const relay = await openTestRelay({ limits: LIMITS, openLog: (folder) => watch(openLog(folder)) });
	ends.push(() => relay.close());
	return relay;
}

async function join(relay: TestRelay, name: string, person: string, caps = ''): Promise<RawClient> {
	const client = new RawClient(`${relay.url}/${name}?caps=${caps}`, person);
	ends.push(() => client.close());
	return client.joined();
}

/** Types character by character; each is a frame of its own. */
function typist(client: RawClient): (text: string) => Y.Doc {
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== client) client.sendUpdate(update);
	});
	return (text) => {
		for (const letter of text) doc.getText('text').insert(doc.getText('text').length, letter);
		return doc;
	};
}

test('[R60] [R61] what several type at once in a full room reaches everybody in fewer frames than keystrokes', async () => {
	const relay = await open();
	const name = await relay.meeting('meeting01', new Uint8Array([0, 0]));
	const people = await Promise.all(Array.from({ length: 12 }, (_, n) => join(relay, name, `person${n}`)));
	const typing = people.slice(0, 6).map((client) => typist(client));
	for (const letter of 'several at once') for (const type of typing) type(letter);
	const reader = people[11]!;
	await until('all is there', () => reader.doc().getText('text').length === 6 * 15);
	const frames = reader.told.filter((told) => told.kind === 'update').length;
	expect(frames).toBeLessThan(6 * 15);
	// A turn of several is sent to its authors, too: what they have of their own changes nothing.
	for (const [n, client] of people.slice(0, 6).entries()) {
		const doc = typing[n]!('');
		for (const told of client.told) if (told.kind === 'update') Y.applyUpdate(doc, told.update, client);
		expect(doc.getText('text').length).toBe(6 * 15);
	}
});

test('[R62] what one turn of the loop reads is one commit, for all its documents', async () => {
	let commits = 0;
	let frames = 0;
	const relay = await open((log) => ({
		...log,
		append(batch) {
			commits++;
			frames += batch.length;
			return log.append(batch);
		}
	}));
	const names = await Promise.all(Array.from({ length: 20 }, (_, n) => relay.meeting(`meeting${n}`)));
	const people = await Promise.all(names.map((name, n) => join(relay, name, `person${n}`, 'ack')));
	commits = frames = 0;
	const typing = people.map((client) => typist(client));
	for (const letter of 'in many documents') {
		for (const type of typing) type(letter);
		await new Promise((resolve) => setImmediate(resolve));
	}
	for (const client of people) await client.heard('ack', ({ count }) => count === 17);
	expect(frames).toBe(20 * 17);
	expect(commits).toBeLessThan(frames / 2);
});

test('[R63] a kept answer is not given when the text has moved', async () => {
	const relay = await open();
	const name = await relay.meeting('meeting01', new Uint8Array([0, 0]));
	const [ann, bob, cat] = [
		await join(relay, name, 'ann'),
		await join(relay, name, 'bob'),
		await join(relay, name, 'cat')
	];
	const textOf = async (client: RawClient): Promise<string> => {
		client.sendStep1(new Y.Doc());
		const { update } = await client.heard('step2');
		const doc = new Y.Doc();
		Y.applyUpdate(doc, update);
		return doc.getText('text').toString();
	};
	const type = typist(ann);
	type('one');
	await until('bob has it', () => bob.doc().getText('text').toString() === 'one');
	expect(await textOf(bob)).toBe('one');
	type(' two');
	await until('cat has it', () => cat.doc().getText('text').toString() === 'one two');
	expect(await textOf(cat)).toBe('one two');
	expect(await textOf(await join(relay, name, 'dan'))).toBe('one two');
});

test('[R64] one sync at a time covers what came meanwhile, and the last acknowledgement is not forgotten for it', async () => {
	let running = 0;
	let most = 0;
	const relay = await open((log) => ({
		...log,
		// As the log does it: a slow disk has several ask while one sync runs.
		synced: coalesce(async () => {
			most = Math.max(most, ++running);
			await log.synced();
			running--;
		})
	}));
	const client = await join(relay, await relay.meeting('meeting01'), 'ann', 'ack');
	const type = typist(client);
	for (let n = 0; n < 30; n++) {
		type('x');
		await new Promise((resolve) => setImmediate(resolve));
	}
	await client.heard('ack', ({ count }) => count === 30);
	expect(most).toBe(1);
});

/** The scene: the network of the building goes while 45 people are in the notes, they go on writing, and it comes back. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Line } from '../support/line.ts';
import { stockProvider } from '../support/relay-clients.ts';
import { openTestRelay, until } from '../support/relay.ts';

const PEOPLE = 45;
/** Changes of each in the twenty minutes: what matters is not how long it took. */
const SENTENCE = 'what was said while nobody could hear it. ';

test('45 people write through a network that is gone: every character stands once, in its place', async () => {
	const relay = await openTestRelay();
	const line = await Line.open(relay.port);
	const seed = new Y.Doc();
	for (let n = 0; n < PEOPLE; n++) seed.getText(`line ${n}`).insert(0, 'Before. The words of somebody else.');
	const name = await relay.meeting('meeting01', Y.encodeStateAsUpdate(seed));
	const url = relay.url.replace(String(relay.port), new URL(line.origin).port);
	const people = Array.from({ length: PEOPLE }, (_, n) =>
		stockProvider(url, name, new Y.Doc(), `person${n}`)
	);
	try {
		await until('all are in step', () => people.every(({ synced }) => synced));
		line.way = 'gone';
		await until('nobody is connected', () => people.every(({ wsconnected }) => !wsconnected));
		for (const [n, { doc }] of people.entries()) {
			const own = doc.getText(`line ${n}`);
			for (const letter of SENTENCE) own.insert(own.length, letter);
			// Into the words of the next one, who writes behind them at the same time.
			const next = doc.getText(`line ${(n + 1) % PEOPLE}`);
			next.insert('Before. The words'.length, ` [${n}]`);
		}
		line.way = 'through';
		await until('all are in step again', () => people.every(({ synced }) => synced));
		const expected = Array.from(
			{ length: PEOPLE },
			(_, n) => `Before. The words [${(n + PEOPLE - 1) % PEOPLE}] of somebody else.${SENTENCE}`
		);
		const textOf = (doc: Y.Doc) => expected.map((_, n) => doc.getText(`line ${n}`).toString());
		await until('the last letter is everywhere', () =>
			people.every(({ doc }) =>
				expected.every((words, n) => doc.getText(`line ${n}`).length === words.length)
			)
		);
		for (const { doc } of people) expect(textOf(doc)).toEqual(expected);
		expect(textOf(await relay.stored(name))).toEqual(expected);
	} finally {
		for (const provider of people) {
			provider.destroy();
			provider.awareness.destroy();
		}
		await line.close();
		await relay.close();
	}
});

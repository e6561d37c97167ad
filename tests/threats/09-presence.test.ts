/** Threat 9: presence of others, of nobody, or of a crowd. */
import { afterEach, expect, test } from 'vitest';
import { Close } from '#core/wire/wire.ts';
import { awarenessOf } from '../support/relay-clients.ts';
import { Watched } from '../support/watched-relay.ts';

let there: Watched;
afterEach(() => there.close());

const longState = JSON.stringify({ note: 'x'.repeat(2100) });

test('[R15] no state of others, no departure of others, nothing large, no crowd of ghosts', async () => {
	there = await Watched.open();
	const [ann, ben, eve] = [await there.join('ann'), await there.join('ben'), await there.join('eve')];
	ann.send(awarenessOf([77, 5, '{"at":1}']));
	await ben.heard('awareness');
	eve.send(awarenessOf([66, 1, '{"at":2}']));
	await ben.heard('awareness', (told) => told.entries.some(({ client }) => client === 66));
	eve.send(awarenessOf([77, 6, '{"at":99}']));
	eve.send(awarenessOf([77, 5, 'null']));
	eve.send(awarenessOf([77, 7, 'null']));
	for (let client = 1000; client < 1100; client++) eve.send(awarenessOf([client, 1, '{"ghost":1}']));
	eve.send(
		awarenessOf(...Array.from({ length: 500 }, (_unused, n) => [2000 + n, 1, '{"ghost":1}'] as const))
	);
	eve.send(awarenessOf([66, 0, '{"at":"older"}']));
	eve.send(awarenessOf([66, 2, '{"at":3}']));
	await ben.heard('awareness', (told) => told.entries.some(({ state }) => state === '{"at":3}'));
	const cleo = await there.join('cleo');
	expect((await cleo.heard('awareness')).entries.map(({ client, state }) => [client, state])).toEqual([
		[77, '{"at":1}'],
		[66, '{"at":3}']
	]);
	const { words: roster } = await cleo.heard('roster');
	expect(roster.map(({ name }) => name)).toEqual(['Person ann', 'Person eve']);
	eve.send(awarenessOf([66, 3, longState]));
	expect((await eve.gone()).code).toBe(Close.Malformed);
	const states = ben.told.flatMap((told) => (told.kind === 'awareness' ? told.entries : []));
	expect(new Set(states.map(({ client }) => client))).toEqual(new Set([77, 66]));
});

test('[R45] a caret whose connection was cut is removed after its grace', async () => {
	there = await Watched.unseen({ limits: { awarenessGraceSeconds: 0.5 } });
	const [ann, ben] = [await there.join('ann'), await there.join('ben')];
	ann.send(awarenessOf([77, 5, '{"at":1}']));
	await ben.heard('awareness');
	ann.cut();
	await ben.heard('awareness', (told) => told.entries.some(({ state }) => state === 'null'));
	await ben.heard('roster', (told) => told.words.length === 0 && ben.told.indexOf(told) > 2);
});

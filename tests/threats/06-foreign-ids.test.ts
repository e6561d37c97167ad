/** Threat 6: words, or what shuts out words, under the Yjs client id of somebody who is not here. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire.ts';
import { awarenessOf } from '../support/relay-clients.ts';
import { Besieged, textIn, wordsOf, WORDS } from '../support/besieged.ts';

const ANN = 77;
let besieged: Besieged;
let anns: Y.Doc;
const frames: Uint8Array[] = [];

/** Ann has written a word and has gone. */
beforeEach(async () => {
	besieged = await Besieged.open();
	anns = await besieged.page(ANN);
	frames.length = 0;
	anns.on('update', (update: Uint8Array) => void frames.push(update));
	textIn(anns).insert(0, 'Yes. ');
	await besieged.sent(frames.splice(0), 'ann');
});
afterEach(() => besieged.close());

const clock = (): number => Y.getState(anns.store, ANN);
const forms: readonly (readonly [what: string, update: () => Uint8Array])[] = [
	['collected', () => new Uint8Array([1, 1, ANN, clock(), 0, 100, 0])],
	['left out', () => new Uint8Array([1, 1, ANN, clock(), 10, 100, 0])],
	['deleted', () => new Uint8Array([1, 1, ANN, clock(), 0x81, ANN, clock() - 1, 100, 0])],
	['letters', () => new Uint8Array([1, 1, ANN, clock(), 0x84, ANN, clock() - 1, 2, 110, 111, 0])]
];

test.each(forms)(
	'[R42] threat 6: offered at the handshake (%s), it is not taken; her later words stand here and in her copy',
	async (_what, update) => {
		expect((await besieged.sent([update()], 'eve', true)).entered).toBe(false);
		textIn(anns).insert(5, 'She wrote this in the train. ');
		const { nack, entered } = await besieged.sent([Y.encodeStateAsUpdate(anns)], 'ann', true);
		expect([nack, entered]).toEqual([null, true]);
		const expected = `Yes. She wrote this in the train. ${WORDS}`;
		const stored = await besieged.page();
		expect(wordsOf(stored)).toBe(expected);
		Y.applyUpdate(anns, Y.encodeStateAsUpdate(stored));
		expect(wordsOf(anns)).toBe(expected);
	}
);

test.each(forms)('[R41] threat 6: live (%s), it closes whoever sends it', async (_what, update) => {
	const { nack, closed, entered } = await besieged.sent([update()]);
	expect([nack?.code, closed, entered]).toEqual([Refused.Malformed, Close.Malformed, false]);
});

test('[R41] threat 6: an id that has shown a caret and written nothing yet stays hers, also after a restart', async () => {
	const ben = await besieged.join('ben');
	ben.send(awarenessOf([99, 1, '{}']));
	ben.sendStep1(new Y.Doc());
	await ben.heard('step2');
	ben.close();
	await besieged.relay.restart();
	const { closed, entered } = await besieged.sent([new Uint8Array([1, 1, 99, 0, 0, 100, 0])]);
	expect([closed, entered]).toEqual([Close.Malformed, false]);
});

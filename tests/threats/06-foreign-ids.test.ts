/** Threat 6: words, or what shuts out words, under the Yjs client id of somebody who is not here. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close, Refused } from '#core/wire/wire.ts';
import { awarenessOf } from '../support/relay-clients.ts';
import { Besieged, textIn, wordsOf, WORDS } from '../support/besieged.ts';
import { until } from '../support/relay.ts';
import { page, Watched, words } from '../support/watched-relay.ts';

const ANN = 77;
/** Collected text under a client id (below 128), at a clock (below 128): what silences its owner. */
const silencing = (client: number, clock: number): Uint8Array =>
	new Uint8Array([1, 1, client, clock, 0, 5, 0]);

describe('of somebody who has gone', () => {
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
});

describe('of somebody who is known to be there', () => {
	let there: Watched;
	afterEach(() => there.close());
	beforeEach(async () => void (there = await Watched.open()));

	test('[R41] collected text under the id of somebody who types is refused, and they are heard on', async () => {
		const [ann, ben, eve] = [await there.join('ann'), await there.join('ben'), await there.join('eve')];
		const { type } = page(77);
		ann.sendUpdate(type('hello '));
		await ann.heard('ack');
		const before = await there.rows();
		eve.sendUpdate(silencing(77, 6));
		expect(await eve.heard('nack')).toMatchObject({ index: 0, code: Refused.Malformed });
		expect((await eve.gone()).code).toBe(Close.Malformed);
		expect(await there.rows()).toBe(before);
		ann.sendUpdate(type('world'));
		await ann.heard('ack', (ack) => ack.count === 2);
		await until('ben has it', () => words(ben.doc()) === 'hello world');
		expect(words(await there.stored())).toBe('hello world');
	});

	test('[R41] an id announced by a caret cannot be written under before its owner does', async () => {
		const [ann, eve] = [await there.join('ann'), await there.join('eve')];
		ann.send(awarenessOf([77, 1, '{}']));
		await eve.heard('awareness');
		eve.sendUpdate(silencing(77, 0));
		expect((await eve.gone()).code).toBe(Close.Malformed);
		ann.sendUpdate(page(77).type('hello'));
		await ann.heard('ack');
		expect(words(await there.stored())).toBe('hello');
	});

	test('[R41] whose an id is outlasts its owner being away, and a restart', async () => {
		const ann = await there.join('ann');
		const { type } = page(77);
		ann.sendUpdate(type('hello '));
		await ann.heard('ack');
		ann.close();
		await there.relay.restart();
		const eve = await there.join('eve');
		eve.sendUpdate(silencing(77, 6));
		expect((await eve.gone()).code).toBe(Close.Malformed);
		const sly = await there.join('eve');
		sly.send(awarenessOf([77, 9, '{}']));
		sly.sendUpdate(silencing(77, 6));
		expect((await sly.gone()).code).toBe(Close.Malformed);
		const back = await there.join('ann');
		back.sendUpdate(type('again'));
		await back.heard('ack');
		expect(words(await there.stored())).toBe('hello again');
	});

	test('[R42] a handshake cannot speak for somebody who is here; a second one is not a handshake', async () => {
		const ann = await there.join('ann');
		const { doc, type } = page(77);
		ann.sendStep2(Y.encodeStateAsUpdate(doc));
		ann.sendUpdate(type('hello '));
		await ann.heard('ack', (ack) => ack.count === 2);
		const eve = await there.join('eve');
		eve.sendStep2(silencing(77, 6));
		expect((await eve.gone()).code).toBe(Close.Malformed);
		ann.close();
		await until('only the bystander is left', () => there.relay.current().health().connections === 1);
		const sly = await there.join('eve');
		sly.sendStep2(Y.encodeStateAsUpdate(new Y.Doc()));
		sly.sendStep2(silencing(77, 6));
		expect((await sly.gone()).code).toBe(Close.Malformed);
		expect(words(await there.stored())).toBe('hello ');
	});

	test('[R42] what a handshake has of others is not taken: its own words are, and theirs come with them', async () => {
		const { doc, type } = page(77);
		const ann = await there.join('ann');
		ann.sendUpdate(type('kept '));
		await ann.heard('ack');
		ann.close();
		type('lost by the server');
		// Ben saw it, and wrote something beside it.
		const bens = new Y.Doc();
		Y.applyUpdate(bens, Y.encodeStateAsUpdate(doc));
		bens.getText('notes').insert(0, 'of his own');
		const ben = await there.join('ben');
		const asked = ben.told.length;
		ben.sendStep2(Y.encodeStateAsUpdate(bens));
		await until('he is asked for his own', () => ben.told.slice(asked).some(({ kind }) => kind === 'step1'));
		const question = ben.told.findLast((told) => told.kind === 'step1');
		ben.sendStep2(Y.encodeStateAsUpdate(bens, question?.vector));
		await ben.heard('ack', (ack) => ack.count === 2);
		const without = await there.stored();
		expect([words(without), without.getText('notes').toString()]).toEqual(['kept ', 'of his own']);
		expect(there.relay.complaints).toContain(
			'a copy has words of others that are not here; they were not taken'
		);
		const back = await there.join('ann');
		back.sendStep2(Y.encodeStateAsUpdate(doc));
		await back.heard('ack');
		expect(words(await there.stored())).toBe('kept lost by the server');
	});
});

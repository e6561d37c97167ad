/** Threat 8: pieces that wait for others that never come, kept and sent on by everybody. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Besieged, textIn } from '../support/besieged.ts';
import { until } from '../support/relay.ts';
import { page, Watched, words } from '../support/watched-relay.ts';

describe('without end', () => {
	let besieged: Besieged;
	beforeEach(async () => void (besieged = await Besieged.open()));
	afterEach(() => besieged.close());

	async function gaps(): Promise<Uint8Array[]> {
		const doc = await besieged.page();
		const frames: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => void frames.push(update));
		for (let n = 0; n < 50; n++) textIn(doc).insert(0, `${n} `);
		return frames.slice(1);
	}

	test('[R43] threat 8: frames with a hole before them enter neither log nor text, however many', async () => {
		const { entered } = await besieged.sent(await gaps());
		expect(entered).toBe(false);
		expect((await besieged.page()).store.pendingStructs).toBe(null);
	});

	test('[R43] threat 8: the same in a handshake', async () => {
		const { entered } = await besieged.sent([Y.mergeUpdates(await gaps())], 'eve', true);
		expect(entered).toBe(false);
	});

	test('[R43] threat 8: deletions of what nobody has, too', async () => {
		const { entered } = await besieged.sent([new Uint8Array([0, 1, 9, 1, 0, 100])]);
		expect(entered).toBe(false);
		expect((await besieged.page()).store.pendingDs).toBe(null);
	});
});

describe('and what only came early', () => {
	let there: Watched;
	afterEach(() => there.close());
	beforeEach(async () => void (there = await Watched.open()));

	test('[R43] what overtakes the handshake is neither lost nor acknowledged before it', async () => {
		const { doc, type } = page();
		type('in the train, ');
		const ann = await there.join('ann');
		ann.sendUpdate(type('on the platform, '));
		ann.sendUpdate(page().type('elsewhere'));
		await until('the second is in the log', async () => (await there.rows()) === 2);
		ann.sendStep2(Y.encodeStateAsUpdate(doc));
		await ann.heard('ack', (ack) => ack.count === 3);
		expect(ann.told.filter((told) => told.kind === 'ack').map((told) => told.count)).toEqual([3]);
		expect(words(await there.stored())).toContain('in the train, on the platform, ');
	});

	test('[R43] pieces with gaps are asked for once more and enter neither log nor text', async () => {
		const eve = await there.join('eve');
		const ann = await there.join('ann');
		eve.sendStep2(Y.encodeStateAsUpdate(new Y.Doc()));
		await eve.heard('ack');
		const before = await there.rows();
		const { type } = page();
		type('never sent');
		for (let n = 0; n < 100; n++) eve.sendUpdate(type('stuffing'));
		await until('she is asked', () => eve.told.filter((told) => told.kind === 'step1').length === 2);
		ann.sendUpdate(page().type('hello'));
		await ann.heard('ack');
		expect(await there.rows()).toBe(before + 1);
		const cleo = await there.join('cleo');
		cleo.sendStep1(new Y.Doc());
		const { update } = await cleo.heard('step2');
		expect(update.length).toBeLessThan(200);
		expect(eve.told.filter((told) => told.kind === 'step1')).toHaveLength(2);
		expect(eve.closed).toBe(null);
	});
});

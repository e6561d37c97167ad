/** Threat 1: somebody who may only read sends frames past the page. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { page, Watched, words } from '../support/watched-relay.ts';

let there: Watched;
afterEach(() => there.close());

beforeEach(async () => void (there = await Watched.open()));

test('[R10] threat 1: a reader with a raw socket changes nothing, and nobody hears of it', async () => {
	there.relay.access.pens.set('rita', 'read');
	const [ann, rita] = [await there.join('ann'), await there.join('rita')];
	const before = await there.rows();
	for (let n = 0; n < 20; n++) rita.sendUpdate(page().type('graffiti'));
	rita.sendStep2(Y.encodeStateAsUpdate(page().doc));
	rita.sendStep2(page().type('graffiti'));
	await rita.heard('nack', (nack) => nack.index === 21);
	ann.sendUpdate(page().type('x'));
	await ann.heard('ack');
	expect(await there.rows()).toBe(before + 1);
	expect(words(await there.stored())).toBe('x');
	expect(ann.told.filter((told) => told.kind === 'update' || told.kind === 'awareness')).toEqual([]);
	expect(rita.closed).toBe(null);
});

/** Threat 8: pieces that wait for others that never come, kept and sent on by everybody. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Besieged, textIn } from '../support/besieged.ts';

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

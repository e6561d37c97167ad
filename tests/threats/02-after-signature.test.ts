/** Threat 2: an edit that comes with or after the signature: too late by a moment, replayed, or by whoever was away. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { Refused } from '#core/wire/wire.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { MINUTES } from '#document/shape.ts';
import { signedRecord } from '#server/store/record/snapshots.ts';
import { loadMinutes } from '#server/usecases/minutes/load-minutes.ts';
import { signOff } from '#server/usecases/record/sign-off.ts';
import { openRecordRelay } from '../support/record-relay.ts';
import { until } from '../support/relay.ts';
import { meetingOf, newWorld, personOf } from '../support/signed-meeting.ts';
import { page, Watched } from '../support/watched-relay.ts';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ending.splice(0).reverse()) await end();
});

test('[R22] [S1] threat 2: of a thousand edits that race the signature each is in what was signed or was refused', async () => {
	const world = await newWorld();
	ending.push(() => world.close());
	const meeting = await meetingOf(world);
	const relay = await openRecordRelay(world, MINUTES, { framesPerSecond: 100_000 });
	ending.push(() => relay.close());
	const marek = await (await relay.comeIn(personOf('Marek Sobel'), meeting)).joined();
	marek.sendStep1(new Y.Doc());
	await marek.heard('step2');
	const doc = marek.doc();
	marek.sendStep2(new Uint8Array([0, 0]));
	const frames: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void frames.push(update));
	const item = must(agenda(doc)[0], 'item').id;
	const line = bodyOf(must(itemsOf(doc).get(item), 'item'))?.get(0) as Y.XmlElement;
	const EDITS = 1000;
	const LATE = 100;
	for (let n = 0; n < EDITS + LATE; n++) (line.get(0) as Y.XmlText).insert(0, `w${n}w `);

	const sign = async (): Promise<void> => {
		for (;;) {
			const { digest, minutes } = must(await loadMinutes(world.db, meeting), 'minutes');
			const done = await signOff(world.deps, world.actor('Petra Lindqvist'), {
				meeting,
				digest,
				read: minutes
			});
			if (done.ok) return;
			expect(done.error.code).toBe('minutes-moved-on');
		}
	};
	let signing: Promise<void> | null = null;
	for (const [n, frame] of frames.slice(0, EDITS).entries()) {
		marek.sendUpdate(frame);
		// Whatever else wants the loop gets it, so that both are under way at once.
		if (n % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
		if (n === EDITS / 10) signing = sign();
	}
	await signing;
	for (const frame of frames.slice(EDITS)) marek.sendUpdate(frame);
	await until('he is told', () => marek.closed !== null || marek.told.some(({ kind }) => kind === 'nack'));
	await until('the socket ends', () => marek.closed !== null);
	const { snapshot } = must(await signedRecord(world.db, meeting), 'record');
	// The handshake was the first of what he sent.
	const taken = Math.max(...marek.told.map((told) => (told.kind === 'ack' ? told.count : 0))) - 1;
	const signed = [...snapshot.canonical.matchAll(/w(\d+)w /g)].map(([, n]) => Number(n));
	console.log(`${taken} of ${EDITS} edits came before the signature`);
	expect(signed.sort((a, b) => a - b)).toEqual(Array.from({ length: taken }, (_unused, n) => n));
	expect(taken).toBeGreaterThan(0);
	expect(taken).toBeLessThanOrEqual(EDITS);
}, 60_000);

test('[R22] threat 2: frames of before, replayed after the signature, and new ones: none enters', async () => {
	const there = await Watched.open();
	ending.push(() => there.close());
	const ann = await there.join('ann');
	const { type, doc } = page();
	const replayed = type('in time');
	ann.sendUpdate(replayed);
	await ann.heard('ack');
	await there.relay.sign('meeting01');
	const before = await there.rows();
	ann.sendUpdate(replayed);
	ann.sendUpdate(type(', too late'));
	await ann.heard('nack', (nack) => nack.index === 2);
	expect(await there.rows()).toBe(before);
	const again = await there.join('ann');
	again.sendStep2(Y.encodeStateAsUpdate(doc));
	expect((await again.heard('nack')).code).toBe(Refused.Signed);
	expect(await there.rows()).toBe(before);
});

/** Threat 7: a few bytes that claim to be very much. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Close, Refused } from '#core/wire/wire.ts';
import { frameBounds, readFrame } from '#server/relay/socket/frames.ts';
import { parseLimits } from '#server/relay/socket/limits.ts';
import { cpuOf } from '../fuzz/frames.ts';
import { Besieged } from '../support/besieged.ts';
import { syncFrame } from '../support/relay-clients.ts';
import { page, Watched } from '../support/watched-relay.ts';

describe('in the frames of who writes', () => {
	let besieged: Besieged;
	beforeEach(async () => void (besieged = await Besieged.open()));
	afterEach(() => besieged.close());

	const MANY = [255, 255, 255, 255, 15];
	const bombs: readonly (readonly [what: string, update: readonly number[]])[] = [
		['clients', MANY],
		['pieces', [1, ...MANY, 1, 0]],
		['collected letters', [1, 1, 9, 0, 0, ...MANY, 0]],
		['deleted letters', [1, 1, 9, 0, 1, 1, 1, 116, ...MANY, 0]],
		['values', [1, 1, 9, 0, 8, 1, 5, 116, 97, 107, 101, 110, ...MANY, 0]],
		['letters', [1, 1, 9, 0, 4, 1, 1, 116, ...MANY, 0]],
		['deletions', [0, ...MANY]],
		['ranges', [0, 1, 9, ...MANY]],
		[
			'levels',
			[
				1,
				1,
				9,
				0,
				8,
				1,
				5,
				116,
				97,
				107,
				101,
				110,
				1,
				...Array.from({ length: 400 }, () => [117, 1]).flat(),
				126,
				0
			]
		]
	];

	test.each(bombs)('[R40] threat 7: %s without the bytes for them are refused', async (_what, update) => {
		const { nack, closed, entered } = await besieged.sent([new Uint8Array(update)]);
		expect([nack?.code, closed, entered]).toEqual([Refused.Malformed, Close.Malformed, false]);
	});

	test('[R40] threat 7: a thousand of each cost next to nothing', () => {
		const bounds = frameBounds(parseLimits({}));
		const took = cpuOf(() => {
			for (const [, update] of bombs)
				for (let n = 0; n < 1000; n++) readFrame(syncFrame(2, new Uint8Array(update)), bounds);
		});
		console.log(`${bombs.length * 1000} bombs were refused in ${took.toFixed(1)} ms of CPU`);
		expect(bombs.every(([, update]) => !readFrame(syncFrame(2, new Uint8Array(update)), bounds).ok)).toBe(
			true
		);
	});
});

describe('beside others', () => {
	let there: Watched;
	afterEach(() => there.close());
	test('[R40] counts that no frame can hold cost nothing', async () => {
		there = await Watched.open();
		const ann = await there.join('ann');
		const bombs = [
			[255, 255, 255, 255, 15, 1, 5],
			[1, 255, 255, 255, 255, 15, 5],
			[1, 1, 5, 0, 8, 1, 1, 116, 255, 255, 255, 255, 15],
			[0, 255, 255, 255, 255, 15, 1],
			[0, 1, 5, 255, 255, 255, 255, 15],
			[]
		];
		let slowest = 0;
		for (const bomb of bombs) {
			const eve = await there.join('eve');
			const begun = performance.now();
			eve.send(syncFrame(2, new Uint8Array(bomb)));
			expect((await eve.gone()).code).toBe(Close.Malformed);
			slowest = Math.max(slowest, performance.now() - begun);
		}
		console.log(`the slowest bomb took ${slowest.toFixed(1)} ms to be refused`);
		ann.sendUpdate(page().type('x'));
		await ann.heard('ack');
	});
});

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Close } from '#core/wire/wire.ts';
import { syncFrame } from '../support/relay-clients.ts';
import { cpuOf } from './frames.ts';
import { changes, WORDS, wordAndPieces } from './heavy.ts';
import { Scene } from './scene.ts';

const EVE = 21;

test('[R50] thirty kilobytes of cuts in front of eighty thousand pieces are refused, and nobody notices', () => {
	const scene = new Scene([]);
	const eve = scene.join('eve', 'write');
	eve.send(syncFrame(2, wordAndPieces(EVE, 200_000, 80_000)));
	scene.turn();
	const before = Y.encodeStateAsUpdate(scene.room.doc);
	const cuts = syncFrame(2, changes(EVE, 1, 10_000, 1, 2));
	const took = cpuOf(() => {
		eve.send(cuts);
		scene.turn();
	});
	expect(eve.line.code).toBe(Close.Malformed);
	expect(scene.others.map(({ line }) => line.code)).toEqual([null, null]);
	expect(Y.encodeStateAsUpdate(scene.room.doc)).toEqual(before);
	expect(scene.faults).toEqual([]);
	console.log(`${cuts.length} bytes of cuts took ${took.toFixed(1)} ms of CPU to be refused`);
});

test('[R50] a word replaced in five thousand places, and all of it struck out, is what people do', () => {
	const scene = new Scene([]);
	scene.write((doc) => {
		const text = doc.getText(WORDS);
		text.insert(0, 'hello '.repeat(30_000));
		doc.transact(() => {
			for (let n = 0; n < 5000; n++) {
				text.delete(n * 6, 1);
				text.insert(n * 6, 'H');
			}
		});
		text.delete(0, text.length - 6);
	});
	expect(scene.others.map(({ line }) => line.code)).toEqual([null, null]);
	expect(scene.room.doc.getText(WORDS).toJSON()).toBe('hello ');
});

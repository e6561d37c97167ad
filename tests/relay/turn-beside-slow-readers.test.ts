/** The turn itself, without a network: what a reader who stands still costs, and when the others are written to. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Scene } from '../fuzz/scene.ts';

const KIB = 1024;
const TURNS = 200;

/** Counts what it is given. @param reads nobody reads the other end of it, unless */
function line(reads: boolean): { readonly stream: Writable; heard: number } {
	const end = {
		stream: new Writable({
			write(chunk: Buffer, _encoding, done) {
				end.heard += chunk.length;
				if (reads) done();
			}
		}),
		heard: 0
	};
	return end;
}

test('[R46] beside readers who stand still, everybody else is written to in the same turn, and those cost no more', async () => {
	const scene = new Scene([]);
	const quick = Array.from({ length: 5 }, () => line(true));
	const slow = Array.from({ length: 5 }, () => line(false));
	const seats = [...quick, ...slow].map(({ stream }, n) => scene.join(`p${n}`, 'write', stream));
	const standing = seats.slice(quick.length).map(({ connection }) => connection);
	// What a newcomer is told in one go leaves with the end of this one.
	await new Promise((resolve) => process.nextTick(resolve));
	const waiting: number[] = [];
	for (let n = 0; n < TURNS; n++) {
		const before = quick.map(({ heard }) => heard);
		scene.write((doc) => doc.getText('report|action001').insert(0, 'x'.repeat(4 * KIB)));
		expect(quick.every(({ heard }, reader) => heard - (before[reader] ?? 0) > 4 * KIB)).toBe(true);
		waiting.push(Math.max(...standing.map((connection) => connection.waiting)));
	}
	expect(standing.every(({ isBehind }) => isBehind)).toBe(true);
	expect(seats.every(({ line: { code } }) => code === null)).toBe(true);
	expect(waiting.at(-1)).toBeLessThan(300 * KIB);
	expect(waiting.at(-1)).toBe(waiting[TURNS / 2]);
	expect(Y.encodeStateAsUpdate(scene.room.doc).length).toBeGreaterThan(TURNS * 4 * KIB);
	expect(scene.faults).toEqual([]);
});

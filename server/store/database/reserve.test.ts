import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { diskReserve, keepReserve } from './reserve.ts';
import type { UpdateLog } from '#server/store/log/updates.ts';

test('[R72] the reserve is looked at once a second', () => {
	let now = 0;
	const clock = () => now;
	expect(diskReserve(tmpdir(), 1, clock)()).toBe(true);
	const gone = diskReserve(tmpdir(), 1e18, clock);
	expect(gone()).toBe(false);
	now = 999;
	expect(gone()).toBe(false);
});

test('[R72] while the reserve is not there, nothing is appended, and there is no room', () => {
	const taken: number[] = [];
	const log: Partial<UpdateLog> = {
		append(batch) {
			taken.push(batch.length);
			return { kind: 'appended', position: 1, shut: new Map() };
		},
		hasRoom: () => true
	};
	let isKept = false;
	const kept = keepReserve(log as UpdateLog, () => isKept);
	expect(kept.append([])).toEqual({ kind: 'full' });
	expect(kept.hasRoom()).toBe(false);
	isKept = true;
	expect(kept.append([])).toMatchObject({ kind: 'appended' });
	expect(kept.hasRoom()).toBe(true);
	expect(taken).toEqual([0]);
});

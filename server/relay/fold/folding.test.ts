import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Growth } from '#server/store/log/updates.ts';
import { isDue, startFolding } from './folding.ts';

const KB = 1024;
const grown = (growth: Partial<Growth>): Growth => ({ frames: 1, bytes: 10, folded: 0, ...growth });

test('[R32] a log is folded when it has outgrown half of its fold, and not for a little', () => {
	expect(isDue(grown({ bytes: 100 * KB }), true, Infinity)).toBe(false);
	expect(isDue(grown({ bytes: 256 * KB }), true, 0)).toBe(true);
	expect(isDue(grown({ bytes: 300 * KB, folded: 1000 * KB }), true, 0)).toBe(false);
	expect(isDue(grown({ bytes: 500 * KB, folded: 1000 * KB }), true, 0)).toBe(true);
});

test('[R32] many small frames are folded, but not all the time', () => {
	expect(isDue(grown({ frames: 2000 }), true, 29_000)).toBe(false);
	expect(isDue(grown({ frames: 2000 }), true, 30_000)).toBe(true);
	expect(isDue(grown({ frames: 1999 }), true, Infinity)).toBe(false);
});

test('[R32] a document that everybody has left is folded for less', () => {
	expect(isDue(grown({ frames: 32 }), true, 0)).toBe(false);
	expect(isDue(grown({ frames: 32 }), false, 0)).toBe(true);
	expect(isDue(grown({ frames: 31 }), false, 0)).toBe(false);
});

test('[R32] a thread that cannot work is reported, tried again later, and keeps nobody from stopping', async () => {
	// A data directory without our tables.
	const dataDir = await mkdtemp(path.join(tmpdir(), 'minutebook-folding-'));
	const complaints: string[] = [];
	const reported = new Promise<void>((resolve) => {
		const time = { now: 0 };
		const folding = startFolding({
			dataDir,
			growth: new Map([[1, grown({ frames: 100 })]]),
			isBusy: () => false,
			keep: 0,
			clock: () => time.now,
			log: {
				info: () => undefined,
				error: (_fields, message) => {
					complaints.push(message);
					// Looking again does not try again.
					folding.look();
					folding.look();
					void folding.stop().then(resolve);
				}
			}
		});
		folding.look();
	});
	await reported;
	expect(complaints).toEqual(['a log could not be folded; it stays as it is']);
	await rm(dataDir, { recursive: true, force: true });
});

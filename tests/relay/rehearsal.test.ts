import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { warmUp } from '#server/warm-up.ts';

const stages = async (): Promise<string[]> =>
	(await readdir(tmpdir())).filter((name) => name.startsWith('minutebook-rehearsal-'));

it('[R80] a rehearsal is a meeting in which people write, and leaves no data', async () => {
	const before = await stages();
	// Of 4,000 keys; on a busy machine the log takes several at once.
	expect(await warmUp()).toBeGreaterThan(400);
	expect(await stages()).toEqual(before);
});

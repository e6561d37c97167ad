/** What verify sees: each change of tests/tamper/changes.ts and some flipped bits. All 10,000: `npm run tamper`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../support/chance.ts';
import { CHANGES, LAW_CHANGES } from '../tamper/changes.ts';
import { tamperFile, type TamperFile } from '../tamper/file.ts';

let file: TamperFile;
beforeAll(async () => {
	file = await tamperFile();
});
afterAll(() => file.close());

test('[L8] a whole record holds', async () => {
	expect((await file.verify()).problems).toEqual([]);
	expect(CHANGES.length).toBeGreaterThanOrEqual(73);
});

test.each(LAW_CHANGES)('[L8] verify finds a %s', async (_, sql) => {
	expect(await file.after(sql)).toEqual([expect.stringContaining('the database no longer refuses')]);
});

describe('without any law', () => {
	beforeAll(() => file.lawless());

	test.each(CHANGES)('[L8] verify finds %s', async (_, sql) => {
		const found = await file.after(sql);
		expect(found, 'it could not be done').not.toBeNull();
		expect(found).not.toEqual([]);
	});

	const FLIPS = Number(process.env['FLIPS'] ?? '300');
	const SEED = Number(process.env['SEED'] ?? '29');
	test(`[L8] verify finds ${FLIPS} flipped bits, seed ${SEED}`, async () => {
		const chance = seeded(SEED);
		const missed: string[] = [];
		for (let done = 0; done < FLIPS;) {
			const flip = await file.flip(chance);
			if (flip === null) continue;
			done++;
			if (!flip.found) missed.push(flip.where);
		}
		expect(missed).toEqual([]);
	}, 240_000);
});

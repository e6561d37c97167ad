import { expect, test } from '@playwright/test';
import { openWorld } from './editors/open-world.ts';

// What fails with one seed must not be hidden by another.
test.describe.configure({ retries: 0 });

// One seed a run in CI would find little; these have, and another one is drawn each time.
const SEEDS = ['1', '2', 'another'];
const RUNS = Number(process.env['RUNS'] ?? 60);

for (const calm of [true, false])
	for (const name of SEEDS)
		test(`random programs of three people converge, ${calm ? 'each word once' : 'with undo'} (seed ${name})`, async ({
			browser
		}) => {
			const seed = name === 'another' ? Math.trunc(Math.random() * 2 ** 31) : Number(name);
			console.log(`seed ${seed}`);
			const { page, world } = await openWorld(browser);
			const found = await page.evaluate(([{ explore }, from, runs, still]) => explore(from, runs, still), [
				world,
				seed,
				RUNS,
				calm
			] as const);
			expect(found.failed, `seed ${seed}`).toBeNull();
			await page.close();
		});

for (const name of SEEDS)
	test(`undo and redo take and double no word of somebody else (seed ${name})`, async ({ browser }) => {
		const seed = name === 'another' ? Math.trunc(Math.random() * 2 ** 31) : Number(name);
		console.log(`seed ${seed}`);
		const { page, world } = await openWorld(browser);
		const found = await page.evaluate(([{ exploreUndo }, from, runs]) => exploreUndo(from, runs), [
			world,
			seed,
			RUNS
		] as const);
		expect(found.failed, `seed ${seed}`).toBeNull();
		await page.close();
	});

/** [Y3] against somebody who writes down what is not true (`npm run forgeries`: a hundred thousand notes). */
import { expect, test } from 'vitest';
import { seeded } from '../support/chance.ts';
import { Forgery } from './forgeries.ts';

const NOTES = Number(process.env.NOTES ?? 500);
const STEPS = 60;

test(
	`[Y3] of ${NOTES} hostile notes none shows anybody as the author of words they did not write`,
	{ timeout: 3_600_000 },
	() => {
		let [notes, believed] = [0, 0];
		while (notes < NOTES) {
			const seed = Math.trunc(Math.random() * 2 ** 31);
			const forgery = new Forgery(seeded(seed));
			for (let step = 0; step < STEPS; step++)
				expect([seed, step, forgery.step()]).toEqual([seed, step, null]);
			notes += forgery.notes;
			believed += forgery.believed;
		}
		// Else it would be easy: words that others moved are shown as hers all the while.
		expect(believed).toBeGreaterThan(NOTES / 100);
		if (process.env.NOTES)
			console.log(`${notes} notes, ${believed} times a word that others had moved shown as hers`);
	}
);

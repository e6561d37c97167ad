/**
 * `npm run soak -- [histories] [first seed]`: the histories of histories.test.ts, 100,000 of them. Prints the seed of
 * every one that fails; the same seed with the same number of companions plays the same dice.
 */
import { play } from './histories.ts';

const TOGETHER = 250;
const [wanted = 100_000, first = Math.trunc(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
let failed = 0;
const begun = performance.now();
for (let done = 0; done < wanted; done += TOGETHER) {
	const seeds = Array.from({ length: Math.min(TOGETHER, wanted - done) }, (_, n) => first + done + n);
	for (const { seed, why } of await play(seeds)) {
		failed++;
		console.log(`seed ${seed}: ${why}`);
	}
	if ((done / TOGETHER) % 20 === 19)
		console.log(
			`${done + TOGETHER} histories, ${failed} failed, ${Math.round((performance.now() - begun) / 1000)} s`
		);
}
console.log(`${wanted} histories from seed ${first}: ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** `npm run tamper [FLIPS] [SEED]`: every change of changes.ts and so many flipped bits; prints what was found and what was missed. */
import { seeded } from '../support/chance.ts';
import { CHANGES, LAW_CHANGES } from './changes.ts';
import { tamperFile } from './file.ts';

const flips = Number(process.argv[2] ?? '10000');
const seed = Number(process.argv[3] ?? '13');
const file = await tamperFile();
const missed: string[] = [];
let found = 0;
for (const [words, sql] of LAW_CHANGES) count(words, await file.after(sql));
await file.lawless();
for (const [words, sql] of CHANGES) count(words, await file.after(sql));
console.log(`changes: ${found} of ${CHANGES.length + LAW_CHANGES.length} found`);

const chance = seeded(seed);
let flipped = 0;
let noticed = 0;
while (flipped < flips) {
	const flip = await file.flip(chance);
	if (flip === null) continue;
	flipped++;
	if (flip.found) noticed++;
	else missed.push(`flip of ${flip.where}`);
}
console.log(`flipped bits (seed ${seed}): ${noticed} of ${flipped} found`);
for (const words of missed) console.log(`missed: ${words}`);
await file.close();
process.exitCode = missed.length > 0 ? 1 : 0;

function count(words: string, problems: readonly string[] | null): void {
	if (problems !== null && problems.length > 0) found++;
	else missed.push(problems === null ? `${words} (could not be done)` : words);
}

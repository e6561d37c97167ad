import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

/** Takes turns and writes down in which order they begin. */
function workshop(atOnce: number) {
	const turns = new Turns({ atOnce, mostEach: 3, most: 6 });
	const begun: string[] = [];
	const ends: (() => void)[] = [];
	return {
		begun,
		ask(who: string, what: string): boolean {
			const turn = turns.take(who);
			void turn?.then((end) => {
				begun.push(what);
				ends.push(end);
			});
			return turn !== null;
		},
		async end(): Promise<void> {
			await Promise.resolve();
			ends.shift()?.();
			await Promise.resolve();
			await Promise.resolve();
		}
	};
}

test('[I4] one at a time for each person, so many for all', async () => {
	const work = workshop(2);
	for (const [who, what] of ['a1', 'a2', 'b1', 'c1'].map((what) => [what.charAt(0), what] as const))
		work.ask(who, what);
	await Promise.resolve();
	expect(work.begun).toEqual(['a1', 'b1']);
	await work.end();
	expect(work.begun).toEqual(['a1', 'b1', 'a2']);
});

test('[I4] the first question of one comes before the second of another', async () => {
	const work = workshop(1);
	for (const what of ['a1', 'a2', 'a3', 'b1', 'c1']) work.ask(what.charAt(0), what);
	for (let n = 0; n < 5; n++) await work.end();
	expect(work.begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
});

test('[I4] who has too many waiting, and whoever comes when too many wait, is told so at once', async () => {
	const work = workshop(1);
	for (const what of ['a1', 'a2', 'a3', 'a4']) expect(work.ask('a', what)).toBe(true);
	expect(work.ask('a', 'a5')).toBe(false);
	for (const what of ['b1', 'b2', 'b3']) expect(work.ask('b', what)).toBe(true);
	expect(work.ask('c', 'c1')).toBe(false);
	await work.end();
	expect(work.ask('c', 'c1')).toBe(true);
});

test('[I4] a turn ends once', async () => {
	const turns = new Turns({ atOnce: 1, mostEach: 3, most: 6 });
	const first = await turns.take('a');
	first?.();
	const second = await turns.take('b');
	first?.();
	let third = false;
	void turns.take('c')?.then(() => (third = true));
	await Promise.resolve();
	expect(third).toBe(false);
	second?.();
	await Promise.resolve();
	await Promise.resolve();
	expect(third).toBe(true);
});

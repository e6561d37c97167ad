/** What two people do in one line at once. With the real editors and no server. */
import { expect } from '@playwright/test';
import { test } from './editors/open-world.ts';

test.describe('two at once', () => {
	test('both move the same line: it is there once', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver, ids }) => {
				const people = open(
					[
						['point', 'one'],
						['point', 'two'],
						['point', 'three']
					],
					2
				);
				for (const person of people) {
					person.at(0, 1, 0);
					person.press(0, 'ArrowUp', { altKey: true });
				}
				deliver();
				return people.map((person) => [lines(person), new Set(ids(person)).size]);
			})
		).toEqual(Array(2).fill([['point two', 'point one', 'point three'], 4]));
	});

	test('one carries a line out of its item, another moves it within: it is there once', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver, ids }) => {
				const people = open(
					[
						['point', 'one'],
						['action', 'two']
					],
					2
				);
				const [nora, mabel] = people;
				if (!nora || !mabel) return [];
				nora.at(0, 1, 0);
				nora.press(0, 'ArrowDown', { altKey: true });
				mabel.at(0, 1, 0);
				mabel.press(0, 'ArrowUp', { altKey: true });
				deliver();
				const there = [...lines(nora, 0), ...lines(nora, 1)].filter((line) => line.includes('two'));
				const all = ids(nora);
				return [
					there,
					all.length - new Set(all).size,
					JSON.stringify(nora.draft()) === JSON.stringify(mabel.draft())
				];
			})
		).toEqual([['action two'], 0, true]);
	});

	test('undo of a join whose line somebody else has moved since brings no word a second time', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const [nora, mabel] = open(
					[
						['point', 'one'],
						['bullet', 'two'],
						['heading', 'three'],
						['point', '']
					],
					2
				);
				if (!nora || !mabel) return [];
				nora.at(0, 1, 99);
				nora.press(0, 'Delete');
				deliver();
				mabel.at(0, 2, 0);
				mabel.press(0, 'ArrowUp', { altKey: true });
				deliver();
				nora.history('undo');
				deliver();
				return lines(mabel).join(' ').match(/three/g)?.length;
			})
		).toBe(1);
	});

	test('undo passes over such a join also when nothing is left of what one did behind it', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const [nora, mabel] = open(
					[
						['action', 'one'],
						['bullet', 'two'],
						['heading', 'three']
					],
					2
				);
				if (!nora || !mabel) return [];
				nora.at(0, 0, 99);
				nora.press(0, 'Delete');
				nora.at(1, 0, 99);
				nora.press(1, 'Enter');
				deliver();
				// Nora's new line is made anew, and so is the one that she joined.
				mabel.at(1, 0, 0);
				mabel.press(1, 'ArrowDown', { altKey: true });
				mabel.type(0, '(x)');
				mabel.at(0, 1, 0);
				mabel.press(0, 'ArrowUp', { altKey: true });
				deliver();
				nora.history('undo');
				deliver();
				return lines(mabel).join(' ').match(/two/g)?.length;
			})
		).toBe(1);
	});

	test('one moves a line, another types in it or in its neighbour: every word stays in its line', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const outcome: string[][] = [];
				for (const line of [0, 1]) {
					const [nora, mabel] = open(
						[
							['point', 'one'],
							['point', 'two']
						],
						2
					);
					if (!nora || !mabel) continue;
					mabel.at(0, line, 99);
					mabel.editor(0).view.focus();
					mabel.showCaret(nora, 0);
					nora.at(0, 1, 0);
					nora.press(0, 'ArrowUp', { altKey: true });
					mabel.type(0, ' typed');
					deliver();
					outcome.push(lines(nora), lines(mabel));
				}
				return outcome;
			})
		).toEqual([
			['point two', 'point one typed'],
			['point two', 'point one typed'],
			['point two typed', 'point one'],
			['point two typed', 'point one']
		]);
	});

	test('both press Enter at one place: one new line', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver, ids }) => {
				const people = open([['point', 'one two']], 2);
				for (const person of people) {
					person.at(0, 0, 4);
					person.press(0, 'Enter');
				}
				deliver();
				return people.map((person) => [lines(person), new Set(ids(person)).size]);
			})
		).toEqual(Array(2).fill([['point one', 'point two'], 3]));
	});

	test('both type into one empty line, and go on', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const people = open([['point', '']], 2);
				const [nora, mabel] = people;
				if (!nora || !mabel) return [];
				nora.press(0, 'Enter');
				deliver();
				for (const line of [0, 1]) {
					for (const person of people) person.at(0, line, 0);
					nora.type(0, '(a)');
					mabel.type(0, '(b)');
					deliver();
					nora.at(0, line, 99);
					mabel.at(0, line, 99);
					nora.type(0, '(c)');
					mabel.type(0, '(d)');
					deliver();
				}
				return lines(nora).map((line) => [...line.matchAll(/\(.\)/g)].map(String).sort().join(''));
			})
		).toEqual(['(a)(b)(c)(d)', '(a)(b)(c)(d)']);
	});

	test('both make one line an action, both type ACTION: into one line', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const people = open(
					[
						['point', 'one'],
						['point', '']
					],
					2
				);
				for (const person of people) {
					person.at(0, 0, 0);
					person.press(0, 'a', { ctrlKey: true, altKey: true });
					person.at(0, 1, 0);
					person.type(0, 'ACTION: ID to go');
				}
				deliver();
				return people.map((person) => lines(person));
			})
		).toEqual(Array(2).fill(['action one', 'action[ID] to goto go']));
	});

	test('one emptied the item while another types in its first line', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const [nora, mabel] = open(
					[
						['point', 'one'],
						['point', 'two']
					],
					2
				);
				if (!nora || !mabel) return [];
				mabel.at(0, 0, 99);
				mabel.type(0, ' stays');
				// The line, then the item.
				nora.press(0, 'a', { ctrlKey: true });
				nora.press(0, 'a', { ctrlKey: true });
				nora.press(0, 'Delete');
				deliver();
				nora.type(0, '!');
				deliver();
				return [lines(nora), lines(mabel)];
			})
		).toEqual(Array(2).fill(['point stays!']));
	});
});

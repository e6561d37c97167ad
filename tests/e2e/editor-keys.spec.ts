/** Keys, what is recognised as it is typed, and undo. With the real editors and no server. */
import { expect } from '@playwright/test';
import { test } from './editors/open-world.ts';

test.describe('Backspace, Delete and Enter', () => {
	test('Backspace at a start makes a point first, then joins the line above; an empty line above goes', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open([
					['heading', 'Above'],
					['bullet', 'below'],
					['point', ''],
					['heading', 'Title']
				]);
				if (!nora) return [];
				nora.at(0, 1, 0);
				nora.press(0, 'Backspace');
				const first = lines(nora);
				nora.press(0, 'Backspace');
				nora.at(0, 2, 0);
				nora.press(0, 'Backspace');
				nora.press(0, 'Backspace');
				return [first, lines(nora)];
			})
		).toEqual([
			['heading Above', 'point below', 'point', 'heading Title'],
			['heading Abovebelow', 'point Title']
		]);
	});

	test('Delete at an end fetches the line below; an action gives its owners back first', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open([
					['point', 'First'],
					['point', '']
				]);
				if (!nora) return [];
				nora.at(0, 1, 0);
				nora.type(0, 'ACTION: ID to invite');
				const before = lines(nora);
				nora.at(0, 0, 99);
				nora.press(0, 'Delete');
				const between = lines(nora);
				nora.type(0, ' ');
				nora.press(0, 'Delete');
				return [before, between, lines(nora)];
			})
		).toEqual([
			['point First', 'action[ID] to invite'],
			['point First', 'point ID to invite'],
			['point First ID to invite']
		]);
	});

	test('at the first start and the last end of an item the caret goes on to the next item', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, ids }) => {
				const [nora] = open([['point', 'Words']]);
				if (!nora) return [];
				const before = ids(nora);
				nora.at(1, 0, 0);
				nora.press(1, 'Backspace');
				nora.type(0, '!');
				nora.at(0, 0, 99);
				nora.press(0, 'Delete');
				nora.type(1, 'More');
				return [lines(nora, 0), lines(nora, 1), ids(nora).join() === before.join()];
			})
		).toEqual([['point Words!'], ['point More'], true]);
	});

	test('Enter in the middle: the rest goes on as what follows such a line; at a start a line opens above', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, ids }) => {
				const [nora] = open([
					['action', 'to do this and that'],
					['heading', 'HeadTail'],
					['decision', 'one two'],
					['bullet', 'onetwo'],
					['bullet', '']
				]);
				if (!nora) return [];
				const press = (line: number, at: number) => {
					nora.at(0, line, at);
					nora.press(0, 'Enter');
				};
				press(4, 0);
				press(3, 3);
				press(2, 3);
				press(1, 4);
				press(0, 10);
				press(0, 0);
				return [lines(nora), new Set(ids(nora)).size === ids(nora).length];
			})
		).toEqual([
			[
				'point',
				'action to do this',
				'point and that',
				'heading Head',
				'point Tail',
				'decision one',
				'point two',
				'bullet one',
				'bullet two',
				'point'
			],
			true
		]);
	});

	test('typing over, and deleting, a selection of several lines', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, seen }) => {
				const [nora] = open([
					['point', 'one'],
					['heading', 'two'],
					['bullet', 'three']
				]);
				if (!nora) return [];
				nora.select(0, [0, 1], [2, 2]);
				nora.type(0, 'X');
				const first = lines(nora);
				nora.press(0, 'a', { ctrlKey: true });
				nora.press(0, 'Backspace');
				const empty = [lines(nora), seen(nora)];
				nora.type(0, 'new');
				return [first, ...empty, lines(nora)];
			})
		).toEqual([['point oXree'], ['point'], ['point'], ['point new']]);
	});
});

test.describe('as typed', () => {
	test('Backspace right after a recognition gives the characters back and keeps them', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open();
				if (!nora) return [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: ');
				const action = lines(nora);
				nora.press(0, 'Backspace');
				const back = lines(nora);
				nora.type(0, ' plan');
				return [action, back, lines(nora)];
			})
		).toEqual([['action'], ['point ACTION:'], ['point ACTION: plan']]);
	});

	test('undo gives back what was typed, step by step, and does not recognise it again', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open();
				if (!nora) return [];
				const shown: string[][] = [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: ID to invite');
				shown.push(lines(nora));
				for (let n = 0; n < 3; n++) {
					nora.undo.undo();
					shown.push(lines(nora));
				}
				nora.undo.redo();
				nora.undo.redo();
				nora.undo.redo();
				shown.push(lines(nora));
				for (let n = 0; n < 4; n++) nora.undo.undo();
				nora.at(0, 0, 99);
				nora.type(0, ' words');
				shown.push(lines(nora));
				return shown;
			})
		).toEqual([
			['action[ID] to invite'],
			['action[ID] to'],
			['action ID to'],
			['action'],
			['action[ID] to invite'],
			['point ACTION: words']
		]);
	});

	test('every way to say it', async ({ world }) => {
		const typed = [
			'ACTION: ID to invite Sharon',
			'Action - MS/JT to write',
			'ACTION DM, PL and KL to chase',
			'ACTION: Anyone from the Board who can spare a practitioner to tell WA.',
			'ACTION: All to read the paper',
			'ACTION: LC: publicise the dates',
			'AGREED: The plan stands.',
			'DECISION: The paper was noted.',
			'The plan is late (Action: JT)',
			'Action Learning Sets met twice.',
			'The ACTION: stays a word'
		];
		expect(
			await world.evaluate(({ open, lines }, all) => {
				const [nora] = open();
				if (!nora) return [];
				nora.at(0, 0, 0);
				for (const [index, text] of all.entries()) {
					if (index > 0) nora.press(0, 'Enter');
					nora.type(0, text);
				}
				return lines(nora);
			}, typed)
		).toEqual([
			'action[ID] to invite Sharon',
			'action[MS+JT] to write',
			'action[DM+PL+KL] to chase',
			'action[Anyone from the Board] who can spare a practitioner to tell WA.',
			'action[All] to read the paper',
			'action[LC] publicise the dates',
			'decision The plan stands.',
			'decision The paper was noted.',
			'action[JT] The plan is late',
			'point Action Learning Sets met twice.',
			'point The ACTION: stays a word'
		]);
	});

	test('an action made a point and back loses no word and no owner', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open();
				if (!nora) return [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: ID and MS to invite');
				const convert = () => nora.press(0, 'a', { ctrlKey: true, altKey: true });
				convert();
				const point = lines(nora);
				convert();
				return [point, lines(nora)];
			})
		).toEqual([['point ID and MS to invite'], ['action[ID+MS] to invite']]);
	});
});

test.describe('undo', () => {
	test('one undo and redo for all items, whichever the caret is in', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines }) => {
				const [nora] = open([['point', 'Old']]);
				if (!nora) return [];
				const both = () => [...lines(nora, 0), ...lines(nora, 1)].join(' / ');
				nora.at(0, 0, 99);
				nora.press(0, 'Enter');
				nora.type(0, 'First');
				nora.at(1, 0, 0);
				nora.press(1, 'h', { ctrlKey: true, altKey: true });
				nora.type(1, 'Second');
				const shown = [both()];
				for (const [key, item] of [
					['z', 0],
					['z', 0],
					['z', 1],
					['z', 1],
					['y', 0],
					['y', 0],
					['y', 1],
					['y', 1]
				] as const) {
					nora.press(item, key, { ctrlKey: true });
					shown.push(both());
				}
				return shown;
			})
		).toEqual([
			'point Old / point First / heading Second',
			'point Old / point First / heading',
			'point Old / point First / point',
			'point Old / point / point',
			'point Old / point',
			'point Old / point / point',
			'point Old / point First / point',
			'point Old / point First / heading',
			'point Old / point First / heading Second'
		]);
	});

	test('a new line somebody else wrote in stays when it is undone; a joined line comes back', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const [nora, mabel] = open(
					[
						['point', 'one'],
						['action', 'two']
					],
					2
				);
				if (!nora || !mabel) return [];
				nora.at(0, 1, 99);
				nora.press(0, 'Enter');
				deliver();
				mabel.at(0, 2, 0);
				mabel.type(0, 'hers');
				deliver();
				nora.undo.undo();
				deliver();
				const shown = [lines(nora), lines(mabel)];
				nora.at(0, 1, 0);
				nora.press(0, 'Backspace');
				nora.press(0, 'Backspace');
				shown.push(lines(nora));
				nora.undo.undo();
				nora.undo.undo();
				deliver();
				return [...shown, lines(nora), lines(mabel)];
			})
		).toEqual([
			['point one', 'action two', 'point hers'],
			['point one', 'action two', 'point hers'],
			['point onetwo', 'point hers'],
			['point one', 'action two', 'point hers'],
			['point one', 'action two', 'point hers']
		]);
	});
});

test('400 lines and a line of 100,000 characters', async ({ world }) => {
	expect(
		await world.evaluate(({ open, lines }) => {
			const [nora] = open([
				['point', 'x'.repeat(100_000)],
				...Array.from({ length: 399 }, (_, index) => ['point', `line ${index}`] as const)
			]);
			if (!nora) return [];
			nora.at(0, 200, 99);
			nora.press(0, 'Enter');
			nora.type(0, 'ACTION: ID to write a sentence in the middle');
			nora.at(0, 0, 50_000);
			nora.type(0, 'yes');
			const all = lines(nora);
			return [all.length, all[201], all[0]?.indexOf('yes')];
		})
	).toEqual([401, 'action[ID] to write a sentence in the middle', 50_006]);
});

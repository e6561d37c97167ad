/** The editor's keys, clipboard, undo and what two people do in one line at once, with the real editors and no server. */
import { expect, test as base, type JSHandle } from '@playwright/test';
import { openWorld, type World } from './editors/open-world.ts';

const test = base.extend<{ world: JSHandle<World> }>({
	world: async ({ browser }, use) => {
		const { page, world } = await openWorld(browser);
		await use(world);
		await page.close();
	}
});

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
		).toEqual([['point ID, MS to invite'], ['action[ID+MS] to invite']]);
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
				const [nora, mabel] = open([['point', 'one'], ['action', 'two']], 2);
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

test.describe('the clipboard', () => {
	const MAIL = [
		'3.1 The survey was noted.',
		'3.2. Next steps',
		'• first bullet',
		'-  second bullet',
		'',
		'10.30 Coffee',
		'ACTION: ID to invite Sharon ',
		'3.5 million people',
		'AGREED: It stands.'
	].join('\r\n');

	test('plain text: one line each, bullets read, typed numbers off, actions and decisions recognised', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, paste, ids }, text) => {
				const [nora] = open([
					['point', 'Before'],
					['point', '']
				]);
				if (!nora) return [];
				nora.at(0, 1, 0);
				paste(nora, 0, { text });
				nora.type(0, '!');
				return [lines(nora), new Set(ids(nora)).size === ids(nora).length];
			}, MAIL)
		).toEqual([
			[
				'point Before',
				'point The survey was noted.',
				'point Next steps',
				'bullet first bullet',
				'bullet second bullet',
				'point 10.30 Coffee',
				'action[ID] to invite Sharon',
				'point 3.5 million people',
				'decision It stands.!'
			],
			true
		]);
	});

	test('one line of text goes in where the caret is', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, paste }) => {
				const [nora] = open([['heading', 'Old words']]);
				if (!nora) return [];
				nora.at(0, 0, 4);
				paste(nora, 0, { text: 'and new ' });
				return lines(nora);
			})
		).toEqual(['heading Old and new words']);
	});

	test('Word and web pages', async ({ world }) => {
		const html = `<html><head><style>p {}</style></head><body><!--StartFragment-->
			<h2>Neglect toolkit</h2>
			<p class=MsoNormal>3.1<span style='mso-tab-count:1'>   </span>DM described
			the <b>toolkit</b>.<o:p></o:p></p><p class=MsoNormal>&nbsp;</p>
			<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Most harm starts</p>
			<ul><li><p>One</p></li><li>Two<ul><li>Deep</li></ul></li></ul>
			<table><tr><td><p>3.2</p></td><td><p>MZ spoke.</p></td><td><p>ACTION: MZ to write</p></td></tr></table>
			<!--EndFragment--></body></html>`;
		expect(
			await world.evaluate(({ open, lines, paste }, text) => {
				const [nora] = open();
				if (!nora) return [];
				nora.at(0, 0, 0);
				paste(nora, 0, { html: text });
				return lines(nora);
			}, html)
		).toEqual([
			'heading Neglect toolkit',
			'point DM described the toolkit.',
			'bullet Most harm starts',
			'bullet One',
			'bullet Two',
			'bullet Deep',
			'point MZ spoke.',
			'action[MZ] to write'
		]);
	});

	test('whole lines cut and pasted bring kind, owners and due along; twice is two actions', async ({
		world
	}) => {
		expect(
			await world.evaluate(({ open, lines, copied, paste, ids }) => {
				const [nora] = open([
					['point', ''],
					['heading', 'Between'],
					['point', 'Last']
				]);
				if (!nora) return [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: ID to invite');
				nora.select(0, [0, 0], [1, 0]);
				const data = copied(nora, 0, true);
				const cut = lines(nora);
				nora.at(0, 1, 0);
				paste(nora, 0, data);
				nora.at(1, 0, 0);
				paste(nora, 1, data);
				return [data.text, cut, lines(nora), lines(nora, 1), new Set(ids(nora)).size === ids(nora).length];
			})
		).toEqual([
			'ACTION: ID to invite',
			['heading Between', 'point Last'],
			['heading Between', 'action[ID] to invite', 'point Last'],
			['action[ID] to invite'],
			true
		]);
	});

	test('words out of an action are words', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, copied, paste }) => {
				const [nora] = open();
				if (!nora) return [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: ID to invite Sharon');
				nora.select(0, [0, 3], [0, 9]);
				const data = copied(nora);
				nora.at(1, 0, 0);
				paste(nora, 1, data);
				return lines(nora, 1);
			})
		).toEqual(['point invite']);
	});
});

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

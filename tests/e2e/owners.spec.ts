/** Actions as typed and the initials in them: recognised, taken back, asked about, chosen. */
import { test as worldTest } from './editors/open-world.ts';
import {
	editor,
	expect,
	expectAccessible,
	expectNoSideways,
	expectSaved,
	openAs,
	openMeeting,
	test
} from './fixtures.ts';

worldTest.describe('as typed, with the real editors and no server', () => {
	worldTest('Backspace right after gives back the very text, whatever was recognised', async ({ world }) => {
		const typed = [
			['ACTION:', 'point ACTION:'],
			['ACTION: ', 'point ACTION: '],
			['Action - ', 'point Action - '],
			['ACTION ID to', 'point ACTION ID to'],
			['ACTION circulate t', 'point ACTION circulate t'],
			['AGREED:', 'point AGREED:'],
			['The plan is late (Action: JT)', 'point The plan is late (Action: JT)'],
			['ACTION: DM, PL and KL to ', 'action DM, PL and KL to '],
			['ACTION: Anyone from the Board who ', 'action Anyone from the Board who ']
		] as const;
		expect(
			await world.evaluate(
				({ open, lines, seen }, all) =>
					all.map((text) => {
						const [nora] = open([['point', '']]);
						if (!nora) return [];
						nora.at(0, 0, 0);
						nora.type(0, text);
						nora.press(0, 'Backspace');
						const back = nora.editor(0).state.doc.child(0);
						const exact = `${String(back.attrs['kind'])} ${back.textContent}`;
						// It stays taken back while one types on.
						nora.type(0, 'x');
						return [exact, lines(nora).length === 1 && seen(nora)[0]?.endsWith('x')];
					}),
				typed.map(([text]) => text)
			)
		).toEqual(typed.map(([, back]) => [back, true]));
	});

	worldTest(
		'a bullet that became an action is a bullet again; later Backspace is only Backspace',
		async ({ world }) => {
			expect(
				await world.evaluate(({ open, lines }) => {
					const [nora] = open([['bullet', '']]);
					if (!nora) return [];
					nora.at(0, 0, 0);
					nora.type(0, 'ACTION:');
					nora.press(0, 'Backspace');
					const back = lines(nora);
					nora.press(0, 'Enter');
					nora.press(0, 'Enter');
					nora.type(0, 'ACTION: ID to ring');
					nora.press(0, 'Backspace');
					return [back, lines(nora)];
				})
			).toEqual([['bullet ACTION:'], ['bullet ACTION:', 'action[ID] to rin']]);
		}
	);

	worldTest(
		'an action, a point and back: every character in its place, the printed label too',
		async ({ world }) => {
			const all = [
				'MS/JT to write',
				'DM, PL and KL to chase',
				'LC: publicise the dates',
				'The plan is late (Action: JT / MS)',
				'CD and CD to meet'
			];
			expect(
				await world.evaluate(({ open, seen, lines }, texts) => {
					return texts.map((text) => {
						const [nora] = open([['point', text]]);
						if (!nora) return [];
						const { view } = nora.editor(0);
						view.dispatch(view.state.tr.setNodeAttribute(0, 'label', '3.4'));
						nora.at(0, 0, 99);
						const convert = () => nora.press(0, 'a', { ctrlKey: true, altKey: true });
						convert();
						const action = lines(nora)[0];
						convert();
						const label: unknown = view.state.doc.child(0).attrs['label'];
						return [action, seen(nora)[0], label];
					});
				}, all)
			).toEqual([
				['action[MS+JT] to write', `point ${all[0]}`, '3.4'],
				['action[DM+PL+KL] to chase', `point ${all[1]}`, '3.4'],
				['action[LC] publicise the dates', `point ${all[2]}`, '3.4'],
				['action[JT+MS] The plan is late', `point ${all[3]}`, '3.4'],
				['action[CD+CD] to meet', `point ${all[4]}`, '3.4']
			]);
		}
	);

	worldTest('what others type meanwhile stays, through action and back', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, deliver }) => {
				const [nora, mabel] = open([['point', 'ID to invite the crew']], 2);
				if (!nora || !mabel) return [];
				nora.at(0, 0, 99);
				nora.press(0, 'a', { ctrlKey: true, altKey: true });
				mabel.at(0, 0, 99);
				mabel.type(0, ' (theirs)');
				mabel.at(0, 0, 9);
				mabel.type(0, '(middle) ');
				deliver();
				const action = lines(nora);
				nora.press(0, 'a', { ctrlKey: true, altKey: true });
				deliver();
				return [action, lines(nora), lines(mabel)];
			})
		).toEqual([
			['action[ID] to inv(middle) ite the crew (theirs)'],
			['point ID to inv(middle) ite the crew (theirs)'],
			['point ID to inv(middle) ite the crew (theirs)']
		]);
	});

	worldTest(
		'a line under an action that reads as one is offered, and one key takes it',
		async ({ world }) => {
			expect(
				await world.evaluate(({ open, lines, ids }) => {
					const [nora] = open([['point', '']]);
					if (!nora) return [];
					const offers = () => document.querySelectorAll('.offer').length;
					nora.at(0, 0, 0);
					nora.type(0, 'LC to wave');
					const alone = offers();
					nora.press(0, 'Enter');
					nora.type(0, 'ACTION: ID to invite the crew');
					nora.press(0, 'Enter');
					nora.type(0, 'LC to publicise the dates');
					nora.press(0, 'Enter');
					const [offered, before] = [offers(), lines(nora)];
					nora.press(0, 'Enter', { altKey: true });
					const taken = lines(nora);
					nora.type(0, 'AB to follow on');
					const chained = offers();
					return [
						alone,
						offered,
						before,
						taken,
						offers(),
						chained,
						new Set(ids(nora)).size === ids(nora).length
					];
				})
			).toEqual([
				0,
				1,
				['point LC to wave', 'action[ID] to invite the crew', 'point LC to publicise the dates', 'point'],
				['point LC to wave', 'action[ID] to invite the crew', 'action[LC] to publicise the dates', 'point'],
				1,
				1,
				true
			]);
		}
	);

	worldTest('an action pasted twice is two actions, whatever is done to one of them', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, copied, paste, ids }) => {
				const [nora] = open([
					['point', ''],
					['point', 'Last']
				]);
				if (!nora) return [];
				nora.at(0, 0, 0);
				nora.type(0, 'ACTION: CD and CD to meet (Action: JT)');
				nora.select(0, [0, 0], [0, 99]);
				const data = copied(nora);
				for (const line of [1, 2]) {
					nora.at(0, line, 99);
					paste(nora, 0, data);
				}
				nora.at(0, 2, 99);
				nora.press(0, 'a', { ctrlKey: true, altKey: true });
				return [lines(nora), new Set(ids(nora)).size === ids(nora).length];
			})
		).toEqual([
			[
				'action[CD+CD+JT] to meet',
				'point Last',
				'point CD and CD to meet (Action: JT)',
				'action[CD+CD+JT] to meet'
			],
			true
		]);
	});
});

const ACTIONS = '.line[data-kind="action"]';

test('two who fit: a small list comes up, typing goes on, “who?” stays until one is chosen', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Two who fit');
	const nora = await openAs(browser, server, 'nora@example.org');
	const mabel = await openAs(browser, server, 'mabel@example.org');
	await openMeeting(nora, meeting);
	await openMeeting(mabel, meeting);
	// Colm is here and Carys is not: he comes first.
	await nora.getByRole('button', { name: /Keep the roster/ }).click();
	await nora
		.getByRole('group', { name: /Colm Deakin/ })
		.getByLabel('Present')
		.check();
	await nora
		.getByRole('group', { name: /Carys Dunne/ })
		.getByLabel('Apologies')
		.check();
	await nora.getByRole('button', { name: 'Done with the roster' }).click();
	await editor(nora, 3).click();
	await nora.keyboard.type('ACTION: CD to ');
	const asked = nora.getByRole('group', { name: 'Owner CD' });
	await expect(asked.getByRole('option')).toHaveText([
		/CDe Colm Deakin/,
		/CDu Carys Dunne.*apologies/,
		'Add a guest…',
		/Nobody on the roster/
	]);
	await expectAccessible(nora);
	await expect(editor(nora, 3)).toBeFocused();
	await nora.keyboard.type('ring the school.');
	await expect(asked).toBeVisible();
	await nora.keyboard.press('Enter');
	await expect(asked).toHaveCount(0);
	await expect(mabel.locator(ACTIONS).locator('.question')).toHaveText('who?');
	// From the next line, without a mouse.
	await nora.keyboard.press('Alt+Enter');
	await expect(nora.getByRole('combobox', { name: 'Who is CD?' })).toBeFocused();
	await expectAccessible(nora);
	await nora.keyboard.press('Enter');
	await expect(editor(nora, 3)).toBeFocused();
	for (const page of [nora, mabel]) {
		await expect(page.locator(ACTIONS).locator('.question')).toHaveCount(0);
		await expect(page.locator(ACTIONS).locator('.owner')).toHaveText('CD');
		await expect(page.locator(ACTIONS).locator('.owner')).toHaveAttribute('title', 'Colm Deakin');
	}
	// Somebody else after all: what was typed stays.
	const chip = mabel
		.getByRole('complementary', { name: 'Actions' })
		.getByRole('button', { name: /^CD\. Colm/ });
	await chip.focus();
	await expect(chip).toHaveAttribute('data-full', 'Colm Deakin');
	await mabel.keyboard.press('Enter');
	await mabel.keyboard.type('carys');
	await mabel.keyboard.press('Enter');
	await expect(nora.locator(ACTIONS).locator('.owner')).toHaveText('CD');
	await expect(nora.locator(ACTIONS).locator('.owner')).toHaveAttribute('title', 'Carys Dunne');
	await nora.keyboard.press('ArrowUp');
	await expect(nora.locator('.line.here .names')).toHaveText('CD: Carys Dunne');
	// A point for a moment, and an action again: who was chosen is not asked for twice.
	await nora.keyboard.press('Control+Alt+a');
	await expect(mabel.locator(ACTIONS)).toHaveCount(0);
	await expect(mabel.locator('.line[data-label="4.1"]')).toHaveText('CD to ring the school.');
	await nora.keyboard.press('Control+Alt+a');
	await expect(mabel.locator(ACTIONS).locator('.owner')).toHaveAttribute('title', 'Carys Dunne');
	await expectSaved(nora);
});

test('unknown initials stay marked; a guest is added from there, and a person is chosen', async ({
	browser,
	world: { server }
}) => {
	const meeting = await server.meeting('harbour', 'Nobody of that name');
	const nora = await openAs(browser, server, 'nora@example.org', { width: 320, height: 700 });
	await openMeeting(nora, meeting);
	await editor(nora, 3).click();
	await nora.keyboard.type('ACTION: LC to publicise the dates.');
	await nora.keyboard.press('Enter');
	await nora.keyboard.type('ACTION: ZZ to ring.');
	const questions = nora.locator(ACTIONS).locator('.question');
	await expect(questions).toHaveText(['not on the roster', 'not on the roster']);
	// The nearest question first: ZZ is Mabel.
	await nora.keyboard.press('Alt+Enter');
	await nora.keyboard.type('mabel');
	await nora.keyboard.press('Enter');
	await expect(questions).toHaveCount(1);
	await nora.keyboard.press('Alt+Enter');
	await expect(nora.getByRole('combobox', { name: 'LC is not on the roster' })).toBeFocused();
	await expectNoSideways(nora);
	await nora.keyboard.press('ArrowUp');
	await nora.keyboard.press('ArrowUp');
	await nora.keyboard.press('Enter');
	await expect(nora.getByLabel('Guest’s name')).toBeFocused();
	await expectAccessible(nora);
	await nora.keyboard.type('Lucy Chan');
	await nora.keyboard.press('Enter');
	await expect(questions).toHaveCount(0);
	await expect(nora.locator(ACTIONS).first().locator('.owner')).toHaveAttribute('title', 'Lucy Chan');
	await expect(nora.locator(ACTIONS).locator('.owner')).toHaveText(['LC', 'ZZ']);
	await expect(editor(nora, 3)).toBeFocused();
	// Nothing is open any more: Esc leaves the text as ever.
	await nora.keyboard.press('Escape');
	await expect(editor(nora, 3)).not.toBeFocused();
});

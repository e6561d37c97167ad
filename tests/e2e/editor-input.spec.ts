/** Input that is no key at a time: input methods, phones, dragging; with real events of the browser. */
import { expect, test as base, type CDPSession, type JSHandle, type Page } from '@playwright/test';
import { openWorld, type World } from './editors/open-world.ts';

const test = base.extend<{ here: { page: Page; world: JSHandle<World>; cdp: CDPSession } }>({
	here: async ({ browser }, use) => {
		const { page, world } = await openWorld(browser);
		await use({ page, world, cdp: await page.context().newCDPSession(page) });
		await page.close();
	}
});

const compose = (cdp: CDPSession, text: string) =>
	cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
const commit = (cdp: CDPSession, text: string) => cdp.send('Input.insertText', { text });

test('words composed by an input method are read once they stand', async ({ here: { page, world, cdp } }) => {
	await world.evaluate(({ open }) =>
		open([['point', '']])[0]
			?.editor(0)
			.view.focus()
	);
	const lines = () => world.evaluate(({ people, lines }) => people().map((writer) => lines(writer)));
	for (const text of ['A', 'ACT', 'ACTION:']) await compose(cdp, text);
	expect(await lines()).toEqual([['point ACTION:']]);
	await commit(cdp, 'ACTION:');
	await expect.poll(lines).toEqual([['action']]);
	await commit(cdp, ' ');
	for (const text of ['I', 'ID', 'ID to', 'ID to invite']) await compose(cdp, text);
	expect(await lines()).toEqual([['action ID to invite']]);
	await commit(cdp, 'ID to invite Sharon');
	await expect.poll(lines).toEqual([['action[ID] to invite Sharon']]);
	await page.keyboard.type(' today');
	await expect.poll(lines).toEqual([['action[ID] to invite Sharon today']]);
});

test('what others write while one composes neither doubles nor ends it', async ({ here: { world, cdp } }) => {
	await world.evaluate(({ open }) => {
		const nora = open(
			[
				['point', 'one '],
				['point', 'two']
			],
			2
		)[0];
		nora?.editor(0).view.focus();
		nora?.at(0, 0, 99);
	});
	await compose(cdp, 'nih');
	await world.evaluate(({ people, deliver }) => {
		const mabel = people()[1];
		mabel?.at(0, 1, 99);
		mabel?.type(0, '(theirs)');
		mabel?.at(0, 0, 0);
		mabel?.type(0, '(head)');
		deliver();
	});
	await compose(cdp, 'nihon');
	await commit(cdp, '日本');
	await expect
		.poll(() =>
			world.evaluate(({ people, lines, deliver }) => {
				deliver();
				return people().map((writer) => lines(writer));
			})
		)
		.toEqual(Array(2).fill(['point (head)one 日本', 'point two(theirs)']));
});

test('a phone’s keyboard: words at once, a correction of a word before the caret', async ({
	here: { page, world, cdp }
}) => {
	await world.evaluate(({ open }) =>
		open([['point', '']])[0]
			?.editor(0)
			.view.focus()
	);
	const lines = () => world.evaluate(({ people, lines }) => people().map((writer) => lines(writer)));
	await commit(cdp, 'ACTION: MS to teh school');
	await expect.poll(lines).toEqual([['action[MS] to teh school']]);
	// The keyboard takes a word up again, and writes another in its place.
	await world.evaluate(({ people }) => people()[0]?.select(0, [0, 3], [0, 6]));
	await commit(cdp, 'the');
	await expect.poll(lines).toEqual([['action[MS] to the school']]);
	await world.evaluate(({ people }) => people()[0]?.at(0, 0, 99));
	await page.keyboard.press('Enter');
	await commit(cdp, '😀 fine');
	await expect.poll(lines).toEqual([['action[MS] to the school', 'point 😀 fine']]);
});

test('a line dragged to another place takes its kind and its owners along', async ({ here: { world } }) => {
	expect(
		await world.evaluate(({ open, lines, drag, ids }) => {
			const [nora] = open([
				['point', ''],
				['heading', 'Between'],
				['point', 'Last']
			]);
			if (!nora) return [];
			nora.at(0, 0, 0);
			nora.type(0, 'ACTION: ID to invite');
			nora.select(0, [0, 0], [1, 0]);
			drag(nora, 0, 1);
			return [lines(nora), new Set(ids(nora)).size === ids(nora).length];
		})
	).toEqual([['heading Between', 'action[ID] to invite', 'point Last'], true]);
});

test('Enter, Backspace and Ctrl+A of the browser itself', async ({ here: { page, world } }) => {
	await world.evaluate(({ open }) => {
		const nora = open([
			['point', 'one two'],
			['bullet', 'three']
		])[0];
		nora?.editor(0).view.focus();
		nora?.at(0, 0, 4);
	});
	const lines = () => world.evaluate(({ people, lines }) => people().map((writer) => lines(writer)));
	await page.keyboard.press('Enter');
	await page.keyboard.type('x');
	await page.keyboard.press('Shift+Enter');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Home');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Control+Backspace');
	await expect.poll(lines).toEqual([['point one', 'point x', 'point three']]);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+a');
	await page.keyboard.type('all');
	await expect.poll(lines).toEqual([['point all']]);
});

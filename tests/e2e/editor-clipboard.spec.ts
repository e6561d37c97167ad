/** Copy, cut and paste. With the real editors and no server. */
import { expect } from '@playwright/test';
import { test } from './editors/open-world.ts';

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

	test('an action out of another meeting brings its owners along', async ({ world }) => {
		expect(
			await world.evaluate(({ open, lines, copied, paste }) => {
				const [nora] = open([['point', 'Words']]);
				if (!nora) return [];
				nora.at(0, 0, 99);
				nora.press(0, 'Enter');
				nora.type(0, 'ACTION: ID to invite');
				nora.select(0, [0, 0], [1, 99]);
				const data = copied(nora);
				const [mabel] = open();
				if (!mabel) return [];
				mabel.at(1, 0, 0);
				paste(mabel, 1, data);
				return lines(mabel, 1);
			})
		).toEqual(['point Words', 'action[ID] to invite']);
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

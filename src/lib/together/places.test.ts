import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { seedUpdate } from '#document/seed.ts';
import { othersIn } from './places.ts';
import { hereInWords } from './words.ts';

function meeting() {
	const doc = new Y.Doc();
	const item = (id: string) => ({
		id,
		printed: null,
		title: id,
		lines: [emptyLine('point', `${id}1`, 'One.'), emptyLine('point', `${id}2`, 'Two.')]
	});
	Y.applyUpdate(doc, seedUpdate([item('itemaaaa'), item('itembbbb')]));
	const head = (id: string, line: number): unknown => {
		const body = bodyOf(itemsOf(doc).get(id) as Y.Map<unknown>);
		const text = (body?.get(line) as Y.XmlElement).get(0) as Y.XmlText;
		return Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text as never, 2));
	};
	return { doc, head };
}

const names = new Map([
	[1, { person: 'nora', name: 'Nora Quill' }],
	[2, { person: 'mabel', name: 'Mabel Birch' }],
	[3, { person: 'mabel', name: 'Mabel Birch' }],
	[4, { person: 'colm', name: 'Colm Deakin' }]
]);

test('[Z1] a caret is in the line and the item it stands in; oneself and whom the server has not named are left out', () => {
	const { doc, head } = meeting();
	const carets = [
		{ client: 1, head: head('itemaaaa', 0), moved: 1 },
		{ client: 2, head: head('itembbbb', 1), moved: 2 },
		{ client: 4, head: null, moved: 3 },
		{ client: 9, head: head('itemaaaa', 0), moved: 4 }
	];
	expect(othersIn(doc, carets, names, 'nora')).toEqual([
		{ person: 'colm', name: 'Colm Deakin', place: null, moved: 3 },
		{ person: 'mabel', name: 'Mabel Birch', place: { item: 'itembbbb', line: 'itembbbb2' }, moved: 2 }
	]);
});

test('[Z1] somebody with two tabs is one person: where they moved last, in the text before outside of it', () => {
	const { doc, head } = meeting();
	const where = (first: unknown, second: unknown) =>
		othersIn(
			doc,
			[
				{ client: 2, head: first, moved: 5 },
				{ client: 3, head: second, moved: 2 }
			],
			names,
			'nora'
		).map(({ place }) => place?.item);
	expect(where(head('itemaaaa', 0), head('itembbbb', 0))).toEqual(['itemaaaa']);
	expect(where(null, head('itembbbb', 0))).toEqual(['itembbbb']);
});

test('[Z1] a caret in a text that has not arrived is nowhere', () => {
	const { doc } = meeting();
	const head = { type: { client: 77, clock: 5 }, tname: null, item: { client: 77, clock: 9 }, assoc: 0 };
	expect(othersIn(doc, [{ client: 2, head, moved: 1 }], names, 'nora')[0]?.place).toBeNull();
});

test('[Z1] the words: one is here, two are, more than three are counted', () => {
	expect(hereInWords([])).toBe('');
	expect(hereInWords(['Mabel Birch'])).toBe('Mabel Birch is here');
	expect(hereInWords(['Mabel Birch', 'Colm Deakin'])).toBe('Mabel Birch and Colm Deakin are here');
	expect(hereInWords(['A B', 'C D', 'E F', 'G H', 'I J'])).toBe('A B, C D and 3 more are here');
});

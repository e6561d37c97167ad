import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { addOwner, setDue } from '#document/minutes/actions.ts';
import { renameItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { placeArising, reportText, setOutcome } from '#document/register/arising.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { seedUpdate } from '#document/seed.ts';
import { editsOf, type Edit } from './edits.ts';

const SEED = seedUpdate([
	{
		id: 'itemaaaa',
		printed: null,
		title: 'Patrols',
		lines: [emptyLine('point', 'line0001', 'Noted.'), emptyLine('action', 'line0002', 'to go')]
	},
	{ id: 'itembbbb', printed: null, title: 'Fleet', lines: [emptyLine('point', 'line0003', 'Agreed.')] }
]);

const WRITERS = ['Mabel', 'Colm'] as const;
type Writer = (typeof WRITERS)[number];

/** What Mabel and Colm write, each in a text of their own; it arrives as one update. */
function arrived(
	write: (docs: Readonly<Record<Writer, Y.Doc>>) => void
): { author: string | null; item: string }[] {
	const reader = new Y.Doc();
	Y.applyUpdate(reader, SEED);
	const docs = { Mabel: new Y.Doc(), Colm: new Y.Doc() };
	for (const doc of Object.values(docs)) Y.applyUpdate(doc, SEED);
	write(docs);
	let edits: readonly Edit[] = [];
	reader.on('afterTransaction', (transaction: Y.Transaction) => (edits = editsOf(transaction)));
	const vector = Y.encodeStateVector(reader);
	Y.applyUpdate(reader, Y.mergeUpdates(Object.values(docs).map((doc) => Y.encodeStateAsUpdate(doc, vector))));
	return edits
		.map(({ client, item }) => ({
			author: WRITERS.find((writer) => docs[writer].clientID === client) ?? null,
			item
		}))
		.sort((a, b) => `${a.item}${a.author}`.localeCompare(`${b.item}${b.author}`));
}

const text = (doc: Y.Doc, item: string, line: number): Y.XmlText => {
	const body = bodyOf(itemsOf(doc).get(item) as Y.Map<unknown>);
	return (body?.get(line) as Y.XmlElement).get(0) as Y.XmlText;
};

test('[Z6] words belong to the item they stand in and to the client that wrote them', () => {
	const edits = arrived(({ Mabel, Colm }) => {
		text(Mabel, 'itemaaaa', 0).insert(6, ' By all.');
		text(Colm, 'itemaaaa', 0).insert(0, 'Colm: ');
		text(Colm, 'itembbbb', 0).insert(7, ' In full.');
	});
	expect(edits).toEqual([
		{ author: 'Colm', item: 'itemaaaa' },
		{ author: 'Mabel', item: 'itemaaaa' },
		{ author: 'Colm', item: 'itembbbb' }
	]);
});

test('[Z6] what was only taken away has no author, beside what was written it needs none', () => {
	const edits = arrived(({ Mabel }) => {
		text(Mabel, 'itemaaaa', 0).delete(0, 6);
		text(Mabel, 'itemaaaa', 1).insert(0, 'now ');
		text(Mabel, 'itembbbb', 0).delete(0, 7);
	});
	expect(edits).toEqual([
		{ author: 'Mabel', item: 'itemaaaa' },
		{ author: null, item: 'itembbbb' }
	]);
});

test('[Z6] titles, removals, owners and dues are changes of their item', () => {
	expect(arrived(({ Mabel }) => renameItem(Mabel, 'itembbbb', 'Fleet and crews'))).toEqual([
		{ author: 'Mabel', item: 'itembbbb' }
	]);
	expect(arrived(({ Colm }) => setItemRemoved(Colm, 'itembbbb', true))).toEqual([
		{ author: 'Colm', item: 'itembbbb' }
	]);
	expect(arrived(({ Colm }) => addOwner(Colm, 'line0002', 'MB'))).toEqual([
		{ author: 'Colm', item: 'itemaaaa' }
	]);
	expect(arrived(({ Mabel }) => setDue(Mabel, 'line0002', null))).toEqual([
		{ author: 'Mabel', item: 'itemaaaa' }
	]);
});

test('[Z6] what is reported of the last meeting is a change of the item it stands in', () => {
	const edits = arrived(({ Mabel }) => {
		placeArising(Mabel, 'actions', 'itembbbb');
		setOutcome(Mabel, 'old1', 'done');
		reportText(Mabel, 'old1').insert(0, 'All invited.');
	});
	expect(edits).toEqual([{ author: 'Mabel', item: 'itembbbb' }]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { OUTCOMES } from '#core/minutes/minutes.ts';
import {
	amendmentText,
	placeArising,
	readArising,
	reportText,
	setConfirmation,
	setNewDue,
	setOutcome,
	setWords
} from './arising.ts';
import { readDraft } from '#document/read.ts';
import { seedUpdate } from '#document/seed.ts';

function pair(): [Y.Doc, Y.Doc] {
	const first = seedUpdate([{ id: 'item000001', printed: null, title: 'Matters arising', lines: [] }], {
		notes: 'item000001',
		actions: 'item000001'
	});
	const docs: [Y.Doc, Y.Doc] = [new Y.Doc(), new Y.Doc()];
	for (const doc of docs) Y.applyUpdate(doc, first);
	return docs;
}

function meet([here, there]: readonly [Y.Doc, Y.Doc]): void {
	Y.applyUpdate(here, Y.encodeStateAsUpdate(there, Y.encodeStateVector(here)));
	Y.applyUpdate(there, Y.encodeStateAsUpdate(here, Y.encodeStateVector(there)));
}

test('[J2] what two people pick and type at once is all there, on both sides', () => {
	const docs = pair();
	const [here, there] = docs;
	setOutcome(here, 'action0001', 'done');
	setWords(reportText(here, 'action0001'), 'all have it');
	setWords(reportText(there, 'action0001'), 'two pages ');
	setOutcome(there, 'action0002', 'new-due');
	setNewDue(there, 'action0002', ' next  meeting ');
	setConfirmation(here, 'meeting001', 'amended');
	setWords(amendmentText(there, 'meeting001'), 'for “two” read “twelve”');
	meet(docs);
	const [one, other] = docs.map(readArising);
	expect(one).toEqual(other);
	expect(one?.reports.find(({ action }) => action === 'action0001')?.words).toContain('all have it');
	expect(one?.reports.find(({ action }) => action === 'action0001')?.words).toContain('two pages');
	expect(one?.reports.find(({ action }) => action === 'action0002')).toEqual({
		action: 'action0002',
		outcome: 'new-due',
		due: 'next meeting',
		words: ''
	});
	expect(one?.confirmations).toEqual([
		{ meeting: 'meeting001', outcome: 'amended', point: '', amendment: 'for “two” read “twelve”' }
	]);
	expect(readDraft(here).arising).toEqual(one);
});

test('[J2] random picks of two people converge, and they stand in one item', () => {
	const step = fc.record({
		side: fc.constantFrom(0, 1),
		action: fc.constantFrom('action0001', 'action0002', 'action0003'),
		outcome: fc.constantFrom(...OUTCOMES, null),
		words: fc.string({ maxLength: 6 }),
		item: fc.constantFrom('item000001', 'item000002'),
		meets: fc.boolean()
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
			const docs = pair();
			for (const { side, action, outcome, words, item, meets } of steps) {
				const doc = side === 0 ? docs[0] : docs[1];
				setOutcome(doc, action, outcome);
				setWords(reportText(doc, action), words);
				placeArising(doc, 'actions', item);
				if (meets) meet(docs);
			}
			meet(docs);
			const sorted = (doc: Y.Doc) => {
				const { reports = [], ...rest } = readArising(doc) ?? {};
				return { ...rest, reports: [...reports].sort((a, b) => (a.action < b.action ? -1 : 1)) };
			};
			expect(sorted(docs[0])).toEqual(sorted(docs[1]));
		})
	);
});

test('what is no pick is left out, never a throw', () => {
	const [doc] = pair();
	const arising = doc.getMap('arising');
	arising.set('action0001|outcome', 'burnt');
	arising.set('action0001|due', 7);
	arising.set('at|notes', { item: 1 });
	arising.set('odd', new Y.Map());
	doc.getMap('report|action0002').set('a', 'b');
	expect(readArising(doc)).toEqual({
		notesAt: null,
		actionsAt: 'item000001',
		reports: [{ action: 'action0001', outcome: null, due: '', words: '' }],
		confirmations: []
	});
});

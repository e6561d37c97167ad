import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { addOwner, answerDue, chooseOwner, setDue, takeOwners } from '#document/minutes/actions.ts';
import { addItem, agenda, moveItem, renameItem, setItemRemoved } from '#document/agenda/agenda.ts';
import {
	amendmentText,
	placeArising,
	reportText,
	setAmendedPoint,
	setConfirmation,
	setNewDue,
	setOutcome,
	setWords
} from '#document/register/arising.ts';
import { bodyOf, itemsOf } from './fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { beginItem, setPlan, takeOver } from '#document/agenda/item-plan.ts';
import { itemThen, restoreItem } from '#document/history/restore.ts';
import { seedUpdate } from './seed.ts';
import { misfitsOf } from './shape.ts';
import { noteTaken } from '#document/concurrent/moved-lines.ts';

const ITEM = 'item0001';
const LINE = 'line0001';
const DAY = '2026-12-01' as never;

/** Everything that our own code writes, once. */
function written(): Y.Doc {
	const doc = new Y.Doc();
	const lines = [
		{ ...emptyLine('action', LINE, 'to invite Sharon'), printed: '1.2', due: null },
		{ ...emptyLine('decision', 'line0002', 'The plan'), verb: 'signed off' as const }
	];
	const plan = { purpose: 'sign-off' as const, lead: 'the Chair', minutes: 20, added: DAY };
	Y.applyUpdate(
		doc,
		seedUpdate(
			[
				{ id: ITEM, printed: '5.1', title: 'Welcome', lines, plan },
				{ id: 'item0002', printed: null, title: '', lines: [] }
			],
			{ notes: ITEM, actions: 'item0002' }
		)
	);
	doc.on('afterTransaction', (transaction: Y.Transaction) => {
		if (transaction.local && transaction.origin !== 'taken') noteTaken(transaction);
	});
	addOwner(doc, LINE, 'Anyone from the Board', null, true);
	takeOwners(doc, LINE, [
		{ written: 'CD', place: 'head', before: '', after: ' ' },
		{ written: 'CD', place: 'head', before: ' and ', after: ' ' }
	]);
	chooseOwner(doc, `${LINE}|owner|cd`, 'attendance000000001');
	setDue(doc, LINE, { written: 'Friday', kind: 'words', date: null, options: [DAY] });
	answerDue(doc, LINE, { written: 'Friday', date: DAY });
	addItem(doc, 'item0003', 'line0003', 'Another', ITEM);
	takeOver(
		doc,
		{ id: 'item0004', title: 'Proposed', purpose: null, lead: 'KB', minutes: 5 },
		'line0004',
		DAY
	);
	moveItem(doc, ITEM, 'down');
	renameItem(doc, ITEM, 'Welcome and apologies');
	setItemRemoved(doc, 'item0003', true);
	setPlan(doc, ITEM, { lead: '', minutes: null });
	beginItem(doc, ITEM, 1_700_000_000_000);
	beginItem(doc, null, 1_700_000_100_000);
	setOutcome(doc, 'action01', 'new-due');
	setNewDue(doc, 'action01', 'next meeting');
	setConfirmation(doc, 'meeting1', 'amended');
	setAmendedPoint(doc, 'meeting1', '3.4');
	placeArising(doc, 'notes', 'item0002');
	setWords(reportText(doc, 'action01'), 'It was done.');
	setWords(amendmentText(doc, 'meeting1'), 'twelve, not eleven');
	const then = itemThen(doc, ITEM);
	const body = bodyOf(itemsOf(doc).get(ITEM) as Y.Map<unknown>) as Y.XmlFragment;
	doc.transact(() => {
		body.delete(1, 1);
		body.insert(0, [lineElement(emptyLine('bullet', 's000abc1', 'The plan'))]);
	});
	if (then) doc.transact(() => restoreItem(doc, then, () => 'fresh001'));
	return doc;
}

test('[R82] what our own code writes, the document can hold', () => {
	const doc = written();
	expect(misfitsOf(doc)).toEqual([]);
	expect(agenda(doc).length).toBe(4);
	expect(doc.getArray('taken').length).toBeGreaterThan(0);
});

const wrong: readonly (readonly [string, (doc: Y.Doc) => void, readonly (string | number)[]])[] = [
	['a name at the top', (doc) => doc.getMap('evil').set('a', 1), ['evil']],
	['a type at the top that is another', listAtTop, ['items', 0]],
	[
		'an id that every object answers to',
		(doc) => doc.getMap('items').set('__proto__', new Y.Map()),
		['items', '__proto__']
	],
	[
		'an id that every object answers to',
		(doc) => doc.getMap('items').set('constructor', new Y.Map()),
		['items', 'constructor']
	],
	['a field', (doc) => itemsOf(doc).get(ITEM)?.set('mood', 'good'), ['items', ITEM, 'mood']],
	[
		'a value of 900 kB',
		(doc) => itemsOf(doc).get(ITEM)?.set('lead', 'x'.repeat(900_000)),
		['items', ITEM, 'lead']
	],
	[
		'a value where a type stands',
		(doc) => itemsOf(doc).get(ITEM)?.set('title', 'x'),
		['items', ITEM, 'title']
	],
	[
		'a type where a value stands',
		(doc) => itemsOf(doc).get(ITEM)?.set('lead', new Y.Map()),
		['items', ITEM, 'lead']
	],
	['a note of what was taken', (doc) => doc.getArray('taken').insert(0, [{ line: [1, 2] }]), ['taken', 0]],
	[
		'an owner',
		(doc) => doc.getMap('actions').set(`${LINE}|owner|x`, { order: 'a' }),
		['actions', `${LINE}|owner|x`]
	],
	['a mark', (doc) => words(doc).format(0, 2, { bold: true }), ['items', ITEM, 'body', 0, 0, 0]],
	[
		'something embedded',
		(doc) => words(doc).insertEmbed(0, { image: 'x' }),
		['items', ITEM, 'body', 0, 0, 0]
	],
	['an element', (doc) => bodyIn(doc).insert(0, [new Y.XmlElement('table')]), ['items', ITEM, 'body', 0]],
	['words without a line', (doc) => bodyIn(doc).insert(0, [new Y.XmlText('x')]), ['items', ITEM, 'body', 0]],
	[
		'a kind of line',
		(doc) => (bodyIn(doc).get(0) as Y.XmlElement).setAttribute('kind', 'table'),
		['items', ITEM, 'body', 0, 'kind']
	],
	[
		'an attribute',
		(doc) => (bodyIn(doc).get(0) as Y.XmlElement).setAttribute('style', 'x'),
		['items', ITEM, 'body', 0, 'style']
	]
];

function listAtTop(doc: Y.Doc): void {
	const other = new Y.Doc();
	other.getArray('items').push([1]);
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
}
const bodyIn = (doc: Y.Doc): Y.XmlFragment =>
	bodyOf(itemsOf(doc).get(ITEM) as Y.Map<unknown>) as Y.XmlFragment;
const words = (doc: Y.Doc): Y.XmlText => (bodyIn(doc).get(0) as Y.XmlElement).get(0) as Y.XmlText;

test.each(wrong)('[R82] the document cannot hold %s', (_what, doIt, path) => {
	const doc = written();
	doIt(doc);
	expect(misfitsOf(doc).map((misfit) => misfit.path)).toEqual(expect.arrayContaining([path]));
});

test('[R82] three thousand maps in one another are told of once', () => {
	const doc = new Y.Doc();
	let map = doc.getMap<unknown>('items');
	doc.transact(() => {
		for (let n = 0; n < 3000; n++) {
			const inner = new Y.Map<unknown>();
			map.set('item0001', inner);
			map = inner;
		}
	});
	expect(misfitsOf(doc).length).toBe(1);
});

test('[R82] what somebody pastes into a field is cut to what the field can hold, and no character in two', () => {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, seedUpdate([{ id: ITEM, printed: null, title: 'Welcome', lines: [] }]));
	const long = `${'x'.repeat(1999)}😀${'y'.repeat(5000)}`;
	addOwner(doc, LINE, long);
	setDue(doc, LINE, { written: long, kind: 'words', date: null });
	setNewDue(doc, LINE, long);
	setAmendedPoint(doc, 'meeting1', long);
	setPlan(doc, ITEM, { lead: long });
	expect(misfitsOf(doc)).toEqual([]);
	expect(itemsOf(doc).get(ITEM)?.get('lead')).toBe('x'.repeat(1999));
});

import { expect, test } from 'vitest';
import fc from 'fast-check';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { addOwner, setDue } from '#document/minutes/actions.ts';
import { addItem, agenda, moveItem, renameItem, setItemRemoved } from '#document/agenda/agenda.ts';
import { bodyOf, itemsOf } from './fields.ts';
import { lineElement, setLineText } from '#document/minutes/line.ts';
import { DraftReader, readDraft } from './read.ts';
import { seedUpdate } from './seed.ts';

const ITEMS = ['itemaaaa', 'itembbbb'];
const seed = seedUpdate(
	ITEMS.map((id) => ({
		id,
		printed: null,
		title: id,
		lines: [emptyLine('point', `${id}1`, 'one'), emptyLine('action', `${id}2`, 'two')]
	}))
);

function open(): { doc: Y.Doc; reader: DraftReader } {
	const doc = new Y.Doc();
	const reader = new DraftReader(doc);
	Y.applyUpdate(doc, seed);
	return { doc, reader };
}

const lineOf = (doc: Y.Doc, item: number, line: number): Y.XmlElement =>
	bodyOf(itemsOf(doc).get(ITEMS[item] ?? '') as never)?.get(line) as Y.XmlElement;

const CHANGES: readonly ((doc: Y.Doc, item: number, line: number) => void)[] = [
	(doc, item, line) => setLineText(lineOf(doc, item, line), `words ${Math.abs(item - line)} more`),
	(doc, item, line) => lineOf(doc, item, line).setAttribute('kind', line === 0 ? 'action' : 'point'),
	(doc, item) => addOwner(doc, `${ITEMS[item] ?? ''}2`, `ID${item}`),
	(doc, item) => setDue(doc, `${ITEMS[item] ?? ''}2`, null),
	(doc, item) => renameItem(doc, ITEMS[item] ?? '', `called ${agenda(doc).length}`),
	(doc, item) => void moveItem(doc, ITEMS[item] ?? '', 'down'),
	(doc, item) =>
		setItemRemoved(
			doc,
			ITEMS[item] ?? '',
			itemsOf(doc)
				.get(ITEMS[item] ?? '')
				?.get('removed') !== true
		),
	(doc) => addItem(doc, `item${agenda(doc).length}`, `line${agenda(doc).length}`, 'another', null),
	(doc, item) =>
		bodyOf(itemsOf(doc).get(ITEMS[item] ?? '') as never)?.push([
			lineElement(emptyLine('point', 'x', 'below'))
		])
];

test('a reader that reads only what changed reads what anybody would read', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat(CHANGES.length - 1), fc.nat(1), fc.nat(1)), { maxLength: 20 }),
			(steps) => {
				const { doc, reader } = open();
				for (const [change, item, line] of steps) {
					CHANGES[change]?.(doc, item, line);
					expect(reader.read()).toEqual(readDraft(doc));
				}
			}
		),
		{ numRuns: 100 }
	);
});

test('what did not change is the same object', () => {
	const { doc, reader } = open();
	const before = reader.read();
	setLineText(lineOf(doc, 0, 0), 'other words');
	const after = reader.read();
	expect(after.items[0]).not.toBe(before.items[0]);
	expect(after.items[0]?.lines[1]).toBe(before.items[0]?.lines[1]);
	expect(after.items[1]).toBe(before.items[1]);
});

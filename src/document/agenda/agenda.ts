/** The agenda of a meeting, and what is done to it: add, rename, move, remove, bring back. */
import { generateKeyBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf, LINE, titleOf, type ItemMap } from '#document/fields.ts';
import { difference, lineElement, textOf } from '#document/minutes/line.ts';

export interface AgendaEntry {
	readonly id: string;
	readonly order: string;
	readonly removed: boolean;
	readonly item: ItemMap;
}

/** In agenda order, removed ones included. Equal keys (two people adding at one place at once) are ordered by id, the same everywhere. */
export function agenda(doc: Y.Doc): AgendaEntry[] {
	const entries: AgendaEntry[] = [];
	for (const [id, item] of itemsOf(doc)) {
		if (!(item instanceof Y.Map)) continue;
		const order = item.get('order');
		entries.push({
			id,
			order: typeof order === 'string' ? order : '',
			removed: item.get('removed') === true,
			item
		});
	}
	return entries.sort((a, b) => (a.order === b.order ? compare(a.id, b.id) : compare(a.order, b.order)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A key between two, also when the two are equal or out of order (then: just after the first). */
function keyBetween(before: string | null, after: string | null): string {
	try {
		return generateKeyBetween(before, before !== null && after !== null && before >= after ? null : after);
	} catch {
		return generateKeyBetween(null, null);
	}
}

/** The order key for an item that shall stand right after `previous` (null: first). */
function orderAfter(doc: Y.Doc, previous: string | null, moving: string | null): string {
	const others = agenda(doc).filter((entry) => entry.id !== moving);
	const index = previous === null ? -1 : others.findIndex((entry) => entry.id === previous);
	return keyBetween(others[index]?.order ?? null, others[index + 1]?.order ?? null);
}

/** A new item has one empty point, made here once: two people who begin to type in it type in the same line. */
export function addItem(doc: Y.Doc, id: string, line: string, title: string, previous: string | null): void {
	doc.transact(() => {
		const item: ItemMap = new Y.Map();
		item.set('title', new Y.Text(title));
		item.set('order', orderAfter(doc, previous, null));
		item.set('removed', false);
		const body = new Y.XmlFragment();
		body.insert(0, [lineElement(emptyLine('point', line, ''))]);
		item.set('body', body);
		itemsOf(doc).set(id, item);
	});
}

/** Moves an item past its visible neighbour. @returns false when it stands at that end already */
export function moveItem(doc: Y.Doc, id: string, direction: 'up' | 'down'): boolean {
	const shown = agenda(doc).filter((entry) => !entry.removed);
	const index = shown.findIndex((entry) => entry.id === id);
	const item = shown[index]?.item;
	if (!item) return false;
	const previous = direction === 'up' ? (shown[index - 2]?.id ?? null) : (shown[index + 1]?.id ?? undefined);
	if (previous === undefined || (direction === 'up' && index === 0)) return false;
	doc.transact(() => item.set('order', orderAfter(doc, previous, id)));
	return true;
}

/** Nothing in it, title or words: removed, it need not be shown to be brought back. */
export const isBlankItem = (item: ItemMap): boolean =>
	`${titleOf(item)?.toString() ?? ''}${textOf(bodyOf(item))}`.trim() === '';

export function setItemRemoved(doc: Y.Doc, id: string, removed: boolean): void {
	const item = itemsOf(doc).get(id);
	if (item) doc.transact(() => item.set('removed', removed));
}

/** Sets the title by its smallest difference, so that two people renaming at once lose no letters. */
export function renameItem(doc: Y.Doc, id: string, title: string, caret?: number): void {
	const item = itemsOf(doc).get(id);
	const text = item && titleOf(item);
	if (!text) return;
	const { start, removed, inserted } = difference(text.toString(), title, caret);
	if (removed > 0) text.delete(start, removed);
	if (inserted !== '') text.insert(start, inserted);
}

/** The line with that id, wherever in the agenda it stands. */
export function findLine(doc: Y.Doc, id: string): Y.XmlElement | null {
	for (const { item } of agenda(doc))
		for (const child of bodyOf(item)?.toArray() ?? [])
			if (child instanceof Y.XmlElement && child.nodeName === LINE && child.getAttribute('id') === id)
				return child;
	return null;
}

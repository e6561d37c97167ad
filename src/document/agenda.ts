/** What is done to the agenda: add, rename, move, remove, bring back. Each is one Yjs transaction. */
import { generateKeyBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { itemsOf, titleOf, type ItemMap } from './fields.ts';

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
		entries.push({ id, order: typeof order === 'string' ? order : '', removed: item.get('removed') === true, item });
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

export function addItem(doc: Y.Doc, id: string, title: string, previous: string | null): void {
	doc.transact(() => {
		const item: ItemMap = new Y.Map();
		item.set('title', new Y.Text(title));
		item.set('order', orderAfter(doc, previous, null));
		item.set('removed', false);
		item.set('body', new Y.XmlFragment());
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

export function setItemRemoved(doc: Y.Doc, id: string, removed: boolean): void {
	const item = itemsOf(doc).get(id);
	if (item) doc.transact(() => item.set('removed', removed));
}

/** Replaces the title by its smallest difference, so that two people renaming at once lose no letters. */
export function renameItem(doc: Y.Doc, id: string, title: string): void {
	const item = itemsOf(doc).get(id);
	const text = item && titleOf(item);
	if (text) replaceText(text, title);
}

/** Sets a shared text to `next` by one insertion and one deletion in the middle. */
export function replaceText(text: Y.Text, next: string): void {
	const now = text.toString();
	if (now === next) return;
	const most = Math.min(now.length, next.length);
	let start = 0;
	while (start < most && now[start] === next[start]) start++;
	let end = 0;
	while (end < most - start && now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
	const change = () => {
		if (now.length - end > start) text.delete(start, now.length - end - start);
		if (next.length - end > start) text.insert(start, next.slice(start, next.length - end));
	};
	if (text.doc) text.doc.transact(change);
	else change();
}

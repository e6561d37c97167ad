/** The characters of a line as Yjs counts them: each has an id that stays, whatever is written around it. */
import * as Y from 'yjs';

export interface Sign {
	readonly id: Y.ID;
	/** Empty when it was deleted and Yjs has forgotten it. */
	readonly sign: string;
	readonly isThere: boolean;
}

/** The characters of a line, deleted or not, in order. */
export function* signsIn(line: Y.XmlElement): Generator<Sign> {
	for (let child = line._start; child; child = child.right) {
		const text = child.content instanceof Y.ContentType ? child.content.type : null;
		if (!(text instanceof Y.XmlText)) continue;
		for (let item = text._start; item; item = item.right) {
			const { content, deleted, length } = item;
			const { client, clock } = item.id;
			const words = content instanceof Y.ContentString ? content.str : '';
			if (words === '' && !deleted) continue;
			for (let at = 0; at < length; at++)
				yield { id: Y.createID(client, clock + at), sign: words[at] ?? '', isThere: !deleted };
		}
	}
}

/** What a local transaction wrote and did not take out again. */
export function stringsOf({ doc, beforeState }: Y.Transaction): Y.Item[] {
	const structs = doc.store.clients.get(doc.clientID) ?? [];
	const from = beforeState.get(doc.clientID) ?? 0;
	const written: Y.Item[] = [];
	for (let at = structs.length - 1; at >= 0; at--) {
		const struct = structs[at];
		if (!struct || struct.id.clock + struct.length <= from) break;
		if (struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentString)
			written.push(struct);
	}
	return written;
}

/** The line in whose words an item stands. */
export function lineOf({ parent }: Y.Item): Y.XmlElement | null {
	const line = parent instanceof Y.XmlText ? parent.parent : null;
	return line instanceof Y.XmlElement ? line : null;
}

/** An attribute of a line, also of one that is deleted, which says nothing of its attributes any more. */
export const attributeOf = (line: Y.XmlElement, name: string): string =>
	String(line._map.get(name)?.content.getContent().at(-1) ?? '');

/** Null: it has not arrived, or Yjs has forgotten what it was. */
export function itemOf(doc: Y.Doc, id: Y.ID): Y.Item | null {
	if (Y.getState(doc.store, id.client) <= id.clock) return null;
	const struct: Y.Item | Y.GC = Y.getItem(doc.store, id);
	return struct instanceof Y.Item ? struct : null;
}

/** How many characters of its text stand before an item. */
export function placeOf(item: Y.Item): number {
	let count = 0;
	for (let left = item.left; left; left = left.left)
		if (!left.deleted && left.countable) count += left.length;
	return count;
}

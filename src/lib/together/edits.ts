import * as Y from 'yjs';
import { actionsOf, arisingOf, bodyOf, itemsOf, type ItemMap } from '#document/fields.ts';

/** One person's part in one transaction, in one item. */
export interface Edit {
	/** The Yjs client that wrote; null: something was taken away, and the text does not say by whom. */
	readonly client: number | null;
	readonly item: string;
}

/**
 * [Z6] What came in with a transaction, by item and author. The author is the client of what was written. A deletion
 * carries none: it belongs to whoever wrote in the same item in the same transaction, or to nobody by name.
 * To be asked within `afterTransaction`: afterwards Yjs tidies up.
 */
export function editsOf(transaction: Y.Transaction): Edit[] {
	const { doc, beforeState, afterState, deleteSet } = transaction;
	const places = new Places(doc);
	const edits = new Map<string, Edit>();
	const written = new Set<string>();
	for (const [client, end] of afterState) {
		const start = beforeState.get(client) ?? 0;
		const structs = doc.store.clients.get(client);
		if (end <= start || !structs) continue;
		for (let index = Y.findIndexSS(structs as Y.Item[], start); index < structs.length; index++) {
			const item = places.of(structs[index]);
			if (item === null) continue;
			edits.set(`${client} ${item}`, { client, item });
			written.add(item);
		}
	}
	Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
		const item = places.of(struct);
		if (item !== null && !written.has(item)) edits.set(` ${item}`, { client: null, item });
	});
	return [...edits.values()];
}

/** In which item of the agenda a piece of the document stands. */
class Places {
	readonly #items: Y.Map<ItemMap>;
	readonly #actions: unknown;
	readonly #arising: Y.Map<unknown>;
	#ofLines: Map<string, string> | null = null;

	/** All named before anything is compared with them: what has not been asked for yet becomes another object then. */
	constructor(doc: Y.Doc) {
		this.#items = itemsOf(doc);
		this.#actions = actionsOf(doc);
		this.#arising = arisingOf(doc);
	}

	of(struct: Y.Item | Y.GC | Y.Skip | undefined): string | null {
		let item = struct instanceof Y.Item ? struct : null;
		while (item) {
			const parent = item.parent as Y.AbstractType<unknown> | null;
			if (parent === (this.#items as unknown)) return item.parentSub;
			if (parent === this.#actions) return this.#ofAction(item.parentSub ?? '');
			if (parent === (this.#arising as unknown)) return this.#ofArising();
			if (parent?._item === null && /^(report|amendment)\|/.test(Y.findRootTypeKey(parent)))
				return this.#ofArising();
			item = parent?._item ?? null;
		}
		return null;
	}

	/** Owners and dues stand apart from the lines, by keys that begin with the id of the action. */
	#ofAction(key: string): string | null {
		this.#ofLines ??= this.#lines();
		return this.#ofLines.get(key.split('|')[0] ?? '') ?? null;
	}

	#lines(): Map<string, string> {
		const lines = new Map<string, string>();
		for (const [id, item] of this.#items) {
			const body = item instanceof Y.Map ? bodyOf(item) : null;
			for (const line of body?.toArray() ?? [])
				if (line instanceof Y.XmlElement) lines.set(String(line.getAttribute('id')), id);
		}
		return lines;
	}

	/** What is reported of the last meeting is shown in one item. */
	#ofArising(): string | null {
		const at = this.#arising.get('at|actions') ?? this.#arising.get('at|notes');
		return typeof at === 'string' ? at : null;
	}
}

/** Draft → the first update of a meeting's document. Made once, on the server, in the transaction that makes the meeting (D14). */
import { generateNKeysBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { addOwner, chooseOwner, setDue } from '#document/minutes/actions.ts';
import { placeArising } from '#document/register/arising.ts';
import { emptyLine, type DraftItem, type DraftLine } from '#core/minutes/draft.ts';
import { itemsOf, ownerKey, type ItemMap } from './fields.ts';
import { lineElement } from '#document/minutes/line.ts';
import { plan } from '#document/agenda/item-plan.ts';

/**
 * @param arising ids of the items in which the notes of the last meeting and its actions stand; null: in none
 * @returns one V1 update that builds the whole document
 */
export function seedUpdate(
	items: readonly DraftItem[],
	arising: { readonly notes: string | null; readonly actions: string | null } = { notes: null, actions: null }
): Uint8Array {
	const doc = new Y.Doc();
	doc.transact(() => {
		const orders = generateNKeysBetween(null, null, items.length);
		for (const [index, draft] of items.entries()) {
			const item: ItemMap = new Y.Map();
			item.set('title', new Y.Text(draft.title));
			item.set('order', orders[index] ?? '');
			item.set('removed', false);
			if (draft.printed !== null) item.set('label', draft.printed);
			if (draft.plan) plan(item, draft.plan);
			const body = new Y.XmlFragment();
			// An empty item has one empty point from the start: two people who begin to type in it type in the same line.
			const lines = draft.lines.length > 0 ? draft.lines : [emptyLine('point', `${draft.id}0`, '')];
			body.insert(0, lines.map(lineElement));
			item.set('body', body);
			itemsOf(doc).set(draft.id, item);
			for (const line of draft.lines) seedAction(doc, line);
		}
		for (const part of ['notes', 'actions'] as const)
			if (arising[part] !== null) placeArising(doc, part, arising[part]);
	});
	const update = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return update;
}

function seedAction(doc: Y.Doc, line: DraftLine): void {
	if (line.kind !== 'action') return;
	for (const owner of line.owners) {
		addOwner(doc, line.id, owner.written);
		if (owner.chosen !== null || owner.outside)
			chooseOwner(doc, ownerKey(line.id, owner.written), owner.chosen, owner.outside);
	}
	if (line.due !== undefined) setDue(doc, line.id, line.due);
}

/**
 * Where things stand in the shared document of a meeting. One Y.Doc:
 *
 *   items    Y.Map  item id → Y.Map { title: Y.Text, order: string, removed: boolean, label?: string, body: Y.XmlFragment }
 *            and of its agenda, see agenda/item-plan.ts: { purpose?, lead?: string, minutes?: number, added?: date, clock?: ItemClock }
 *   actions  Y.Map  flat: "<action id>|due" → Due, "<action id>|due-answer" → DueAnswer,
 *                   "<action id>|owner|<key>" → OwnerValue
 *   arising  Y.Map  what is picked of the last meeting, see arising.ts
 *   taken    Y.Array  what became of lines that were joined, moved, deleted or broken, see concurrent/moved-lines.ts
 *
 * Every item has its own fragment, because Yjs has no move: an item is moved by its `order` (a fractional key) and
 * removed by its flag, so nobody's typing is lost with it. A body is a flat list of `line` elements whose `kind`
 * is an attribute: a point becomes an action by setting it, and what others type meanwhile stays.
 * The keys of `actions` are flat, because two people may create the nested map of one action at the same time and one
 * of the two maps would be lost.
 */
import * as Y from 'yjs';
import type { Due, DueAnswer } from '#core/minutes/minutes.ts';

/** Raised when an older editor could harm a newer text (design.md D16). */
export const SCHEMA_VERSION = 1;

/** The one element of a body. Attributes: id, kind, verb, label (as printed). Children: text. */
export const LINE = 'line';

export type ItemMap = Y.Map<unknown>;

export interface OwnerValue {
	readonly written: string;
	readonly chosen: string | null;
	readonly outside: boolean;
	/** Fractional key: the order in which the owners stand. */
	readonly order: string;
	/** Where they were taken out of the words, if they were. */
	readonly typed?: TypedOwner;
}

/** What stood around an owner in the words, so that it can be put back as it was: "" "ID" "", " and " "MS" " ". */
export interface TypedOwner {
	/** "ID and MS to invite", or "The plan is late (Action: ID)". */
	readonly place: 'head' | 'tail';
	readonly before: string;
	/** Only behind the last one. */
	readonly after: string;
}

export const itemsOf = (doc: Y.Doc): Y.Map<ItemMap> => doc.getMap<ItemMap>('items');
export const actionsOf = (doc: Y.Doc): Y.Map<OwnerValue | Due | DueAnswer | null> => doc.getMap('actions');

export const arisingOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('arising');

/**
 * The bytes that stand in the log of every document that has this item: its key under `items`, as Yjs (V1) writes it where it is made.
 * Whoever only wants to know whether there is such an item looks for them, and takes no text in. null: nothing is called so.
 */
export function itemTrace(item: string): Uint8Array | null {
	const [parent, key] = [new TextEncoder().encode('items'), new TextEncoder().encode(item)];
	// Longer ones write their length in more than a byte; no id of ours is.
	if (key.length === 0 || key.length > 127) return null;
	return new Uint8Array([1, parent.length, ...parent, key.length, ...key]);
}

export function bodyOf(item: ItemMap): Y.XmlFragment | null {
	const body = item.get('body');
	return body instanceof Y.XmlFragment ? body : null;
}

export function titleOf(item: ItemMap): Y.Text | null {
	const title = item.get('title');
	return title instanceof Y.Text ? title : null;
}

export const dueKey = (action: string): string => `${action}|due`;
/** Beside the due and not in it: words that decide by themselves are answered without being set. */
export const dueAnswerKey = (action: string): string => `${action}|due-answer`;
export const ownerPrefix = (action: string): string => `${action}|owner|`;
/** Two people who add the same owner at the same moment add one owner. */
export const ownerKey = (action: string, written: string): string =>
	ownerPrefix(action) + written.trim().toLowerCase().replaceAll('|', ' ');

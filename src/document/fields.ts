/**
 * Where things stand in the shared document of a meeting. One Y.Doc:
 *
 *   items    Y.Map  item id → Y.Map { title: Y.Text, order: string, removed: boolean, label?: string, body: Y.XmlFragment }
 *            and of its agenda, see plan.ts: { purpose?, lead?: string, minutes?: number, added?: date, clock?: ItemClock }
 *   actions  Y.Map  flat: "<action id>|due" → Due, "<action id>|owner|<key>" → OwnerValue
 *
 * Every item has its own fragment, because Yjs has no move: an item is moved by its `order` (a fractional key) and
 * removed by its flag, so nobody's typing is lost with it. A body is a flat list of `line` elements whose `kind`
 * is an attribute: a point becomes an action by setting it, and what others type meanwhile stays.
 * The keys of `actions` are flat, because two people may create the nested map of one action at the same time and one
 * of the two maps would be lost.
 */
import * as Y from 'yjs';
import type { Due } from '#core/minutes.ts';

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
}

export const itemsOf = (doc: Y.Doc): Y.Map<ItemMap> => doc.getMap<ItemMap>('items');
export const actionsOf = (doc: Y.Doc): Y.Map<OwnerValue | Due | null> => doc.getMap('actions');

export function bodyOf(item: ItemMap): Y.XmlFragment | null {
	const body = item.get('body');
	return body instanceof Y.XmlFragment ? body : null;
}

export function titleOf(item: ItemMap): Y.Text | null {
	const title = item.get('title');
	return title instanceof Y.Text ? title : null;
}

export const dueKey = (action: string): string => `${action}|due`;
export const ownerPrefix = (action: string): string => `${action}|owner|`;
/** Two people who add the same owner at the same moment add one owner. */
export const ownerKey = (action: string, written: string): string =>
	ownerPrefix(action) + written.trim().toLowerCase().replaceAll('|', ' ');

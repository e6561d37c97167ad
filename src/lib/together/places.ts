import * as Y from 'yjs';
import type { RosterWord } from '#core/wire/wire.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';

/** Where in the text somebody else's caret stands. */
export interface Place {
	readonly item: string;
	/** The id of the line; '' where it has none. */
	readonly line: string;
}

/** Somebody else in the meeting. */
export interface Other {
	readonly person: string;
	/** By the server's word. */
	readonly name: string;
	/** null: here, and in no item. */
	readonly place: Place | null;
	/** Higher: moved later. 0: not since one came. */
	readonly moved: number;
}

interface Caret {
	readonly client: number;
	/** The relative position of its head, as JSON. */
	readonly head: unknown;
	readonly moved: number;
}

/**
 * [Z1] Everybody else, once each, by name. Of somebody's several tabs the one that has moved last says where they are,
 * one that stands in the text before one that does not.
 * @param doc in which the places are looked up
 * @param names whom a Yjs client belongs to; who is not in it is not shown
 */
export function othersIn(
	doc: Y.Doc,
	carets: readonly Caret[],
	names: ReadonlyMap<number, Pick<RosterWord, 'person' | 'name'>>,
	me: string
): Other[] {
	const items = new Map<Y.XmlFragment, string>();
	for (const [id, item] of itemsOf(doc)) {
		const body = item instanceof Y.Map ? bodyOf(item) : null;
		if (body) items.set(body, id);
	}
	const others = new Map<string, Other>();
	for (const { client, head, moved } of carets) {
		const word = names.get(client);
		if (!word || word.person === me) continue;
		const other = { person: word.person, name: word.name, place: placeOf(doc, items, head), moved };
		const known = others.get(word.person);
		if (!known || isNearer(other, known)) others.set(word.person, other);
	}
	return [...others.values()].sort((a, b) => a.name.localeCompare(b.name));
}

const isNearer = (one: Other, other: Other): boolean =>
	(one.place === null) === (other.place === null) ? one.moved > other.moved : one.place !== null;

function placeOf(doc: Y.Doc, items: ReadonlyMap<Y.XmlFragment, string>, head: unknown): Place | null {
	if (!head) return null;
	const at = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), doc);
	let type: Y.AbstractType<unknown> | null = at?.type ?? null;
	let line = '';
	while (type instanceof Y.XmlElement || type instanceof Y.XmlText) {
		if (type instanceof Y.XmlElement) line = String(type.getAttribute('id') ?? '');
		type = type.parent as Y.AbstractType<unknown> | null;
	}
	const item = type instanceof Y.XmlFragment ? items.get(type) : undefined;
	return item === undefined ? null : { item, line };
}

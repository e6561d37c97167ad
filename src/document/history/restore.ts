/**
 * One item as it was at an earlier moment, put back as a new edit. Lines are found again by their ids: what stands in both is
 * changed by its smallest difference, so that actions keep their owners and nobody's caret is thrown out of a line that stays.
 */
import * as Y from 'yjs';
import { setItemRemoved, renameItem } from '#document/agenda/agenda.ts';
import { actionsOf, bodyOf, itemsOf, LINE, titleOf } from '#document/fields.ts';
import { lineElement, setLineText, textOf } from '#document/minutes/line.ts';
import { emptyLine } from '#core/minutes/draft.ts';
import { LINE_KINDS, VERBS } from '#core/minutes/minutes.ts';

interface LineThen {
	readonly id: string;
	readonly text: string;
	readonly attributes: Readonly<Record<string, string>>;
}

/** Plain data, so that it can be sent. */
export interface ItemThen {
	readonly id: string;
	readonly title: string;
	readonly lines: readonly LineThen[];
	/** Owners and dues of its actions, as they stand in the document. */
	readonly fields: Readonly<Record<string, unknown>>;
}

/** @returns null where there was no such item yet */
export function itemThen(doc: Y.Doc, id: string): ItemThen | null {
	const item = itemsOf(doc).get(id);
	const body = item instanceof Y.Map ? bodyOf(item) : null;
	if (!item || !body) return null;
	const lines = linesOf(body).map((line) => ({
		id: idOf(line),
		text: textOf(line),
		attributes: attributesOf(line)
	}));
	return { id, title: titleOf(item)?.toString() ?? '', lines, fields: fieldsOf(doc, lines) };
}

/** How many lines a restoring would change, add and take away. */
export interface Restoring {
	readonly changed: number;
	readonly added: number;
	readonly removed: number;
	readonly title: boolean;
}

export function restoringOf(doc: Y.Doc, then: ItemThen): Restoring {
	const now = itemThen(doc, then.id) ?? { ...then, title: '', lines: [], fields: {} };
	const standing = new Map(now.lines.map((line) => [line.id, line]));
	const kept = then.lines.filter(({ id }) => standing.has(id));
	const same = (line: LineThen) => {
		const own = ({ fields }: ItemThen) =>
			Object.entries(fields)
				.filter(([key]) => key.startsWith(`${line.id}|`))
				.sort(([a], [b]) => (a < b ? -1 : 1));
		return (
			JSON.stringify([wordsOf(standing.get(line.id)), own(now)]) ===
			JSON.stringify([wordsOf(line), own(then)])
		);
	};
	return {
		changed: kept.filter((line) => !same(line)).length,
		added: then.lines.length - kept.length,
		removed: now.lines.length - kept.length,
		title: now.title !== then.title
	};
}

const wordsOf = (line: LineThen | undefined) =>
	line && [line.text, Object.entries(line.attributes).sort(([a], [b]) => (a < b ? -1 : 1))];

/** Belongs in one transaction of the one who restores. */
export function restoreItem(doc: Y.Doc, was: ItemThen, freshId: () => string): void {
	const item = itemsOf(doc).get(was.id);
	const body = item instanceof Y.Map ? bodyOf(item) : null;
	if (!item || !body) return;
	const then = besideOthers(doc, was, freshId);
	if (item.get('removed') === true) setItemRemoved(doc, then.id, false);
	renameItem(doc, then.id, then.title);
	const gone = linesOf(body).map((line) => ({ id: idOf(line) }));
	restoreLines(body, then.lines);
	const here = [...gone, ...then.lines];
	const now = fieldsOf(doc, here);
	const actions = actionsOf(doc) as Y.Map<unknown>;
	for (const key of Object.keys(now)) if (!(key in then.fields)) actions.delete(key);
	for (const [key, value] of Object.entries(then.fields))
		if (JSON.stringify(now[key]) !== JSON.stringify(value)) actions.set(key, value);
}

/** A line that stands in another item by now stays there, and comes back here under an id of its own. */
function besideOthers(doc: Y.Doc, then: ItemThen, freshId: () => string): ItemThen {
	const elsewhere = new Set(
		[...itemsOf(doc)].flatMap(([id, item]) =>
			id === then.id || !(item instanceof Y.Map) ? [] : linesOf(bodyOf(item)).map(idOf)
		)
	);
	const ids = new Map(then.lines.map(({ id }) => [id, elsewhere.has(id) ? freshId() : id] as const));
	const own = (id: string) => ids.get(id) ?? id;
	return {
		...then,
		lines: then.lines.map((line) => ({
			...line,
			id: own(line.id),
			attributes: { ...line.attributes, id: own(line.id) }
		})),
		fields: Object.fromEntries(
			Object.entries(then.fields).map(([key, value]) => {
				const [id = ''] = key.split('|');
				return [own(id) + key.slice(id.length), value];
			})
		)
	};
}

function restoreLines(body: Y.XmlFragment, lines: readonly LineThen[]): void {
	const wanted = new Map(lines.map((line, index) => [line.id, index]));
	const old = body.toArray();
	const places = old.map((line) => (line instanceof Y.XmlElement ? (wanted.get(idOf(line)) ?? -1) : -1));
	const staying = new Set(risingRun(places));
	for (let at = old.length - 1; at >= 0; at--) if (!staying.has(at)) body.delete(at, 1);
	const standing = new Map([...staying].map((at) => [places[at], old[at] as Y.XmlElement]));
	for (const [index, line] of lines.entries()) {
		const element = standing.get(index);
		if (element) write(element, line);
		else body.insert(index, [made(line)]);
	}
}

/** Of lines that changed places as many stay as can: the longest run that rises. @returns where they stand */
function risingRun(places: readonly number[]): number[] {
	const best: number[] = [];
	const before: number[] = [];
	let last = -1;
	for (const [index, place] of places.entries()) {
		let from = -1;
		if (place >= 0)
			for (let at = 0; at < index; at++) {
				const earlier = places[at] ?? -1;
				if (earlier >= 0 && earlier < place && (best[at] ?? 0) > (best[from] ?? 0)) from = at;
			}
		best[index] = place < 0 ? 0 : (best[from] ?? 0) + 1;
		before[index] = from;
		if (place >= 0 && (best[index] ?? 0) > (best[last] ?? 0)) last = index;
	}
	const run: number[] = [];
	for (let at = last; at >= 0; at = before[at] ?? -1) run.push(at);
	return run;
}

function made({ id, text, attributes }: LineThen): Y.XmlElement {
	const kind = LINE_KINDS.find((known) => known === attributes['kind']) ?? 'point';
	const verb = VERBS.find((known) => known === attributes['verb']) ?? null;
	return lineElement({ ...emptyLine(kind, id, text), verb, printed: attributes['label'] ?? null });
}

function write(element: Y.XmlElement, { text, attributes }: LineThen): void {
	const now = attributesOf(element);
	for (const name of Object.keys(now)) if (!(name in attributes)) element.removeAttribute(name);
	for (const [name, value] of Object.entries(attributes))
		if (now[name] !== value) element.setAttribute(name, value);
	if (textOf(element) !== text) setLineText(element, text);
}

const linesOf = (body: Y.XmlFragment | null): Y.XmlElement[] =>
	(body?.toArray() ?? []).filter(
		(child) => child instanceof Y.XmlElement && child.nodeName === LINE
	) as Y.XmlElement[];

const idOf = (line: Y.XmlElement): string => String(line.getAttribute('id') ?? '');

function attributesOf(line: Y.XmlElement): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const [name, value] of Object.entries(line.getAttributes()))
		if (typeof value === 'string' && !(name in Object.prototype)) attributes[name] = value;
	return attributes;
}

function fieldsOf(doc: Y.Doc, lines: readonly { readonly id: string }[]): Record<string, unknown> {
	const ids = new Set(lines.map(({ id }) => id));
	const fields: Record<string, unknown> = {};
	// A name that every object answers to is no field of an action.
	for (const [key, value] of actionsOf(doc))
		if (key.includes('|') && ids.has(key.split('|')[0] ?? '')) fields[key] = value;
	return fields;
}

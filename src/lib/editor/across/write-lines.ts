/**
 * What stands in an editor is written into the shared body line by line, each found again by its id. y-prosemirror's own way
 * compares by place: moving a line past another would rewrite the words of both, and two people doing it at once would get
 * both texts in both lines.
 */
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { LINE } from '#document/fields.ts';
import { setLineText, textOf } from '#document/minutes/line.ts';
import { idOf } from '#lib/editor/schema/line.ts';

/** What y-prosemirror remembers: which node stands for which part of the document. */
export type Mapping = Map<object, ProseMirrorNode | ProseMirrorNode[]>;

/** Where the caret stands behind the change: it tells the new letters from the same ones beside them. */
export interface Caret {
	readonly line: string;
	readonly offset: number;
}

/** @param weight how much it would hurt to make this line anew when lines change places; 1 for any line */
export function writeLines(
	body: Y.XmlFragment,
	doc: ProseMirrorNode,
	mapping: Mapping,
	weight: (id: string) => number,
	caret: Caret | null = null
): void {
	const old = body.toArray();
	const lines: ProseMirrorNode[] = [];
	doc.forEach((node) => lines.push(node));
	const stands = (at: number, line: ProseMirrorNode) => {
		const element = old[at];
		return element !== undefined && keyOf(element) === idOf(line);
	};
	let head = 0;
	while (head < lines.length && stands(head, lines[head] as ProseMirrorNode)) head++;
	let tail = 0;
	while (
		tail < Math.min(lines.length, old.length) - head &&
		stands(old.length - 1 - tail, lines[lines.length - 1 - tail] as ProseMirrorNode)
	)
		tail++;
	const middle = lines.slice(head, lines.length - tail);
	const kept = heaviestRun(
		placesOf(middle, old, head, old.length - tail),
		middle.map((node) => weight(idOf(node)))
	);
	const staying = new Set(kept.filter((at) => at >= 0));
	// From the end, so that what stands before keeps its place.
	for (let at = old.length - tail - 1; at >= head; at--)
		if (!staying.has(at)) {
			mapping.delete(old[at] as Y.XmlElement);
			body.delete(at, 1);
		}
	for (const [index, node] of middle.entries())
		if ((kept[index] ?? -1) < 0) body.insert(head + index, [elementOf(node)]);
	for (const [index, node] of lines.entries()) {
		const element = body.get(index);
		if (!(element instanceof Y.XmlElement) || mapping.get(element) === node) continue;
		write(element, node, caret?.line === idOf(node) ? caret.offset : undefined);
		mapping.set(element, node);
	}
	mapping.set(body, doc);
}

const keyOf = (element: unknown): string => {
	const id: unknown = element instanceof Y.XmlElement ? element.getAttribute('id') : null;
	return typeof id === 'string' ? id : '';
};

/** For each line the place of its element between `from` and `to`, or -1. */
function placesOf(lines: readonly ProseMirrorNode[], old: readonly unknown[], from: number, to: number) {
	const places = new Map<string, number[]>();
	for (let at = from; at < to; at++) {
		const key = keyOf(old[at]);
		places.set(key, [...(places.get(key) ?? []), at]);
	}
	return lines.map((line) => places.get(idOf(line))?.shift() ?? -1);
}

/** Of the places those that can stay as they stand: the rising run of the greatest weight; -1 for the others. */
function heaviestRun(places: readonly number[], weights: readonly number[]): number[] {
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
		best[index] = place < 0 ? -1 : (best[from] ?? 0) + (weights[index] ?? 1);
		before[index] = from;
		if (place >= 0 && (best[index] ?? 0) > (best[last] ?? 0)) last = index;
	}
	const run = places.map(() => -1);
	for (let at = last; at >= 0; at = before[at] ?? -1) run[at] = places[at] ?? -1;
	return run;
}

function elementOf(node: ProseMirrorNode): Y.XmlElement {
	const element = new Y.XmlElement(LINE);
	for (const [name, value] of Object.entries(node.attrs))
		if (value !== null) element.setAttribute(name, String(value));
	// With an empty text from the start: two people who begin to type in a new line type in the same text.
	element.insert(0, [new Y.XmlText(node.textContent)]);
	return element;
}

function write(element: Y.XmlElement, node: ProseMirrorNode, caret: number | undefined): void {
	for (const [name, value] of Object.entries(node.attrs)) {
		const now: unknown = element.getAttribute(name);
		if (value === null) {
			if (now !== undefined) element.removeAttribute(name);
		} else if (now !== value) element.setAttribute(name, String(value));
	}
	if (textOf(element) !== node.textContent) setLineText(element, node.textContent, caret);
}

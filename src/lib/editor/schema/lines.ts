/** What is done to the lines of one item: Enter, conversions, moves. Pure transactions of ProseMirror, no DOM. */
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { LineKind, Verb } from '#core/minutes/minutes.ts';
import { LINE } from '#document/fields.ts';
import { kindOf } from './line.ts';

export interface PlacedLine {
	readonly node: ProseMirrorNode;
	/** Position before the node. */
	readonly at: number;
	readonly index: number;
}

/** The line the caret stands in; a selection over several counts as its head's line. */
export function lineAt(state: EditorState): PlacedLine | null {
	const { $head } = state.selection;
	if ($head.depth < 1) return null;
	return { node: $head.node(1), at: $head.before(1), index: $head.index(0) };
}

/** Every line the selection touches. */
export function linesAt(state: EditorState): PlacedLine[] {
	const { from, to } = state.selection;
	const lines: PlacedLine[] = [];
	state.doc.forEach((node, at, index) => {
		if (at < to + 1 && at + node.nodeSize > from) lines.push({ node, at, index });
	});
	return lines.filter(({ node, at }) => from < at + node.nodeSize && to > at);
}

/** After these kinds a new line is again one of them; after the others it is a point. */
const GOES_ON: readonly LineKind[] = ['point', 'bullet', 'paragraph'];

/** Enter: the next point. An empty line that is no point becomes one; at the start of words a line opens above them. */
export function nextLine(state: EditorState, newId: () => string): Transaction | null {
	const line = lineAt(state);
	if (!line) return null;
	const { tr } = state;
	if (!state.selection.empty) tr.deleteSelection();
	const $from = tr.doc.resolve(tr.selection.from);
	const node = $from.node(1);
	const kind = kindOf(node);
	if (node.content.size === 0 && kind !== 'point') return convert(tr, $from.before(1), 'point', null);
	const type = state.schema.nodes[LINE];
	if (!type) return null;
	if ($from.parentOffset === 0 && node.content.size > 0)
		return tr.insert(
			$from.before(1),
			type.create({ id: newId(), kind: GOES_ON.includes(kind) ? kind : 'point' })
		);
	return tr
		.split($from.pos, 1, [
			{ type, attrs: { id: newId(), kind: GOES_ON.includes(kind) ? kind : 'point', verb: null, label: null } }
		])
		.scrollIntoView();
}

/** Makes the line at `at` another kind. Only attributes change; not a character moves. */
export function convert(tr: Transaction, at: number, kind: LineKind, verb: Verb | null): Transaction {
	const node = tr.doc.nodeAt(at);
	if (!node) return tr;
	// A printed label stays with the line, whatever it is for a while: back as a point it is 3.4 again.
	return tr.setNodeMarkup(at, null, { ...node.attrs, kind, verb: kind === 'decision' ? verb : null });
}

/** The keyboard's and the toolbar's conversion: all selected lines; the same kind again makes them points. */
export function convertSelection(
	state: EditorState,
	kind: LineKind,
	verb: Verb | null = null
): Transaction | null {
	const lines = linesAt(state);
	const chosen = lines.length > 0 ? lines : [lineAt(state)].filter((line) => line !== null);
	if (chosen.length === 0) return null;
	const already = chosen.every(
		({ node }) => kindOf(node) === kind && (kind !== 'decision' || node.attrs['verb'] === verb)
	);
	const { tr } = state;
	for (const { at } of chosen) convert(tr, at, already ? 'point' : kind, already ? null : verb);
	return tr;
}

/** Backspace or Delete over a selection. What is left of several lines stays in the first; lines selected whole go whole. */
export function deleteSelected({ tr, selection }: EditorState): Transaction {
	const { $from, $to, from, to } = selection;
	if ($from.depth < 1 || $to.depth < 1) return tr.deleteSelection();
	if ($from.before(1) !== $to.before(1) && $from.parentOffset === 0 && $to.parentOffset === 0)
		return tr.delete($from.before(1), $to.before(1));
	const emptied = $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size;
	tr.delete(from, to);
	return emptied && $from.before(1) !== $to.before(1) ? convert(tr, $from.before(1), 'point', null) : tr;
}

/** Backspace at the start of a point: joins it to the line above. An empty line of the two is the one that goes. */
export function joinAbove(state: EditorState): Transaction | null {
	const line = lineAt(state);
	return line && line.index > 0 ? joinAt(state, line.at, line.index) : null;
}

/** Delete at the end of a line: what stands below comes up to it; an action becomes a point first, as by Backspace. */
export function joinBelow(state: EditorState): Transaction | null {
	const line = lineAt(state);
	if (!line || line.index === state.doc.childCount - 1) return null;
	const at = line.at + line.node.nodeSize;
	const below = state.doc.child(line.index + 1);
	if (line.node.content.size > 0 && kindOf(below) === 'action') return convert(state.tr, at, 'point', null);
	return joinAt(state, at, line.index + 1);
}

/** @param at the border between two lines, `index` counts the lower one */
function joinAt(state: EditorState, at: number, index: number): Transaction {
	const above = state.doc.child(index - 1);
	if (above.content.size === 0) return state.tr.delete(at - above.nodeSize, at).scrollIntoView();
	return state.tr.join(at).scrollIntoView();
}

/** Moves the selected lines past their neighbour, which is the one made anew. @returns null at the end of the item */
export function moveLines(state: EditorState, direction: 'up' | 'down'): Transaction | null {
	const lines = linesAt(state);
	const [first, last] = [lines[0] ?? lineAt(state), lines.at(-1) ?? lineAt(state)];
	if (!first || !last) return null;
	const other = direction === 'up' ? first.index - 1 : last.index + 1;
	if (other < 0 || other >= state.doc.childCount) return null;
	const neighbour = state.doc.child(other);
	const { anchor, head } = state.selection;
	const after = last.at + last.node.nodeSize;
	const by = direction === 'up' ? -neighbour.nodeSize : neighbour.nodeSize;
	const { tr } = state;
	if (direction === 'up') tr.delete(first.at + by, first.at).insert(after + by, neighbour);
	else tr.delete(after, after + by).insert(first.at, neighbour);
	return tr.setSelection(TextSelection.create(tr.doc, anchor + by, head + by)).scrollIntoView();
}

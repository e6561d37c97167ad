/** The line a remark is about, and the words of it that are selected. Also where nobody may write and no caret stands. */
import type { Editor } from '@tiptap/core';
import type { PlacedLine } from '#lib/editor/schema/lines.ts';
import { idOf } from '#lib/editor/schema/line.ts';

export interface ChosenWords {
	readonly line: string;
	/** All words of the line. */
	readonly text: string;
	/** Of the selection, within the line; the same for none. */
	readonly from: number;
	readonly to: number;
}

/** @param line that one and no other; null: the one in which the selection begins */
export function chosenWords(editor: Editor, line: string | null): ChosenWords | null {
	const range = rangeOf(editor);
	let found: PlacedLine | null = null;
	editor.state.doc.forEach((node, at, index) => {
		const holds = range !== null && range.from >= at && range.from < at + node.nodeSize;
		if (line === null ? holds : idOf(node) === line) found ??= { node, at, index };
	});
	if (!found) return null;
	const { node, at } = found as PlacedLine;
	const within = (place: number) => Math.min(Math.max(place - at - 1, 0), node.content.size);
	const [from, to] = range === null ? [0, 0] : [within(range.from), within(range.to)];
	return { line: idOf(node), text: node.textContent, from, to };
}

/** The selection of the browser: a text nobody may write in has no other. */
function rangeOf({ view, state }: Editor): { from: number; to: number } | null {
	if (view.editable) return { from: state.selection.from, to: state.selection.to };
	const seen = getSelection();
	if (!seen?.anchorNode || !seen.focusNode) return null;
	if (!view.dom.contains(seen.anchorNode) || !view.dom.contains(seen.focusNode)) return null;
	const places = [
		view.posAtDOM(seen.anchorNode, seen.anchorOffset),
		view.posAtDOM(seen.focusNode, seen.focusOffset)
	];
	return { from: Math.min(...places), to: Math.max(...places) };
}

/** Where on the page a caret goes: by place in the text, by column, by a window's height. */
import type { Editor } from '@tiptap/core';
import { Selection, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/** At once, not in the next frame as TipTap's own command: the next key is on its way already. */
export function placeCaret(editor: Editor, position: number): void {
	const { view } = editor;
	// First: a text without the focus is not scrolled to.
	view.focus();
	const { doc, tr } = view.state;
	const at = doc.resolve(Math.min(position, doc.content.size));
	view.dispatch(tr.setSelection(Selection.near(at, position === 0 ? 1 : -1)).scrollIntoView());
}

/** Where the browser shows the selection, if that is in this text and not where the editor knows it to be. */
export function unreadSelection(view: EditorView): { readonly anchor: number; readonly head: number } | null {
	if (view.composing || !view.hasFocus()) return null;
	const seen = getSelection();
	if (!seen?.anchorNode || !seen.focusNode) return null;
	if (!view.dom.contains(seen.anchorNode) || !view.dom.contains(seen.focusNode)) return null;
	const anchor = view.posAtDOM(seen.anchorNode, seen.anchorOffset);
	const head = view.posAtDOM(seen.focusNode, seen.focusOffset);
	const { selection } = view.state;
	return anchor === selection.anchor && head === selection.head ? null : { anchor, head };
}

/**
 * The browser moved the caret a moment ago and has not said so yet: the next key, or the words of others, come before.
 * @returns whether the editor did not know
 */
export function readCaret(view: EditorView): boolean {
	const unread = unreadSelection(view);
	if (!unread) return false;
	view.dispatch(selecting(view.state, unread));
	return true;
}

/** @param selection places in the document of the state */
export const selecting = (
	{ doc, tr }: EditorState,
	{ anchor, head }: { readonly anchor: number; readonly head: number }
): Transaction => tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head)));

/** The place in the first or last row of a text that is nearest to `x`. */
export function columnAt({ view, state }: Editor, which: 'first' | 'last', x: number): number {
	const edge = which === 'first' ? 1 : state.doc.content.size - 1;
	const index = which === 'first' ? 0 : state.doc.childCount - 1;
	const line = view.dom.children[index];
	// A place can be told by coordinates only where it is to be seen.
	line?.scrollIntoView({ block: 'nearest' });
	const { top, bottom } = view.coordsAtPos(edge);
	const found = view.posAtCoords({ left: x, top: (top + bottom) / 2 });
	const $edge = state.doc.resolve(edge);
	return found ? Math.min(Math.max(found.pos, $edge.start(1)), $edge.end(1)) : edge;
}

/** Scrolls by a window, what stands fast at its top left out. @returns how high the caret now wants to stand */
export function turnPage(top: number, up: boolean): number {
	const head = document.querySelector('[data-page-head]')?.getBoundingClientRect().bottom ?? 0;
	const height = Math.max(innerHeight - Math.max(head, 0) - 60, 80);
	const before = scrollY;
	scrollBy({ top: up ? -height : height, behavior: 'instant' });
	const left = height - Math.abs(scrollY - before);
	return top + (up ? -left : left);
}

/** The place in any of the texts that is nearest to a point of the window. */
export function pageAway(
	order: readonly string[],
	editors: ReadonlyMap<string, Editor>,
	x: number,
	y: number
): { readonly item: string; readonly pos: number } | null {
	let nearest: { item: string; editor: Editor; box: DOMRect; far: number } | null = null;
	for (const item of order) {
		const editor = editors.get(item);
		if (!editor) continue;
		const box = editor.view.dom.getBoundingClientRect();
		const far = y < box.top ? box.top - y : y > box.bottom ? y - box.bottom : 0;
		if (!nearest || far < nearest.far) nearest = { item, editor, box, far };
	}
	if (!nearest) return null;
	const { item, editor, box } = nearest;
	const at = {
		left: Math.min(Math.max(x, box.left + 1), box.right - 1),
		top: Math.min(Math.max(y, box.top + 1), box.bottom - 1)
	};
	const found = editor.view.posAtCoords(at);
	return { item, pos: found ? found.pos : y < box.top ? 1 : editor.state.doc.content.size - 1 };
}

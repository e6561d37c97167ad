import type { Editor } from '@tiptap/core';
import { placeCaret } from '#lib/editor/place-caret.ts';
import type { Place } from './places.ts';

/** The texts of a page, by item. */
export interface Texts {
	readonly editors: ReadonlyMap<string, Editor>;
	/** The caret is now in this item. */
	enter(item: string): void;
}

/**
 * Puts the caret at the end of that line. Who may only read gets the item into focus and the line into view. Where the
 * line is not known here (it waits, or it was deleted) the item alone is gone to.
 * @returns false: the item is not on the page
 */
export function goTo(page: Texts, { item, line }: Place): boolean {
	const editor = page.editors.get(item);
	if (!editor) return false;
	let at: number | null = null;
	let index = 0;
	editor.state.doc.forEach((node, offset, number) => {
		if (line === '' || node.attrs['id'] !== line) return;
		at = offset + node.nodeSize - 1;
		index = number;
	});
	if (editor.isEditable) {
		placeCaret(editor, at ?? 0);
		return true;
	}
	const section = document.getElementById(`item-${item}`);
	if (!section) return false;
	page.enter(item);
	section.tabIndex = -1;
	section.focus({ preventScroll: true });
	(at === null ? section : editor.view.dom.children[index])?.scrollIntoView({ block: 'center' });
	return true;
}

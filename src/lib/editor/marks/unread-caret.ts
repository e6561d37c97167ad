import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { selecting, unreadSelection } from '#lib/editor/place-caret.ts';

/**
 * Somebody presses End: the browser moves the caret and says so a moment later. What an editor is told in between and that
 * changes no word (somebody else's caret, labels, remarks) would put the caret back to where it was; so it brings along where
 * the browser has it.
 * The other way round when a text is entered without a mouse: the browser begins at its start, the editor knows better, and the
 * next key can come before ProseMirror says so, which takes it 20 ms. For 200 ms it then takes a caret at the very start for
 * such a beginning, and puts it back; behind a key that was pressed in the text it is where the key has moved it.
 */
export const UnreadCaret = Extension.create({
	name: 'unreadCaret',
	addProseMirrorPlugins() {
		let shown: EditorView | null = null;
		let isPointing = false;
		return [
			new Plugin({
				view: (view) => {
					shown = view;
					return { destroy: () => (shown = null) };
				},
				props: {
					handleDOMEvents: {
						mousedown: () => {
							isPointing = true;
							setTimeout(() => (isPointing = false));
						},
						focus: (view) => {
							if (!isPointing) view.focus();
						},
						keydown: (view) => {
							(view as unknown as { input: { lastFocus: number } }).input.lastFocus = 0;
						}
					}
				},
				appendTransaction(transactions, _before, after) {
					if (transactions.some(({ docChanged, selectionSet }) => docChanged || selectionSet)) return null;
					// A text that is just being entered: the browser begins at its start, and is about to be told better.
					if (transactions.some((tr) => tr.getMeta('focus') !== undefined)) return null;
					const unread = shown && unreadSelection(shown);
					return unread ? selecting(after, unread) : null;
				}
			})
		];
	}
});

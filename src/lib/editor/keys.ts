import { Extension } from '@tiptap/core';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import type { LineKind, Verb } from '#core/minutes.ts';
import type { MeetingPage } from '#lib/meeting/context.ts';
import { freshId } from './ids.ts';
import { convertSelection, lineAt, moveLine, nextLine } from './lines.ts';

/** Every command of the keyboard, as the list of keys shows them. `Mod` is Ctrl, on a Mac Cmd. */
export const KEY_LIST: readonly { readonly keys: string; readonly what: string }[] = [
	{ keys: 'Enter', what: 'Next point' },
	{ keys: 'Ctrl + Enter', what: 'Go to the next item' },
	{ keys: 'Ctrl + Alt + A', what: 'Action (again: back to a point)' },
	{ keys: 'Ctrl + Alt + D', what: 'Decision (the words say which)' },
	{ keys: 'Ctrl + Alt + H', what: 'Sub-heading' },
	{ keys: 'Ctrl + Alt + B', what: 'Bullet' },
	{ keys: 'Alt + ↑ or ↓', what: 'Move the line up or down' },
	{ keys: 'Ctrl + Z', what: 'Undo your last change' },
	{ keys: 'Ctrl + Y', what: 'Redo' },
	{ keys: 'Backspace at the start', what: 'Back to a point; once more joins the line above' },
	{ keys: 'Esc', what: 'Leave the text; Tab then goes on to the next control' }
];

export const Keys = Extension.create<{ item: string; page: MeetingPage }>({
	name: 'keys',
	priority: 200,
	addKeyboardShortcuts() {
		const { item, page } = this.options;
		const run = (make: (state: EditorState) => Transaction | null) => () => {
			const tr = make(this.editor.state);
			if (!tr || !this.editor.isEditable) return tr !== null;
			this.editor.view.dispatch(tr.scrollIntoView());
			return true;
		};
		const as = (kind: LineKind, verb: Verb | null = null) =>
			run((state) => convertSelection(state, kind, verb));
		return {
			Enter: run((state) => nextLine(state, freshId)),
			'Mod-Enter': () => page.goToItem(item, 1, 'start'),
			'Mod-Alt-a': as('action'),
			'Mod-Alt-d': as('decision'),
			'Mod-Alt-h': as('heading'),
			'Mod-Alt-b': as('bullet'),
			'Mod-Alt-p': as('paragraph'),
			'Alt-ArrowUp': run((state) => moveLine(state, 'up') ?? state.tr),
			'Alt-ArrowDown': run((state) => moveLine(state, 'down') ?? state.tr),
			Escape: () => {
				page.leave(item);
				return true;
			},
			ArrowUp: () => {
				const line = lineAt(this.editor.state);
				return line?.index === 0 && this.editor.view.endOfTextblock('up') && page.goToItem(item, -1, 'end');
			},
			ArrowDown: () => {
				const { state, view } = this.editor;
				const line = lineAt(state);
				return (
					line !== null &&
					line.index === state.doc.childCount - 1 &&
					view.endOfTextblock('down') &&
					page.goToItem(item, 1, 'start')
				);
			}
		};
	}
});

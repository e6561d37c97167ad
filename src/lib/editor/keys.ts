import { Extension } from '@tiptap/core';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { LineKind, Verb } from '#core/minutes.ts';
import type { MeetingPage } from '#lib/meeting/context.ts';
import { step } from './as-typed.ts';
import { freshId, splitId } from './ids.ts';
import {
	convert,
	convertSelection,
	deleteSelected,
	joinAbove,
	joinBelow,
	lineAt,
	moveLine,
	nextLine
} from './lines.ts';
import { kindOf } from './line.ts';

/** Every command of the keyboard, as the list of keys shows them. `Mod` is Ctrl, on a Mac Cmd. */
export const KEY_LIST: readonly { readonly keys: string; readonly what: string }[] = [
	{ keys: 'Enter', what: 'Next point' },
	{ keys: 'Ctrl + Enter', what: 'Go to the next item; from the last, to a new one' },
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
			step(page.session, () => this.editor.view.dispatch(tr.scrollIntoView()));
			return true;
		};
		const as = (kind: LineKind, verb: Verb | null = null) =>
			run((state) => convertSelection(state, kind, verb));
		const enter = run((state) => nextLine(state, () => splitId(state) ?? freshId()));
		/** Backspace where a line begins: anything but a point becomes one, a point joins the line above. */
		const back = () => {
			const { state } = this.editor;
			const line = lineAt(state);
			if (!line || !state.selection.empty) return run(deleteSelected)();
			if (state.selection.$head.parentOffset > 0) return false;
			if (kindOf(line.node) !== 'point') return run(({ tr }) => convert(tr, line.at, 'point', null))();
			if (line.index > 0) return run(joinAbove)();
			page.goToItem(item, -1, 'end');
			return true;
		};
		const forward = () => {
			const { state } = this.editor;
			const line = lineAt(state);
			if (!line || !state.selection.empty) return run(deleteSelected)();
			if (state.selection.$head.parentOffset < line.node.content.size) return false;
			if (line.index < state.doc.childCount - 1) return run(joinBelow)();
			page.goToItem(item, 1, 'start');
			return true;
		};
		return {
			Enter: enter,
			'Shift-Enter': enter,
			Backspace: back,
			'Shift-Backspace': back,
			'Mod-Backspace': back,
			Delete: forward,
			'Mod-Delete': forward,
			'Mod-a': run(({ tr, doc }) => tr.setSelection(TextSelection.create(doc, 1, doc.content.size - 1))),
			'Mod-Enter': () => {
				if (!page.goToItem(item, 1, 'start')) page.addItem(item);
				return true;
			},
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

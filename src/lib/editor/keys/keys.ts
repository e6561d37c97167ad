import { Extension } from '@tiptap/core';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { step } from '#lib/editor/recognise/recognise.ts';
import type { EditorHost } from '#lib/editor/host.ts';
import { freshId, splitId } from '#lib/editor/ids.ts';
import { kindOf } from '#lib/editor/schema/line.ts';
import { convert, deleteSelected, joinAbove, joinBelow, lineAt, nextLine } from '#lib/editor/schema/lines.ts';

/** The keys of a text: every command of the page, and what Enter, Backspace and Delete are in a text of lines. */
export const Keys = Extension.create<{ item: string; page: EditorHost }>({
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
			...page.keys(item, () => this.editor),
			Enter: enter,
			'Shift-Enter': enter,
			Backspace: back,
			'Shift-Backspace': back,
			'Mod-Backspace': back,
			Delete: forward,
			'Mod-Delete': forward
		};
	}
});

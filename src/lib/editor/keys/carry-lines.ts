/** Lines that go from one item into the next: each item is a text of its own, so they leave one and are made anew in the other. */
import type { Editor } from '@tiptap/core';
import { Fragment } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { ySyncPluginKey } from 'y-prosemirror';
import type * as Y from 'yjs';
import { LINE } from '#document/fields.ts';
import { freshId } from '#lib/editor/ids.ts';
import { lineAt, linesAt } from '#lib/editor/schema/lines.ts';

/**
 * The selected lines go to the near end of the other item, with their ids and so with their owners and dues, and the caret
 * with them.
 * @param up to its end; else to its beginning
 */
export function carryLines(from: Editor, to: Editor, up: boolean): void {
	const { state } = from;
	const lines = linesAt(state);
	const [first, last] = [lines[0] ?? lineAt(state), lines.at(-1) ?? lineAt(state)];
	const type = state.schema.nodes[LINE];
	if (!first || !last || !type) return;
	const { anchor, head } = state.selection;
	const carried = state.doc.slice(first.at, last.at + last.node.nodeSize).content;
	// An item has one line at least. Before they come in over there: no two lines have one id.
	const isAll = carried.childCount === state.doc.childCount;
	const left = isAll ? type.create({ id: freshId(), kind: 'point' }) : Fragment.empty;
	const leave = state.tr.replaceWith(first.at, last.at + last.node.nodeSize, left);

	const { tr, doc, schema } = to.state;
	// A blank point that waits for words stays below: somebody may be typing in it.
	const isBlank = doc.childCount === 1 && doc.child(0).content.size === 0;
	const at = up && !isBlank ? doc.content.size : 0;
	// Each editor has a schema of its own, and takes no nodes of another's.
	tr.insert(at, Fragment.fromJSON(schema, carried.toJSON()));
	const by = at - first.at;
	tr.setSelection(TextSelection.create(tr.doc, anchor + by, head + by));
	// At once, also for everybody else: whoever typed in them meanwhile sees where they went.
	const { doc: shared } = ySyncPluginKey.getState(state) as { doc: Y.Doc };
	shared.transact(() => {
		from.view.dispatch(leave);
		to.view.dispatch(tr);
	}, ySyncPluginKey);
	// Behind both changes, because whoever enters an item begins a new step of undo; and a text without the focus is not
	// scrolled to.
	to.view.focus();
	to.view.dispatch(to.view.state.tr.scrollIntoView());
}

/** What the notetaker takes over goes into the text as an edit of their own: one step of undo, the smallest change. */
import type { Editor } from '@tiptap/core';
import { LINE } from '#document/fields.ts';
import { difference } from '#document/minutes/line.ts';
import { idOf } from '#lib/editor/schema/line.ts';
import type { PlacedLine } from '#lib/editor/schema/lines.ts';

export function findLine(
	editors: ReadonlyMap<string, Editor>,
	id: string
): { readonly item: string; readonly editor: Editor; readonly line: PlacedLine } | null {
	for (const [item, editor] of editors) {
		let line: PlacedLine | null = null;
		editor.state.doc.forEach((node, at, index) => {
			if (idOf(node) === id) line ??= { node, at, index };
		});
		if (line) return { item, editor, line };
	}
	return null;
}

/** The line keeps its id, and so its owners and due. */
export function setWords(editor: Editor, { node, at }: PlacedLine, next: string): void {
	const { start, removed, inserted } = difference(node.textContent, next);
	const from = at + 1 + start;
	const { tr } = editor.state;
	if (inserted === '') editor.view.dispatch(tr.delete(from, from + removed));
	else editor.view.dispatch(tr.insertText(inserted, from, from + removed));
}

/**
 * A point at the end of the item, above a blank one that waits for words.
 * @param id of the request: two people who take it over at once make one point
 */
export function addPoint(editor: Editor, id: string, words: string): void {
	const { doc, schema, tr } = editor.state;
	const type = schema.nodes[LINE];
	const last = doc.lastChild;
	if (!type || !last) return;
	const blank = last.content.size === 0;
	const at = doc.content.size - (blank ? last.nodeSize : 0);
	editor.view.dispatch(tr.insert(at, type.create({ id, kind: 'point' }, schema.text(words))));
}

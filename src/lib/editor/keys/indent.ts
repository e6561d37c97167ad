/** Tab and Shift+Tab: how far in a line stands. */
import type { EditorState, Transaction } from '@tiptap/pm/state';
import type { LineKind } from '#core/minutes/minutes.ts';
import { kindOf } from '#lib/editor/schema/line.ts';
import { convert, linesAt } from '#lib/editor/schema/lines.ts';

const INNER: Partial<Record<LineKind, LineKind>> = { point: 'bullet', paragraph: 'bullet' };
const OUTER: Partial<Record<LineKind, LineKind>> = { bullet: 'point', paragraph: 'point' };

/** All selected lines one step in or out; the other kinds stand where they stand. @returns null when none can go */
export function indentSelection(state: EditorState, way: 'in' | 'out'): Transaction | null {
	const { tr } = state;
	for (const { node, at } of linesAt(state)) {
		const kind = (way === 'in' ? INNER : OUTER)[kindOf(node)];
		if (kind) convert(tr, at, kind, null);
	}
	return tr.docChanged ? tr : null;
}

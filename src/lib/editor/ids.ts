import { Extension } from '@tiptap/core';
import { Plugin, type EditorState } from '@tiptap/pm/state';
import { absolutePositionToRelativePosition, ySyncPluginKey } from 'y-prosemirror';
import type * as Y from 'yjs';
import { idOf } from '#lib/editor/schema/line.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A fresh id, the same shape as the server's. */
export function freshId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(20));
	return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/**
 * The id of the line that Enter makes in the middle of words: told by the first character that goes down. Two people who
 * press Enter at one place at the same moment so make one line, and the second copy of its words can be known as one.
 */
export function splitId(state: EditorState): string | null {
	const { binding, type } = ySyncPluginKey.getState(state) as {
		binding: { mapping: Parameters<typeof absolutePositionToRelativePosition>[2] } | null;
		type: Y.XmlFragment;
	};
	const { $from, empty } = state.selection;
	if (!binding || !empty || $from.parentOffset === 0 || $from.parentOffset === $from.parent.content.size)
		return null;
	const place = absolutePositionToRelativePosition($from.pos, type, binding.mapping) as Y.RelativePosition;
	return place.item && `s${place.item.client.toString(36).padStart(7, '0')}${place.item.clock.toString(36)}`;
}

/**
 * Every line has an id and no two share one. Only what happened here is mended: lines that came from others already have
 * theirs, and two devices mending the same line would write against each other.
 */
export const LineIds = Extension.create({
	name: 'lineIds',
	addProseMirrorPlugins: () => [
		new Plugin({
			appendTransaction(transactions, _before, after) {
				const mine = transactions.some(
					(tr) =>
						tr.docChanged &&
						(tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin !== true
				);
				if (!mine) return null;
				const seen = new Set<string>();
				const { tr } = after;
				// Of two lines with one id, the one that stood there before keeps it: it is the first, since a copy is put after.
				after.doc.forEach((node, at) => {
					const id = idOf(node);
					if (id === '' || seen.has(id)) tr.setNodeAttribute(at, 'id', freshId());
					else seen.add(id);
				});
				return tr.docChanged ? tr : null;
			}
		})
	]
});

import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { idOf } from '#lib/editor/schema/line.ts';
import type { MeetingPage } from './context.ts';

/**
 * Where the minutes are at this moment: the item the caret is in, or was last in, and the last line written before it.
 * Who has not been in the text yet: the last item with anything in it.
 */
export function minutesPlace(page: MeetingPage): {
	readonly item: string | null;
	readonly after: string | null;
} {
	const editor = page.editors.get(page.active());
	if (editor) {
		const { doc, selection } = editor.state;
		return { item: page.active(), after: lastWritten(doc, selection.$head.index(0)) };
	}
	const { items } = page.session.draft;
	const last = items.findLast(({ lines }) => lines.some(({ text }) => text !== '')) ?? items[0];
	return {
		item: last?.id ?? null,
		after: last?.lines.findLast(({ text }) => text !== '')?.id ?? null
	};
}

/** An empty line waits for what comes next, so it is not what was written last. */
function lastWritten(doc: ProseMirrorNode, from: number): string | null {
	for (let index = Math.min(from, doc.childCount - 1); index >= 0; index--) {
		const line = doc.child(index);
		if (line.textContent.trim() !== '') return idOf(line) || null;
	}
	return null;
}

import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import {
	getRelativeSelection,
	yCursorPlugin,
	ySyncPlugin,
	ySyncPluginKey,
	type ProsemirrorBinding
} from 'y-prosemirror';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { MeetingSession } from '#lib/session/meeting-session.svelte.ts';
import { CaretsIn } from '#lib/editor/marks/carets.ts';
import { freshId } from '#lib/editor/ids.ts';
import { idOf } from '#lib/editor/schema/line.ts';
import { mergeDuplicateLines } from './merge-duplicate-lines.ts';
import { readCaret } from '#lib/editor/place-caret.ts';
import { writeLines, type Mapping } from '#lib/editor/across/write-lines.ts';

/** Binds one editor to one item's fragment: text and carets. Undo is the page's (page-state). */
export const YBinding = Extension.create<{ session: MeetingSession; body: Y.XmlFragment }>({
	name: 'shared',
	priority: 1000,
	addProseMirrorPlugins() {
		const { session, body } = this.options;
		return [
			ySyncPlugin(body),
			lineByLine(session, body, () => this.editor.isEditable),
			yCursorPlugin(new CaretsIn(session.awareness, body) as unknown as Awareness, {
				cursorBuilder: (_user: unknown, client: number) => caret(session, client),
				selectionBuilder: () => ({ class: 'others-selection' })
			})
		];
	}
});

interface Binding {
	readonly mapping: Mapping;
	beforeTransactionSelection: unknown;
	_prosemirrorChanged(doc: ProseMirrorNode): void;
}

/** Writes by the ids of the lines, and mends what two people made at the same moment. */
function lineByLine(session: MeetingSession, body: Y.XmlFragment, mayWrite: () => boolean): Plugin {
	const { doc } = session;
	return new Plugin({
		view: (view) => {
			const { binding } = ySyncPluginKey.getState(view.state) as { binding: Binding };
			binding._prosemirrorChanged = (next) =>
				doc.transact(() => {
					const weight = weightOf(session, view);
					const { $head, empty } = view.state.selection;
					const line = empty && view.state.doc === next ? $head.node(1) : null;
					const caret = line && { line: idOf(line), offset: $head.parentOffset };
					writeLines(body, next, binding.mapping, weight, caret);
					binding.beforeTransactionSelection = getRelativeSelection(
						binding as unknown as ProsemirrorBinding,
						view.state
					);
				}, ySyncPluginKey);
			const mending = {
				freshId,
				isHere: (client: number) => session.awareness.getStates().has(client),
				baseOf: (line: string) => session.rescue.baseOf(line)
			};
			const mend = () => void (mayWrite() && mergeDuplicateLines(doc, mending));
			// Behind the whole change: within it the editor would not see what is mended.
			// Also what undo brings back may be there again already: a line that was moved, and written in since.
			const changed = (_event: unknown, { local, origin }: Y.Transaction) => {
				if (!local || origin === session.undo) doc.once('afterAllTransactions', mend);
			};
			// A caret the browser just moved would be put back where it was: its word comes after that of others.
			const first = ({ local }: Y.Transaction) => {
				if (local || !readCaret(view)) return;
				binding.beforeTransactionSelection = getRelativeSelection(
					binding as unknown as ProsemirrorBinding,
					view.state
				);
			};
			doc.on('beforeTransaction', first);
			body.observe(changed);
			return {
				destroy: () => {
					doc.off('beforeTransaction', first);
					body.unobserve(changed);
				}
			};
		}
	});
}

/** A line somebody else's caret stands in is the last to be made anew, then the one with the own caret. */
function weightOf(session: MeetingSession, view: EditorView): (id: string) => number {
	let theirs: ReadonlySet<string> | null = null;
	const mine: unknown = view.state.selection.$head.node(1)?.attrs['id'];
	return (id) => {
		theirs ??= linesOfOthers(session);
		return theirs.has(id) ? 1000 : id === mine ? 1.5 : 1;
	};
}

function linesOfOthers({ awareness, doc }: MeetingSession): ReadonlySet<string> {
	const lines = new Set<string>();
	for (const [client, state] of awareness.getStates()) {
		const { cursor } = state as { cursor?: { head?: unknown } };
		if (client === doc.clientID || !cursor?.head) continue;
		const place = Y.createAbsolutePositionFromRelativePosition(
			Y.createRelativePositionFromJSON(cursor.head),
			doc
		);
		const line = place?.type instanceof Y.XmlElement ? place.type : place?.type.parent;
		if (line instanceof Y.XmlElement) lines.add(String(line.getAttribute('id')));
	}
	return lines;
}

/** Somebody else's caret: a thin line, the name over it for as long as they move. The name is the server's word. */
function caret(session: MeetingSession, client: number): HTMLElement {
	const element = document.createElement('span');
	element.className = 'others-caret';
	element.dataset['client'] = String(client);
	element.dataset['name'] = session.names.get(client)?.name ?? '';
	element.setAttribute('aria-hidden', 'true');
	return element;
}

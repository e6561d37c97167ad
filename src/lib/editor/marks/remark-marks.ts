import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from 'y-prosemirror';
import type * as Y from 'yjs';
import type { Anchor } from '#core/remarks/remark-anchor.ts';
import { lineIn, wordsAt } from '#document/remarks/anchors.ts';
import { idOf } from '#lib/editor/schema/line.ts';
import type { LineRemarks } from './remark-sign.ts';

/** What an editor is told of the remarks on its item. */
export interface RemarksTold {
	/** By line: how many stand there, in words. */
	readonly signs: Readonly<Record<string, string>>;
	/** The words that open comments are about. */
	readonly words: readonly {
		readonly line: string;
		readonly anchor: Anchor;
		readonly quote: string;
		/** Its thread is open. */
		readonly shown: boolean;
	}[];
	/** Below this line a thread stands: so much room it needs, in pixels. */
	readonly room: { readonly line: string; readonly height: number } | null;
}

interface Here {
	readonly body: Y.XmlFragment;
	readonly tabStop: () => boolean;
}

interface State {
	readonly told: RemarksTold;
	readonly words: DecorationSet;
	readonly lines: DecorationSet;
}

const NOTHING: RemarksTold = { signs: {}, words: [], room: null };
const key = new PluginKey<State>('remarkMarks');

export const tellRemarks = (view: EditorView, told: RemarksTold): void =>
	view.dispatch(view.state.tr.setMeta(key, told));

/** Whether one may write has turned, and with it what the keyboard stops at. */
export function retellRemarks(view: EditorView): void {
	const state = key.getState(view.state);
	if (state) tellRemarks(view, state.told);
}

/** Read off the shared document, which every place is a place in. */
function markWords(doc: ProseMirrorNode, body: Y.XmlFragment, told: RemarksTold): DecorationSet {
	if (told.words.length === 0) return DecorationSet.empty;
	const marks: Decoration[] = [];
	doc.forEach((node, at) => {
		for (const { line, anchor, quote, shown } of told.words) {
			if (line !== idOf(node)) continue;
			const element = lineIn(body, line);
			const found = element && wordsAt(element, anchor, quote);
			if (found && found.to <= node.content.size)
				marks.push(
					Decoration.inline(at + 1 + found.from, at + 1 + found.to, {
						class: shown ? 'remarked shown' : 'remarked'
					})
				);
		}
	});
	return DecorationSet.create(doc, marks);
}

function markLines(doc: ProseMirrorNode, tabStop: boolean, { signs, room }: RemarksTold): DecorationSet {
	const marks: Decoration[] = [];
	doc.forEach((node, at) => {
		const line = idOf(node);
		const words = signs[line] ?? '';
		const style = room?.line === line ? { style: `margin-block-end: ${room.height}px` } : {};
		if (words === '' && !tabStop && room?.line !== line) return;
		const remarks: LineRemarks = { words, tabStop };
		marks.push(Decoration.node(at, at + node.nodeSize, style, { remarks }));
	});
	return DecorationSet.create(doc, marks);
}

/** [X5] Signs at the lines that are remarked on, and a thin rule below the words. Nothing of it is in the text. */
export const RemarkMarks = Extension.create<Here>({
	name: 'remarkMarks',
	addProseMirrorPlugins() {
		const { body, tabStop } = this.options;
		return [
			new Plugin<State>({
				key,
				state: {
					init: (_config, { doc }) => ({
						told: NOTHING,
						words: DecorationSet.empty,
						lines: markLines(doc, tabStop(), NOTHING)
					}),
					apply(tr, before) {
						const news = tr.getMeta(key) as RemarksTold | undefined;
						if (!news && !tr.docChanged) return before;
						const told = news ?? before.told;
						// The document has what others wrote by then; what is typed here it is told after this.
						const theirs = tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined;
						const anew = news !== undefined || theirs?.isChangeOrigin === true;
						return {
							told,
							words: anew ? markWords(tr.doc, body, told) : before.words.map(tr.mapping, tr.doc),
							lines: markLines(tr.doc, tabStop(), told)
						};
					}
				},
				props: { decorations: (state) => key.getState(state)?.lines }
			}),
			new Plugin({ props: { decorations: (state) => key.getState(state)?.words } })
		];
	}
});

import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { paperPath, paperReferences, type ReferablePaper } from '#core/agenda/paper-references.ts';

interface Here {
	readonly meeting: string;
	/** Of the item this editor writes. */
	readonly papers: () => readonly ReferablePaper[];
}

const key = new PluginKey<DecorationSet>('paperLinks');

/** The papers of the item changed: what the words lead to is worked out anew. */
export const papersChanged = (view: EditorView): void => view.dispatch(view.state.tr.setMeta(key, true));

/** The address of the paper whose reference the caret stands in; null: it stands in none. */
export function paperAtCaret(state: EditorState): string | null {
	const { head } = state.selection;
	const [found] = key.getState(state)?.find(head, head) ?? [];
	return found ? (found.spec as { path: string }).path : null;
}

function decorate(doc: ProseMirrorNode, { meeting, papers }: Here): DecorationSet {
	const own = papers();
	if (own.length === 0) return DecorationSet.empty;
	const links: Decoration[] = [];
	doc.forEach((node, at) => {
		for (const { from, to, paper, page } of paperReferences(node.textContent, own)) {
			const path = paperPath(meeting, paper, page);
			links.push(
				Decoration.inline(
					at + 1 + from,
					at + 1 + to,
					{
						nodeName: 'a',
						class: 'paper-link',
						href: path,
						target: '_blank',
						rel: 'noopener',
						title: `Opens paper ${paper.number}, ${paper.name} (Ctrl and click, or Ctrl, Alt and O)`
					},
					{ path }
				)
			);
		}
	});
	return DecorationSet.create(doc, links);
}

/** "p. 6, para 4.3" in the words is a link to the paper of the item: [U4]. The words stay words. */
export const PaperLinks = Extension.create<Here>({
	name: 'paperLinks',
	addProseMirrorPlugins() {
		const here = this.options;
		return [
			new Plugin<DecorationSet>({
				key,
				state: {
					init: (_config, { doc }) => decorate(doc, here),
					apply: (tr, links) => (tr.docChanged || tr.getMeta(key) === true ? decorate(tr.doc, here) : links)
				},
				props: {
					decorations: (state) => key.getState(state),
					handleDOMEvents: {
						// A click in a text one writes in places the caret; with Ctrl it follows, as in every word processor.
						click: (view, event) => {
							const link = event.target instanceof Element ? event.target.closest('a.paper-link') : null;
							if (!link || !view.editable) return false;
							event.preventDefault();
							if (event.ctrlKey || event.metaKey)
								window.open(link.getAttribute('href') ?? '', '_blank', 'noopener');
							return true;
						}
					}
				}
			})
		];
	}
});

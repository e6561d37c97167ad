import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { doubtsIn } from '#core/reading/abbreviations.ts';

const key = new PluginKey<DecorationSet>('doubts');

function decorate(doc: ProseMirrorNode): DecorationSet {
	const marks: Decoration[] = [];
	doc.forEach((node, at) => {
		for (const { from, to } of doubtsIn(node.textContent))
			marks.push(Decoration.inline(at + 1 + from, at + 1 + to, { class: 'doubt' }));
	});
	return DecorationSet.create(doc, marks);
}

/** "??" stands out and says what it means. The letters stay what they are: the mark is worked out, never stored. */
export const Placeholders = Extension.create({
	name: 'doubts',
	addProseMirrorPlugins: () => [
		new Plugin<DecorationSet>({
			key,
			state: {
				init: (_config, { doc }) => decorate(doc),
				apply: (tr, marks) => (tr.docChanged ? decorate(tr.doc) : marks)
			},
			props: { decorations: (state) => key.getState(state) }
		})
	]
});

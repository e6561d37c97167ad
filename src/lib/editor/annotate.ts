import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { ActionLine } from '#core/minutes.ts';
import { lineLabels } from '#core/numbering.ts';
import { idOf, kindOf } from './line.ts';

/** What an editor is told from outside its own text: the number of its item, and what the actions in it came to. */
export interface Surroundings {
	readonly itemLabel: string;
	readonly actions: ReadonlyMap<string, ActionLine>;
}

/** What stands beside one line. */
export interface Annotation {
	readonly label: string | null;
	readonly action: ActionLine | null;
}

interface State {
	readonly around: Surroundings;
	readonly set: DecorationSet;
}

const key = new PluginKey<State>('annotate');

export const surround = (around: Surroundings) => ({ key, around });

export const annotationOf = (decorations: readonly Decoration[]): Annotation | null => {
	for (const decoration of decorations) {
		const spec = decoration.spec as { annotation?: Annotation };
		if (spec.annotation) return spec.annotation;
	}
	return null;
};

function decorate(doc: ProseMirrorNode, around: Surroundings): DecorationSet {
	const lines: { node: ProseMirrorNode; at: number }[] = [];
	doc.forEach((node, at) => lines.push({ node, at }));
	const labels = lineLabels(
		around.itemLabel,
		lines.map(({ node }) => ({
			kind: kindOf(node),
			printed:
				typeof node.attrs['label'] === 'string' && node.attrs['label'] !== '' ? node.attrs['label'] : null
		}))
	);
	return DecorationSet.create(
		doc,
		lines.map(({ node, at }, index) => {
			const label = labels[index] ?? null;
			const shown = kindOf(node) === 'action' ? null : label;
			const annotation: Annotation = { label, action: around.actions.get(idOf(node)) ?? null };
			return Decoration.node(at, at + node.nodeSize, shown === null ? {} : { 'data-label': shown }, {
				annotation
			});
		})
	);
}

/** Numbers, owners and dues beside the lines. They are worked out, never stored. */
export const Annotate = Extension.create({
	name: 'annotate',
	addProseMirrorPlugins: () => [
		new Plugin<State>({
			key,
			state: {
				init: (_config, { doc }) => {
					const around: Surroundings = { itemLabel: '', actions: new Map() };
					return { around, set: decorate(doc, around) };
				},
				apply(tr, value) {
					const told = tr.getMeta(key) as Surroundings | undefined;
					if (!told && !tr.docChanged) return value;
					const around = told ?? value.around;
					return { around, set: decorate(tr.doc, around) };
				}
			},
			props: { decorations: (state) => key.getState(state)?.set }
		})
	]
});

import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { ActionLine } from '#core/minutes/minutes.ts';
import { lineLabels } from '#core/minutes/numbering.ts';
import type { Knows } from '#core/reading/read-owners.ts';
import { idOf, kindOf } from '#lib/editor/schema/line.ts';
import { offeredLines } from '#lib/editor/recognise/questions.ts';

/** What an editor is told from outside its own text: the number of its item, and what the actions in it came to. */
export interface Surroundings {
	readonly itemLabel: string;
	/** How many numbered lines stand in the item before this text. */
	readonly before: number;
	readonly actions: ReadonlyMap<string, ActionLine>;
	/** Decisions taken without a quorum, and what it lacked. */
	readonly lacking: ReadonlyMap<string, string>;
}

/** What stands beside one line. */
export interface Annotation {
	readonly label: string | null;
	readonly action: ActionLine | null;
	/** It reads as an action of its own. */
	readonly offered: boolean;
	/** A decision without a quorum: what it lacked. */
	readonly lacks: string | null;
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

/**
 * As signed ([N2]), where a line without words is left out: it has a number while it stands behind all that have words,
 * and between them none, so that no number here is another than in the list of actions.
 */
function labelsOf(
	lines: readonly ProseMirrorNode[],
	{ itemLabel, before, actions }: Surroundings
): (string | null)[] {
	const isWritten = (node: ProseMirrorNode): boolean =>
		node.textContent.trim() !== '' || (actions.get(idOf(node))?.owners.length ?? 0) > 0;
	const last = lines.findLastIndex(isWritten);
	const isCounted = lines.map((node, at) => at > last || isWritten(node));
	const labels = lineLabels(
		itemLabel,
		lines.filter((_, at) => isCounted[at]).map((node) => ({ kind: kindOf(node), printed: printedOf(node) })),
		before
	);
	let next = 0;
	return isCounted.map((counted) => (counted ? (labels[next++] ?? null) : null));
}

const printedOf = ({ attrs: { label } }: ProseMirrorNode): string | null =>
	typeof label === 'string' && label !== '' ? label : null;

function decorate(doc: ProseMirrorNode, around: Surroundings, knows: Knows): DecorationSet {
	const lines: { node: ProseMirrorNode; at: number }[] = [];
	doc.forEach((node, at) => lines.push({ node, at }));
	const labels = labelsOf(
		lines.map(({ node }) => node),
		around
	);
	const offered = offeredLines(doc, knows);
	return DecorationSet.create(
		doc,
		lines.map(({ node, at }, index) => {
			const label = labels[index] ?? null;
			const shown = kindOf(node) === 'action' ? null : label;
			const annotation: Annotation = {
				label,
				action: around.actions.get(idOf(node)) ?? null,
				offered: offered[index] ?? false,
				lacks: around.lacking.get(idOf(node)) ?? null
			};
			return Decoration.node(at, at + node.nodeSize, shown === null ? {} : { 'data-label': shown }, {
				annotation
			});
		})
	);
}

/** The line of the caret, so that it can show more while one is in it. */
function here({ doc, selection: { $head } }: EditorState): DecorationSet {
	if ($head.depth < 1) return DecorationSet.empty;
	return DecorationSet.create(doc, [Decoration.node($head.before(1), $head.after(1), { class: 'here' })]);
}

/** Numbers, owners and dues beside the lines. They are worked out, never stored. */
export const Annotate = Extension.create<{ knows: Knows }>({
	name: 'annotate',
	addProseMirrorPlugins() {
		const { knows } = this.options;
		return [
			new Plugin<State>({
				key,
				state: {
					init: (_config, { doc }) => {
						const around: Surroundings = { itemLabel: '', before: 0, actions: new Map(), lacking: new Map() };
						return { around, set: decorate(doc, around, knows) };
					},
					apply(tr, value) {
						const told = tr.getMeta(key) as Surroundings | undefined;
						if (!told && !tr.docChanged) return value;
						const around = told ?? value.around;
						return { around, set: decorate(tr.doc, around, knows) };
					}
				},
				props: { decorations: (state) => key.getState(state)?.set }
			}),
			new Plugin({ props: { decorations: here } })
		];
	}
});

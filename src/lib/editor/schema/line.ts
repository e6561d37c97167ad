import { mergeAttributes, Node } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { LINE_KINDS, VERBS, type LineKind, type Verb } from '#core/minutes/minutes.ts';
import { LINE } from '#document/fields.ts';

export const kindOf = (node: ProseMirrorNode): LineKind =>
	LINE_KINDS.find((kind) => kind === node.attrs['kind']) ?? 'point';
export const idOf = (node: ProseMirrorNode): string =>
	typeof node.attrs['id'] === 'string' ? node.attrs['id'] : '';
export const verbOf = (node: ProseMirrorNode): Verb | null =>
	VERBS.find((verb) => verb === node.attrs['verb']) ?? null;

/**
 * The one node of the minutes: a line whose `kind` is an attribute. To make a point an action is to set that attribute,
 * so what somebody else types into the line at that moment stays (another node type would mean delete and insert).
 */
export const Line = Node.create({
	name: LINE,
	group: 'block',
	content: 'text*',
	marks: '',
	defining: true,
	addAttributes: () => ({
		// Copied along, so that the owners of an action are found again; what is pasted gets an id of its own (clipboard.ts).
		id: {
			default: null,
			keepOnSplit: false,
			parseHTML: (element: HTMLElement) => element.dataset['line'] ?? null,
			renderHTML: ({ id }: Record<string, unknown>) => (typeof id === 'string' ? { 'data-line': id } : {})
		},
		kind: {
			default: 'point',
			keepOnSplit: true,
			parseHTML: (element: HTMLElement) => element.dataset['kind'] ?? null,
			renderHTML: ({ kind }: Record<string, unknown>) => ({ 'data-kind': kind })
		},
		verb: {
			default: null,
			keepOnSplit: false,
			parseHTML: (element: HTMLElement) => element.dataset['verb'] ?? null,
			renderHTML: ({ verb }: Record<string, unknown>) => (verb === null ? {} : { 'data-verb': verb })
		},
		label: { default: null, keepOnSplit: false, parseHTML: () => null, rendered: false }
	}),
	parseHTML: () => [
		...LINE_KINDS.map((kind) => ({ tag: `p[data-kind="${kind}"]`, attrs: { kind }, priority: 60 })),
		{ tag: 'p' },
		{ tag: 'div' }
	],
	renderHTML: ({ HTMLAttributes }) => ['p', mergeAttributes(HTMLAttributes), 0]
});

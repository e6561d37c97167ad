import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { idOf } from '#lib/editor/schema/line.ts';
import type { PlacedLine } from '#lib/editor/schema/lines.ts';

/** The lines of `doc` that these transactions, one after the other, touched. */
export function changedLines(doc: ProseMirrorNode, transactions: readonly Transaction[]): PlacedLine[] {
	const maps = transactions.flatMap(({ mapping }) => mapping.maps);
	const ranges: { from: number; to: number }[] = [];
	for (const [index, map] of maps.entries())
		map.forEach((_oldFrom, _oldTo, from, to) => {
			const rest = maps.slice(index + 1);
			ranges.push({
				from: rest.reduce((at, next) => next.map(at, -1), from),
				to: rest.reduce((at, next) => next.map(at, 1), to)
			});
		});
	const lines: PlacedLine[] = [];
	doc.forEach((node, at, index) => {
		if (ranges.some(({ from, to }) => from < at + node.nodeSize && to > at)) lines.push({ node, at, index });
	});
	return lines;
}

export function linesById(doc: ProseMirrorNode): ReadonlyMap<string, ProseMirrorNode> {
	const lines = new Map<string, ProseMirrorNode>();
	doc.forEach((node) => lines.set(idOf(node), node));
	return lines;
}

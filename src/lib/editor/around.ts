import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Surroundings } from '#lib/editor/marks/annotate.ts';
import { idOf } from '#lib/editor/schema/line.ts';

/** Whether two surroundings say the same about the lines that stand in this text. */
export function isSameAround(doc: ProseMirrorNode, told: Surroundings, next: Surroundings): boolean {
	const { actions: before, ...rest } = told;
	const { actions: now, ...more } = next;
	let same = Object.entries(more).every(([name, value]) => rest[name as keyof typeof rest] === value);
	if (before !== now)
		doc.forEach((node) => {
			same &&= before.get(idOf(node)) === now.get(idOf(node));
		});
	return same;
}

/**
 * [R89] What was set aside does not come back: whoever was sent a frame before it was found has it in their copy, and would
 * bring it along when they come again.
 */
import { covers, inspectUpdate, type UpdateContent } from './update.ts';

export function contentsOf(frames: readonly Uint8Array[]): readonly UpdateContent[] {
	const contents: UpdateContent[] = [];
	for (const frame of frames) {
		const content = inspectUpdate(frame);
		// What is no update cannot be brought by one.
		if (content.ok) contents.push(content.value);
	}
	return contents;
}

/** Whether one update brings all that another one brought. */
export function brings(content: UpdateContent, other: UpdateContent): boolean {
	for (const [client, { from, to }] of other.structs) {
		const structs = content.structs.get(client);
		if (!structs || structs.from > from || structs.to < to) return false;
	}
	for (const [client, ranges] of other.deletes) {
		const deletes = content.deletes.get(client) ?? [];
		if (!ranges.every(({ clock, len }) => covers(deletes, clock, clock + len))) return false;
	}
	return other.structs.size + other.deletes.size > 0;
}

/**
 * [R52] One change that takes away a third of the minutes is more often a mistake, or an editor that did not understand them, than
 * a wish. It is not refused: what was there before is kept first.
 */
import type * as Y from 'yjs';
import { isShown, shownIn } from './size.ts';
import type { DeleteRanges } from './update.ts';

/** Characters, and share of all that are shown. Both must be passed. */
const MANY = 2000;
const MUCH = 0.3;

/**
 * @param ask for the document, which may have to be built
 * @param deleted sum of the ranges, so that a keystroke costs nothing here
 */
export function losesMuch(ask: () => Y.Doc, deletes: DeleteRanges, deleted: number): boolean {
	if (deleted <= MANY) return false;
	const doc = ask();
	let lost = 0;
	for (const [client, ranges] of deletes) {
		const structs = doc.store.clients.get(client) ?? [];
		let at = 0;
		for (const { clock, len } of ranges) {
			for (; at < structs.length; at++) {
				const struct = structs[at];
				if (!struct || struct.id.clock >= clock + len) break;
				if (isShown(struct))
					lost += Math.max(
						0,
						Math.min(struct.id.clock + struct.length, clock + len) - Math.max(struct.id.clock, clock)
					);
				// The rest of it may be in the next range.
				if (struct.id.clock + struct.length > clock + len) break;
			}
		}
	}
	if (lost <= MANY) return false;
	return lost > shownIn(doc) * MUCH;
}

/**
 * [R83] What goes with what somebody takes away. Yjs deletes a type with all that stands in it, and calls itself for each
 * level: some thousand levels end its stack, in every copy and for good. What comes in is never nested so ([R82]); what
 * stands there from before that was judged may be, and is not taken away from above.
 */
import * as Y from 'yjs';
import { MOST_DEPTH } from '#core/wire/content-rules.ts';
import type { DeleteRanges } from './update.ts';

/** Pieces that go with others in one change. Yjs takes them away in half a second; an item that long was typed for a week. */
export const MOST_GOING = 500_000;

const TOO_DEEP = 'it takes away what is nested too deep';
const TOO_MUCH = 'it takes away more than can go at once';

/** @returns why it cannot be taken away at once, or null */
export function cascadeOf(doc: Y.Doc, deletes: DeleteRanges): string | null {
	let going = 0;
	for (const [client, ranges] of deletes) {
		const structs = doc.store.clients.get(client);
		if (structs === undefined) continue;
		const known = Y.getState(doc.store, client);
		for (const { clock, len } of ranges) {
			if (clock >= known) break;
			for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
				const struct = structs[at];
				if (!struct || struct.id.clock >= clock + len) break;
				if (struct.deleted || !(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentType))
					continue;
				const more = below(struct.content.type, MOST_GOING - going);
				if (typeof more === 'string') return more;
				going += more;
			}
		}
	}
	return null;
}

/** The same of a value that another takes the place of. */
export function cascadeIn(value: Y.Item | undefined): string | null {
	if (value === undefined || value.deleted || !(value.content instanceof Y.ContentType)) return null;
	const more = below(value.content.type, MOST_GOING);
	return typeof more === 'string' ? more : null;
}

type Type = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;

/** Goes down without calling itself. @returns how many pieces stand in it, at any depth */
function below(type: Type, most: number): number | string {
	let count = 0;
	let level: Type[] = [type];
	for (let depth = 1; level.length > 0; depth++) {
		if (depth > MOST_DEPTH) return TOO_DEEP;
		const next: Type[] = [];
		const look = (item: Y.Item): void => {
			count++;
			if (!item.deleted && item.content instanceof Y.ContentType) next.push(item.content.type);
		};
		for (const { _start, _map } of level) {
			for (let item = _start; item !== null && count <= most; item = item.right) look(item);
			for (const item of _map.values()) look(item);
			if (count > most) return TOO_MUCH;
		}
		level = next;
	}
	return count;
}

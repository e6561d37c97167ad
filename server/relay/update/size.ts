/**
 * [R93] How many characters of a document are shown. Counting them is a walk over all of it, so it is done only when they may be
 * too many: a text has no more characters than bytes, and no more than it had and what was typed since.
 */
import * as Y from 'yjs';
import type { UpdateContent } from './update.ts';

/** Yjs' number for text. */
const STRING = 4;
/** Milliseconds. Somebody who goes on typing into a text that is full is not worth more walks. */
const REST_MS = 1000;

export class Size {
	readonly #most: number;
	/** Not more are shown; infinite before they were counted. */
	#atMost = Infinity;
	#countedAt = -Infinity;

	constructor(most: number) {
		this.#most = most;
	}

	/**
	 * @param update its length in bytes, and what it says
	 * @param text what is stored of the document, in bytes; how far a client has come in it; and the document, which may have to be built
	 * @param now milliseconds of a clock that never goes back
	 * @returns whether there is room for what the update adds
	 */
	takes(
		update: { readonly length: number; readonly content: Pick<UpdateContent, 'pieces'> },
		text: { readonly bytes: number; clock(client: number): number; ask(): Y.Doc },
		now: number
	): boolean {
		if (text.bytes + update.length <= this.#most) return true;
		let added = 0;
		for (const { kind, client, clock, length } of update.content.pieces)
			if (kind === STRING && clock + length > text.clock(client)) added += length;
		// Whoever takes words out makes room.
		if (added === 0) return true;
		if (this.#atMost + added > this.#most && now - this.#countedAt >= REST_MS) {
			this.#atMost = shownIn(text.ask());
			this.#countedAt = now;
		}
		if (this.#atMost + added > this.#most) return false;
		this.#atMost += added;
		return true;
	}
}

export const isShown = (struct: Y.Item | Y.GC): boolean =>
	struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentString;

/** Characters, as clocks count them. */
export function shownIn(doc: Y.Doc): number {
	let shown = 0;
	for (const structs of doc.store.clients.values())
		for (const struct of structs) if (isShown(struct)) shown += struct.length;
	return shown;
}

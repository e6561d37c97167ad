import * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import { DraftReader } from '#document/read.ts';
import { differences } from './differences.ts';

/**
 * Others' changes kept aside, while somebody wants the text in front of them to stand still. What is kept is not a list
 * but a second copy of the text, as it is for everybody else: their changes go into it, and one's own as well. So it
 * does not matter how often or in what order something arrives (after a cut line the server says again what it said
 * before): what waits is always the difference between the two texts, and nothing can be in it twice or be forgotten.
 */
export class HeldUpdates {
	readonly #doc: Y.Doc;
	#everybodys: Y.Doc | null = null;
	#reader: DraftReader | null = null;

	constructor(doc: Y.Doc) {
		this.#doc = doc;
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (this.#everybodys) Y.applyUpdate(this.#everybodys, update, origin);
		});
	}

	/** The text as it is for everybody else; null: nothing is kept aside, the text is the text. */
	get everybodys(): Y.Doc | null {
		return this.#everybodys;
	}

	/** From now on updates go where {@link everybodys} says. */
	hold(): void {
		if (this.#everybodys) return;
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#doc));
		this.#everybodys = copy;
		this.#reader = new DraftReader(copy);
	}

	/** How many changes the text will show when they are let in. @param shown what stands in front of one */
	waiting(shown: Draft): number {
		return this.#reader ? differences(shown, this.#reader.read()) : 0;
	}

	/** Lets in everything that waits, as one change by `origin`. */
	release(origin: unknown): void {
		const copy = this.#everybodys;
		if (!copy) return;
		const missing = Y.encodeStateAsUpdate(copy, Y.encodeStateVector(this.#doc));
		this.drop();
		Y.applyUpdate(this.#doc, missing, origin);
	}

	/** The page goes: what waits is on the server. */
	drop(): void {
		this.#everybodys?.destroy();
		this.#everybodys = null;
		this.#reader = null;
	}
}

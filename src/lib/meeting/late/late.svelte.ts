import * as Y from 'yjs';
import type { Minutes } from '#core/minutes/minutes.ts';
import { readDraft } from '#document/read.ts';
import { Unsent, unsentIn } from '#lib/offline/unsent.ts';
import { wordsNotIn, type LateWord } from './late-words.ts';

/** What was typed too late for the signature. It lies locked on this device until its author has copied it or thrown it away. */
export class Late {
	words = $state.raw<readonly LateWord[]>([]);
	/** Browsers lock nothing up for a page that came over plain http: then it leaves with the page. */
	readonly isKept = isSecureContext;
	readonly #meeting: string;
	/** Where it lies. */
	readonly #unsent: string;
	readonly #key: string;

	/** @param epoch of the text that was signed @param key of the person, 32 bytes in base64 */
	constructor(meeting: string, epoch: number, key: string) {
		this.#meeting = meeting;
		this.#unsent = unsentIn(meeting, epoch);
		this.#key = key;
	}

	/** From the text that was open here when the minutes were signed. */
	hear(record: Minutes, open: Y.Doc): void {
		this.words = wordsNotIn(record, readDraft(open));
	}

	/** From what an earlier page locked up here: it is put into the text as the server has it, and what differs is shown. */
	async look(record: Minutes): Promise<void> {
		const left = await new Unsent(this.#unsent, this.#key).left();
		if (left.length === 0) return;
		const answer = await fetch(`/meetings/${this.#meeting}/document`);
		if (!answer.ok) return;
		const doc = new Y.Doc();
		for (const update of [new Uint8Array(await answer.arrayBuffer()), ...left]) Y.applyUpdate(doc, update);
		this.hear(record, doc);
		doc.destroy();
	}

	/** For good. */
	async forget(): Promise<void> {
		this.words = [];
		await new Unsent(this.#unsent, this.#key).forget();
	}
}

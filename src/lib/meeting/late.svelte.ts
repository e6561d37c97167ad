import * as Y from 'yjs';
import type { Minutes } from '#core/minutes.ts';
import { readDraft } from '#document/read.ts';
import { Unsent } from '#lib/offline/unsent.ts';
import { wordsNotIn, type LateWord } from './late-words.ts';

/** What was typed too late for the signature. It lies locked on this device until its author has copied it or thrown it away. */
export class Late {
	words = $state.raw<readonly LateWord[]>([]);
	/** Browsers lock nothing up for a page that came over plain http: then it leaves with the page. */
	readonly isKept = isSecureContext;
	readonly #meeting: string;
	readonly #key: string;

	/** @param key of the person, 32 bytes in base64 */
	constructor(meeting: string, key: string) {
		this.#meeting = meeting;
		this.#key = key;
	}

	/** From the text that was open here when the minutes were signed. */
	hear(record: Minutes, open: Y.Doc): void {
		this.words = wordsNotIn(record, readDraft(open));
	}

	/** From what an earlier page locked up here: it is put into the text as the server has it, and what differs is shown. */
	async look(record: Minutes): Promise<void> {
		const left: Uint8Array[] = [];
		await new Unsent(this.#meeting, this.#key).bringBack((updates) => left.push(...updates) > 0);
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
		const unsent = new Unsent(this.#meeting, this.#key);
		await unsent.bringBack(() => true);
		unsent.saved();
	}
}

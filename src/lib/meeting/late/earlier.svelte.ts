import * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import { runsIn } from '#document/concurrent/orphaned-words.ts';
import { readDraft } from '#document/read.ts';
import { Unsent, unsentIn } from '#lib/offline/unsent.ts';
import { wordsSince, type LateWord } from './late-words.ts';

/**
 * [R91] What was typed into an earlier text of the meeting, and had not arrived when that was set right. It lies locked on this
 * device until its author has copied it or thrown it away.
 */
export class Earlier {
	words = $state.raw<readonly LateWord[]>([]);
	readonly isKept = isSecureContext;
	readonly #meeting: string;
	readonly #key: string;
	readonly #now: number;

	/** @param epoch of the text that is written in now @param key of the person, 32 bytes in base64 */
	constructor(meeting: string, epoch: number, key: string) {
		this.#meeting = meeting;
		this.#now = epoch;
		this.#key = key;
	}

	/** From the text that was open here when another took its place: it is nowhere else where browsers lock nothing up. */
	async hear(epoch: number, open: Uint8Array): Promise<void> {
		if (!this.isKept) this.#add(await this.#typedIn(epoch, [open]));
	}

	/** From what earlier pages locked up here. */
	async look(): Promise<void> {
		for (let epoch = 1; epoch < this.#now; epoch++) {
			const unsent = this.#unsent(epoch);
			const left = await unsent.left();
			if (left.length === 0) continue;
			const words = await this.#typedIn(epoch, left);
			// All of it had arrived.
			if (words?.length === 0) await unsent.forget();
			this.#add(words);
		}
	}

	/** For good. */
	async forget(): Promise<void> {
		this.words = [];
		for (let epoch = 1; epoch < this.#now; epoch++) await this.#unsent(epoch).forget();
	}

	#unsent(epoch: number): Unsent {
		return new Unsent(unsentIn(this.#meeting, epoch), this.#key);
	}

	#add(words: readonly LateWord[] | null): void {
		const told = new Set(this.words.map((word) => JSON.stringify(word)));
		const fresh = (words ?? []).filter((word) => !told.has(JSON.stringify(word)));
		if (fresh.length > 0) this.words = [...this.words, ...fresh];
	}

	/** @returns null: the server cannot be asked now what it has of them */
	async #typedIn(epoch: number, updates: readonly Uint8Array[]): Promise<readonly LateWord[] | null> {
		const answer = await fetch(`/meetings/${this.#meeting}/document?epoch=${epoch}`).catch(() => null);
		if (answer === null || (!answer.ok && answer.status !== 500)) return null;
		const text = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
		return (text && added(text, updates)) ?? loose(updates);
	}
}

/** @returns null: they cannot be read in that text */
function added(text: Uint8Array, updates: readonly Uint8Array[]): readonly LateWord[] | null {
	const doc = new Y.Doc();
	try {
		Y.applyUpdate(doc, text);
		const before: Draft = readDraft(doc);
		for (const update of updates) Y.applyUpdate(doc, update);
		return doc.store.pendingStructs === null ? wordsSince(before, readDraft(doc)) : null;
	} catch {
		return null;
	} finally {
		doc.destroy();
	}
}

/** The words alone, where they stood is not known. */
const loose = (updates: readonly Uint8Array[]): readonly LateWord[] =>
	runsIn(updates, () => true)
		.map(({ signs }) => signs.map(({ sign }) => sign).join(''))
		.filter((text) => text.trim() !== '')
		.map((text) => ({ where: 'The text before', text }));

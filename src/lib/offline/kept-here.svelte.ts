import * as Y from 'yjs';
import { keepWhole, keptWhole, giveUpWhole, renewText, textOf } from './whole-meeting.ts';
import { isWorkerPossible, workerIsReady } from './worker.ts';

/** The copy runs behind the text by at most so much; a line that is cut puts it there at once. */
const BEHIND_MS = 10_000;

/** [O6] Whether the open meeting is kept on this device as a whole, and the copy of its text. */
export class KeptHere {
	/** When the copy is over; null: not kept. */
	until = $state<number | null>(null);
	isPossible = $state(false);
	readonly #meeting: string;
	readonly #epoch: number;
	readonly #person: string;
	readonly #doc: Y.Doc;
	readonly #isLoaded: () => boolean;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** One after the other, so that an older text never lies over a newer one. */
	#work: Promise<unknown> = Promise.resolve();
	#gone = false;

	/** @param isLoaded whether the text stands in the document: before, nothing may be put over the copy */
	constructor(meeting: string, epoch: number, person: string, doc: Y.Doc, isLoaded: () => boolean) {
		this.#meeting = meeting;
		this.#epoch = epoch;
		this.#person = person;
		this.#doc = doc;
		this.#isLoaded = isLoaded;
		this.isPossible = isWorkerPossible();
		doc.on('update', () => this.#changed());
		document.addEventListener('visibilitychange', this.putNow);
	}

	/** The document as it lies here, and since when; null: it does not. */
	async text(): Promise<{ readonly update: Uint8Array; readonly at: number } | null> {
		try {
			const row = await keptWhole(this.#meeting);
			if (row?.person !== this.#person) return null;
			this.until = row.until;
			// [R91] A copy of an earlier text must not be merged into this one.
			const update = (row.epoch ?? 1) === this.#epoch ? await textOf(row) : null;
			return update && { update, at: row.at };
		} catch {
			// A browser that keeps nothing has kept nothing.
			return null;
		}
	}

	/** @returns what went wrong, in words; null: it is kept */
	async keep(name: string): Promise<string | null> {
		try {
			// Without the pages the text would be of no use.
			await workerIsReady();
			const until = await keepWhole(this.#meeting, this.#person, name);
			await navigator.storage.persist();
			this.until = until;
			await this.putNow();
			return null;
		} catch {
			return 'The meeting could not be kept on this device: there is no connection, or this browser keeps nothing. What you type is as safe as before.';
		}
	}

	async giveUp(): Promise<void> {
		this.until = null;
		await giveUpWhole(this.#meeting);
	}

	readonly putNow = (): Promise<unknown> => {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.until === null || this.#gone || !this.#isLoaded()) return this.#work;
		const text = Y.encodeStateAsUpdate(this.#doc) as Uint8Array<ArrayBuffer>;
		this.#work = this.#work.then(() => renewText(this.#meeting, this.#epoch, text)).catch(() => undefined);
		return this.#work;
	};

	destroy(): void {
		if (this.#timer !== undefined) void this.putNow();
		this.#gone = true;
		document.removeEventListener('visibilitychange', this.putNow);
	}

	#changed(): void {
		if (this.until !== null && !this.#gone) this.#timer ??= setTimeout(this.putNow, BEHIND_MS);
	}
}

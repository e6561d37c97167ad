/**
 * The text of one document as the relay holds it: what is on disk, byte for byte, for as long as nobody changes it or
 * asks for less than all of it; from then on a Y.Doc, and behind it what has been logged since somebody last asked for
 * that ([R65]): fifty keystrokes taken in together cost a fraction of fifty.
 */
import * as Y from 'yjs';
import { untidied } from '#document/take-all.ts';
import type { StoredText } from '#server/store/log/folds.ts';
import { isContained, type DeleteRanges, type UpdateContent } from '#server/relay/update/update.ts';

/** What answers a step 1: a step 2, and updates to go behind it. */
export interface Answer {
	readonly step2: Uint8Array;
	readonly updates: readonly Uint8Array[];
}

/** Frames. Sending each is then cheaper than building the document. */
const MAX_TAIL = 64;
/** [R65] Updates, and bytes, that may lie behind the doc: what taking them in holds up is a few milliseconds. */
const MAX_BEHIND = 256;
const MAX_BEHIND_BYTES = 64 * 1024;
const NOTHING = new Uint8Array([0, 0]);

type Clocks = ReadonlyMap<number, number>;

export interface TextHost {
	/** An update could not be taken in, and the doc is worth nothing any more (document/take-all.ts). */
	report(error: unknown): void;
	/** The doc holds more than it did. */
	onTaken(): void;
	/** It is not what it was, to whomever asks. */
	onMoved(): void;
}

export class Text {
	readonly #host: TextHost;
	#stored: StoredText | null;
	/** What is on disk contains so much; null: it can only be told by building it. */
	#clocks: Clocks | null;
	#doc: Y.Doc | null = null;
	#behind: Uint8Array[] = [];
	#behindBytes = 0;
	/** How far clients come with what lies behind the doc. */
	readonly #reach = new Map<number, number>();
	/** What the doc is taking in brings, while it does. */
	#brought: Uint8Array[] | null = null;
	#vector: Uint8Array | null = null;
	#deletes: DeleteRanges | null = null;

	/** @param doc the same, where it has been made already; null: it is bytes as yet */
	constructor(stored: StoredText, host: TextHost, doc: Y.Doc | null = null) {
		this.#stored = stored;
		this.#host = host;
		this.#clocks = doc ? null : clocksOf(stored);
		if (doc) this.#adopt(doc);
	}

	/** All of it. Builds it when nobody has needed it before. */
	get doc(): Y.Doc {
		this.catchUp();
		return this.lagging;
	}

	/** The doc without what lies behind it. */
	get lagging(): Y.Doc {
		return this.#doc ?? this.#build();
	}

	/** [R65] An update that stands on this text alone: the next to ask finds it in the doc. */
	put(update: Uint8Array, { structs }: Pick<UpdateContent, 'structs'>): void {
		if (this.#doc === null) this.#build();
		this.#behind.push(update);
		this.#behindBytes += update.length;
		for (const [client, { to }] of structs)
			this.#reach.set(client, Math.max(to, this.#reach.get(client) ?? 0));
		this.#forget();
		if (this.#behind.length >= MAX_BEHIND || this.#behindBytes >= MAX_BEHIND_BYTES) this.catchUp();
	}

	/** An update that may repeat what is here. @returns what of it is new */
	take(update: Uint8Array): readonly Uint8Array[] {
		const brought: Uint8Array[] = [];
		const { doc } = this;
		this.#brought = brought;
		this.#integrate(doc, [update]);
		this.#brought = null;
		this.#host.onTaken();
		return brought;
	}

	/** Takes into the doc what lies behind it. */
	catchUp(): void {
		if (this.#behind.length === 0) return;
		const behind = this.#behind;
		this.#behind = [];
		this.#behindBytes = 0;
		this.#reach.clear();
		this.#integrate(this.lagging, behind);
		this.#host.onTaken();
	}

	/** One transaction for all. @throws what was thrown, which leaves a doc that is half changed */
	#integrate(doc: Y.Doc, updates: Iterable<Uint8Array>): void {
		try {
			doc.transact(() => {
				for (const update of updates) Y.applyUpdate(doc, update);
			}, this);
		} catch (error) {
			this.#host.report(error);
			throw error;
		}
	}

	get isBuilt(): boolean {
		return this.#doc !== null;
	}

	#build(): Y.Doc {
		const doc = untidied({ gc: true });
		const stored = this.#stored;
		const updates = [
			...(stored?.fold ? [stored.fold.state] : []),
			...(stored?.tail ?? []).map((row) => row.frame)
		];
		this.#integrate(doc, updates);
		return this.#adopt(doc);
	}

	#adopt(doc: Y.Doc): Y.Doc {
		this.#doc = doc;
		this.#stored = null;
		this.#clocks = null;
		this.#forget();
		doc.on('afterTransaction', () => this.#forget());
		doc.on('update', (update: Uint8Array) => void this.#brought?.push(update));
		return doc;
	}

	#forget(): void {
		this.#vector = null;
		this.#deletes = null;
		this.#host.onMoved();
	}

	/** How far a client has come in it. */
	clock(client: number): number {
		if (this.#clocks) return this.#clocks.get(client) ?? 0;
		return Math.max(Y.getState(this.lagging.store, client), this.#reach.get(client) ?? 0);
	}

	/** Its state vector, encoded. */
	get vector(): Uint8Array {
		this.#vector ??= this.#clocks ? encodeClocks(this.#clocks) : Y.encodeStateVector(this.doc);
		return this.#vector;
	}

	/** What somebody with this state vector lacks. */
	answer(vector: Uint8Array): Answer {
		return this.#storedAnswer(vector) ?? { step2: Y.encodeStateAsUpdate(this.doc, vector), updates: [] };
	}

	#storedAnswer(vector: Uint8Array): Answer | null {
		if (!this.#stored || !this.#clocks) return null;
		const { fold, tail } = this.#stored;
		const frames = tail.map((row) => row.frame);
		const theirs = Y.decodeStateVector(vector);
		if (theirs.size === 0)
			return fold
				? { step2: fold.state, updates: frames }
				: { step2: frames[0] ?? NOTHING, updates: frames.slice(1) };
		// A deletion has no clock, so all of them are said again; the tail's are in its frames.
		if (!fold) return this.#isCovered(theirs) ? { step2: NOTHING, updates: frames } : null;
		const step2 = this.#isCovered(theirs) ? fold.deletes : Y.diffUpdate(fold.state, vector);
		return { step2, updates: frames };
	}

	#isCovered(theirs: Clocks): boolean {
		for (const [client, clock] of this.#clocks ?? []) if ((theirs.get(client) ?? 0) < clock) return false;
		return true;
	}

	/**
	 * What somebody lacks who had received everything but `frames`. null: their state vector says that it is not so.
	 * @param frames of the log, in order
	 */
	tail(vector: Uint8Array, frames: readonly Uint8Array[]): Answer | null {
		const theirs = Y.decodeStateVector(vector);
		const from = new Map<number, number>();
		for (const frame of frames)
			for (const [client, clock] of Y.parseUpdateMeta(frame).from)
				from.set(client, Math.min(clock, from.get(client) ?? Infinity));
		const ours = this.#clocks ?? Y.decodeStateVector(this.vector);
		for (const [client, clock] of ours)
			if ((theirs.get(client) ?? 0) < Math.min(clock, from.get(client) ?? Infinity)) return null;
		return { step2: frames.length > 0 ? Y.mergeUpdates([...frames]) : NOTHING, updates: [] };
	}

	/** Whether applying it would change nothing. */
	contains(content: UpdateContent): boolean {
		if (content.structs.size === 0 && content.deletes.size === 0) return true;
		const asStored = this.#isContained(content);
		// The deletions of the tail are not among those looked at, unless it is built.
		if (asStored || !this.#stored || this.#stored.tail.length === 0) return asStored;
		this.#build();
		return this.#isContained(content);
	}

	#isContained(content: UpdateContent): boolean {
		const ours = this.#clocks ?? Y.decodeStateVector(this.vector);
		return isContained(content, ours, () => (this.#deletes ??= this.#standing()));
	}

	#standing(): DeleteRanges {
		if (!this.#stored) return Y.createDeleteSetFromStructStore(this.doc.store).clients;
		return Y.decodeUpdate(this.#stored.fold?.deletes ?? NOTHING).ds.clients;
	}

	destroy(): void {
		this.#doc?.destroy();
	}
}

/** How far each client has come, or null when that cannot be read off the bytes. */
function clocksOf({ fold, tail }: StoredText): Clocks | null {
	if (tail.length > MAX_TAIL) return null;
	const clocks = fold ? Y.decodeStateVector(fold.vector) : new Map<number, number>();
	try {
		for (const { frame } of tail) {
			const { from, to } = Y.parseUpdateMeta(frame);
			for (const [client, clock] of from) if (clock > (clocks.get(client) ?? 0)) return null;
			for (const [client, clock] of to) clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
		}
	} catch {
		return null;
	}
	return clocks;
}

function encodeClocks(clocks: Clocks): Uint8Array {
	return Y.encodeStateVector(new Map(clocks));
}

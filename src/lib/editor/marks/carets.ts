/**
 * Where the carets of the others stand, each item for itself. With 45 people in 15 items every caret that moves would have
 * every editor draw the carets of all; so an editor hears of those in its own text only.
 */
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

const places = new WeakMap<Awareness, Places>();

/**
 * The awareness as the editor of one item is to see it: the carets in `body`, and word of them when they move.
 * What the editor says of its own caret goes through.
 */
export class CaretsIn {
	readonly #awareness: Awareness;
	readonly #places: Places;
	readonly #body: Y.XmlFragment;
	readonly #leave = new Map<() => void, () => void>();

	constructor(awareness: Awareness, body: Y.XmlFragment) {
		this.#awareness = awareness;
		this.#body = body;
		const known = places.get(awareness) ?? new Places(awareness);
		places.set(awareness, known);
		this.#places = known;
	}

	getStates(): Map<number, Record<string, unknown>> {
		return new Map(
			[...this.#awareness.getStates()].filter(([client]) => this.#places.of(client) === this.#body)
		);
	}

	getLocalState(): Record<string, unknown> | null {
		return this.#awareness.getLocalState();
	}

	setLocalStateField(field: string, value: unknown): void {
		this.#awareness.setLocalStateField(field, value);
	}

	on(_event: 'change', listener: () => void): void {
		this.#leave.set(listener, this.#places.listen(this.#body, listener));
	}

	off(_event: 'change', listener: () => void): void {
		this.#leave.get(listener)?.();
		this.#leave.delete(listener);
	}
}

/** One look at each caret for all editors of a meeting. */
class Places {
	readonly #awareness: Awareness;
	readonly #bodies = new Map<number, Y.XmlFragment>();
	readonly #listeners = new Map<Y.XmlFragment, Set<() => void>>();

	constructor(awareness: Awareness) {
		this.#awareness = awareness;
		awareness.on('change', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) =>
			this.#moved([...added, ...updated, ...removed])
		);
	}

	/** null: nowhere; or in a text that has not arrived yet, so that the next who asks looks again. */
	of(client: number): Y.XmlFragment | null {
		const known = this.#bodies.get(client) ?? this.#find(client);
		if (known) this.#bodies.set(client, known);
		return known;
	}

	/** @returns the way to stop */
	listen(body: Y.XmlFragment, listener: () => void): () => void {
		const listeners = this.#listeners.get(body) ?? new Set();
		this.#listeners.set(body, listeners.add(listener));
		return () => listeners.delete(listener);
	}

	#moved(clients: readonly number[]): void {
		const touched = new Set<Y.XmlFragment>();
		for (const client of clients) {
			if (client === this.#awareness.clientID) continue;
			const before = this.#bodies.get(client);
			this.#bodies.delete(client);
			const now = this.of(client);
			if (before) touched.add(before);
			if (now) touched.add(now);
		}
		for (const body of touched) for (const listener of this.#listeners.get(body) ?? []) listener();
	}

	#find(client: number): Y.XmlFragment | null {
		const cursor = this.#awareness.getStates().get(client)?.['cursor'] as
			{ head?: unknown } | null | undefined;
		if (!cursor?.head) return null;
		const place = Y.createAbsolutePositionFromRelativePosition(
			Y.createRelativePositionFromJSON(cursor.head),
			this.#awareness.doc
		);
		let type = place?.type ?? null;
		while (type instanceof Y.XmlElement || type instanceof Y.XmlText) type = type.parent;
		return type instanceof Y.XmlFragment ? type : null;
	}
}

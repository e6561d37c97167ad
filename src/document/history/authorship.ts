/**
 * A document written again from its log, frame by frame, as it grew; and whose hand each of its words is from.
 * A line that is moved, joined or broken is written anew by whoever does it. Its words are followed back to those who wrote
 * them: by the word of whoever took them (moved-lines.ts), and for what undo or a look back brings again, by the id of the line and
 * exactly its words. What of that is believed says carried.ts.
 */
import * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import { agenda } from '#document/agenda/agenda.ts';
import {
	Carried,
	frameOf,
	keyOf,
	orderOf,
	type Frame,
	type Order,
	type Pair,
	type Passage,
	type Written
} from '#document/concurrent/carried.ts';
import { itemOf } from '#document/concurrent/characters.ts';
import { bodyOf, LINE, titleOf } from '#document/fields.ts';
import { AuthorRuns, UNKNOWN, type AuthorRun } from './author-runs.ts';
import { readDraft } from '#document/read.ts';
import { untidied } from '#document/take-all.ts';
import { charactersOf, parseTaken, takenOf, type Taken } from '#document/concurrent/moved-lines.ts';

/** A document as it was at one moment. */
export interface Moment {
	readonly draft: Draft;
	/** By the id of the item. */
	readonly titles: ReadonlyMap<string, readonly Passage[]>;
	/** By the id of the line. */
	readonly lines: ReadonlyMap<string, readonly Passage[]>;
}

/** A copy that changes nothing of its own accord, and forgets nothing: what was deleted can still be followed back. */
export function lookingBack(): Y.Doc {
	return untidied({ gc: false });
}

/** @returns whether it could be taken in; if not, the doc is worth nothing any more (take-all.ts) */
export function takeIn(doc: Y.Doc, frame: Uint8Array): boolean {
	try {
		Y.applyUpdate(doc, frame);
		return true;
	} catch {
		return false;
	}
}

/** Letters of a line that went. */
interface Gone {
	readonly line: Y.XmlElement;
	readonly written: readonly Written[];
}

/** The hands of a document. Frames have to be given in the order of the log, each once. */
export class Authorship {
	readonly doc = lookingBack();
	readonly #hands = new AuthorRuns();
	readonly #carried = new Carried(this.doc, this.#hands);
	/** What stood last in each line that went, by its id: as everybody had it, and as whoever took it away had it. */
	readonly #gone = new Map<string, readonly Gone[]>();
	#frames = 0;
	#taking: { readonly bytes: Uint8Array; readonly hand: AuthorRun } | null = null;
	/** When something of what is taken in may have been carried. */
	#frame: Frame | null = null;
	readonly #orders = new Map<Y.XmlElement, Order>();

	constructor() {
		this.doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
			this.#carried.take(this.#taking ? this.#frames : 0, this.#taking?.hand ?? UNKNOWN, transaction);
		});
		takenOf(this.doc).observe((event, transaction) => this.#followTaken(event, transaction));
		this.doc.on('afterTransaction', (transaction: Y.Transaction) => this.#follow(transaction));
	}

	/** What is known as one text only. @param owners whose each Yjs client id is, by the server's own record */
	begin(state: Uint8Array, owners: ReadonlyMap<number, string>): void {
		takeIn(this.doc, state);
		for (const [client, to] of Y.parseUpdateMeta(state).to)
			this.#hands.claim(client, 0, to, { person: owners.get(client) ?? null, at: null });
	}

	/** @returns whether it could be taken in; if not, this is worth nothing any more */
	take(bytes: Uint8Array, hand: AuthorRun): boolean {
		try {
			this.#hands.claimUpdate(bytes, hand);
		} catch {
			return false;
		}
		this.#frames++;
		this.#taking = { bytes, hand };
		const isTaken = takeIn(this.doc, bytes);
		this.#taking = this.#frame = null;
		this.#orders.clear();
		return isTaken;
	}

	/** @param doc this one, or what it was at an earlier position */
	momentOf(doc: Y.Doc): Moment {
		const titles = new Map<string, readonly Passage[]>();
		const lines = new Map<string, readonly Passage[]>();
		for (const { id, item, removed } of agenda(doc)) {
			if (removed) continue;
			const title = titleOf(item);
			if (title) titles.set(id, this.#carried.passages(stringsOf(title, isStanding)));
			for (const line of bodyOf(item)?.toArray() ?? [])
				if (line instanceof Y.XmlElement) {
					const key: unknown = line.getAttribute('id');
					// Two can have one id for a moment, until whoever sees it mends it: the first stands for both.
					if (typeof key === 'string' && key !== '' && !lines.has(key))
						lines.set(key, this.#carried.passages(writtenIn(line, isStanding)));
				}
		}
		return { draft: readDraft(doc), titles, lines };
	}

	/** Whose letters these are, in order, as far as what was taken in until now tells. */
	whose(written: readonly Written[]): readonly Passage[] {
		return this.#carried.passages(written);
	}

	#frameNow(): Frame | null {
		if (this.#taking === null) return null;
		const { bytes, hand } = this.#taking;
		return (this.#frame ??= frameOf(this.#frames, hand, Y.decodeUpdate(bytes).ds));
	}

	#orderOf(line: Y.XmlElement): Order {
		const order = this.#orders.get(line) ?? orderOf(line);
		this.#orders.set(line, order);
		return order;
	}

	#followTaken({ changes }: Y.YArrayEvent<unknown>, transaction: Y.Transaction): void {
		const frame = this.#frameNow();
		if (frame === null) return;
		const told = changes.delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : []));
		for (const taken of told.map(parseTaken)) {
			const line = taken?.heir ? lineAt(this.doc, taken) : null;
			if (!taken || !line) continue;
			const order = this.#orderOf(line);
			const pairs = this.#believed(taken, order, frame, transaction);
			if (pairs) this.#carried.carry(pairs, order, frame, transaction);
		}
	}

	/** [Y3] @returns null: not every word of it is true */
	#believed(taken: Taken, { letters, places }: Order, frame: Frame, { beforeState }: Y.Transaction) {
		const { heir } = taken;
		if (!heir) return null;
		const pairs: Pair[] = [];
		let [nth, before] = [0, -1];
		for (const was of charactersOf(taken)) {
			const is = Y.createID(heir.at[0], heir.at[1] + nth - heir.from);
			const isHeir = nth >= heir.from && nth < heir.from + heir.length;
			nth++;
			if (--frame.looks < 0) return null;
			const place = places.get(keyOf(was));
			// What was written in the same frame and deleted again has no letter any more.
			if (place === undefined && itemOf(this.doc, was)?.content instanceof Y.ContentString) return null;
			if (place === undefined) continue;
			if (place <= before || !Y.isDeleted(frame.deletes, was)) return null;
			before = place;
			const sign = isHeir ? this.#carried.signOf(is) : '';
			if (sign === '') continue;
			if (is.clock < (beforeState.get(is.client) ?? 0) || sign !== letters[place]?.sign) return null;
			pairs.push({ was, is });
		}
		return pairs;
	}

	#follow(transaction: Y.Transaction): void {
		const bodies = [...transaction.changed].flatMap(([type, keys]) =>
			type instanceof Y.XmlFragment && !(type instanceof Y.XmlElement) && keys.has(null) ? [type] : []
		);
		const frame = bodies.length === 0 ? null : this.#frameNow();
		if (frame === null) return;
		// What somebody else typed into the line at that moment went with it, unseen by the one who moved it.
		const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
		const stood = (item: Y.Item) =>
			!isNew(item) && (!item.deleted || Y.isDeleted(transaction.deleteSet, item.id));
		const taken = ({ id }: Y.Item) => Y.isDeleted(frame.deletes, id);
		const fresh: { readonly id: string; readonly line: Y.XmlElement }[] = [];
		const gone = new Map<string, readonly Gone[]>();
		for (const body of bodies)
			for (let item = body._start; item !== null; item = item.right) {
				const goes = !isNew(item) && taken(item);
				const comes = isNew(item) && !item.deleted;
				const line = goes || comes ? lineIn(item) : null;
				const id = line && idOf(line);
				if (!line || !id) continue;
				if (comes) {
					fresh.push({ id, line });
					continue;
				}
				const seen = [stood, taken].map((counts) => ({ line, written: writtenIn(line, counts) }));
				gone.set(id, [...(gone.get(id) ?? []), ...seen]);
				// Not when it was away before: a client that comes back repeats all that was ever deleted.
				if (stood(item)) this.#gone.set(id, seen);
			}
		for (const { id, line } of fresh) {
			const words = writtenIn(line, isStanding);
			const from = [...(gone.get(id) ?? []), ...(this.#gone.get(id) ?? [])].find(
				({ written }) => textIn(written) === textIn(words)
			);
			if (!from || words.length === 0) continue;
			const now = idsIn(words);
			const pairs = idsIn(from.written).flatMap((was, at) => {
				const is = now[at];
				return is ? [{ was, is }] : [];
			});
			this.#carried.carry(pairs, this.#orderOf(from.line), frame, transaction);
		}
	}
}

const textIn = (written: readonly Written[]): string => written.map(({ text }) => text).join('');

const idsIn = (written: readonly Written[]): Y.ID[] =>
	written.flatMap(({ client, clock, text }) =>
		Array.from({ length: text.length }, (_, at) => Y.createID(client, clock + at))
	);

const isStanding = (item: Y.Item): boolean => !item.deleted;

function lineIn({ content }: Y.Item): Y.XmlElement | null {
	const type = content instanceof Y.ContentType ? content.type : null;
	return type instanceof Y.XmlElement && type.nodeName === LINE ? type : null;
}

function lineAt(doc: Y.Doc, { line: [client, clock] }: Taken): Y.XmlElement | null {
	const item = itemOf(doc, Y.createID(client, clock));
	return item && lineIn(item);
}

/** Also of a line that is deleted, whose attributes went with it. */
function idOf(line: Y.XmlElement): string {
	const [id]: unknown[] = line._map.get('id')?.content.getContent() ?? [];
	return typeof id === 'string' ? id : '';
}

function writtenIn(line: Y.XmlElement, counts: (item: Y.Item) => boolean): Written[] {
	const written: Written[] = [];
	for (let item = line._start; item !== null; item = item.right)
		if (counts(item) && item.content instanceof Y.ContentType && item.content.type instanceof Y.Text)
			written.push(...stringsOf(item.content.type, counts));
	return written;
}

function stringsOf(text: Y.Text, counts: (item: Y.Item) => boolean): Written[] {
	const strings: Written[] = [];
	for (let item = text._start; item !== null; item = item.right)
		if (counts(item) && item.content instanceof Y.ContentString)
			strings.push({ client: item.id.client, clock: item.id.clock, text: item.content.str });
	return strings;
}

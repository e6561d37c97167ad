/**
 * A document written again from its log, frame by frame, as it grew; and whose hand each of its words is from.
 * A line that is moved, joined or broken is written anew by whoever does it. Its words are followed back to those who wrote
 * them: by the word of whoever took them (taken.ts), which is believed as far as the same letters went and came in one frame;
 * and for what undo or a look back brings again, by the id of the line and exactly its words.
 */
import * as Y from 'yjs';
import type { Draft } from '#core/draft.ts';
import { agenda } from './agenda.ts';
import { itemOf } from './characters.ts';
import { bodyOf, LINE, titleOf } from './fields.ts';
import { Hands, isSameHand, type Hand } from './hands.ts';
import { readDraft } from './read.ts';
import { characterAt, parseTaken, takenOf } from './taken.ts';

/** Words of one hand. */
export interface Passage {
	readonly text: string;
	readonly hand: Hand;
}

/** A document as it was at one moment. */
export interface Moment {
	readonly draft: Draft;
	/** By the id of the item. */
	readonly titles: ReadonlyMap<string, readonly Passage[]>;
	/** By the id of the line. */
	readonly lines: ReadonlyMap<string, readonly Passage[]>;
}

const UNKNOWN: Hand = { person: null, at: null };

/** A copy that changes nothing of its own accord, and forgets nothing: what was deleted can still be followed back. */
export function lookingBack(): Y.Doc {
	const doc = new Y.Doc({ gc: false });
	// Yjs deletes formatting without effect when it takes something in: a change, and nobody's. Who reads changes nothing.
	doc.on('afterTransaction', (transaction) => {
		(transaction as unknown as { _needFormattingCleanup: boolean })._needFormattingCleanup = false;
	});
	return doc;
}

/** @returns whether it could be taken in; what could not is in quarantine on the server, too */
export function takeIn(doc: Y.Doc, frame: Uint8Array): boolean {
	try {
		Y.applyUpdate(doc, frame);
		return true;
	} catch {
		return false;
	}
}

/** The hands of a document. Frames have to be given in the order of the log, each once. */
export class Authorship {
	readonly doc = lookingBack();
	readonly #hands = new Hands();
	/** Words that were carried along with their line. */
	readonly #carried = new Hands();
	/** What stood last in each line that went, by its id: as everybody had it, and as whoever took it away had it. */
	readonly #gone = new Map<string, readonly (readonly Passage[])[]>();
	#frame: Uint8Array | null = null;

	constructor() {
		takenOf(this.doc).observe((event, transaction) => this.#followTaken(event, transaction));
		this.doc.on('afterTransaction', (transaction: Y.Transaction) => this.#follow(transaction));
	}

	/** What is known as one text only. @param owners whose each Yjs client id is, by the server's own record */
	begin(state: Uint8Array, owners: ReadonlyMap<number, string>): void {
		takeIn(this.doc, state);
		for (const [client, to] of Y.parseUpdateMeta(state).to)
			this.#hands.claim(client, 0, to, { person: owners.get(client) ?? null, at: null });
	}

	take(frame: Uint8Array, hand: Hand): void {
		try {
			this.#hands.claimUpdate(frame, hand);
		} catch {
			return;
		}
		this.#frame = frame;
		takeIn(this.doc, frame);
		this.#frame = null;
	}

	/** @param doc this one, or what it was at an earlier position */
	momentOf(doc: Y.Doc): Moment {
		const titles = new Map<string, readonly Passage[]>();
		const lines = new Map<string, readonly Passage[]>();
		for (const { id, item, removed } of agenda(doc)) {
			if (removed) continue;
			const title = titleOf(item);
			if (title) titles.set(id, this.#passages([title], isStanding));
			for (const line of bodyOf(item)?.toArray() ?? [])
				if (line instanceof Y.XmlElement) {
					const key: unknown = line.getAttribute('id');
					// Two can have one id for a moment, until whoever sees it mends it: the first stands for both.
					if (typeof key === 'string' && key !== '' && !lines.has(key))
						lines.set(key, this.#passages(textsOf(line, isStanding), isStanding));
				}
		}
		return { draft: readDraft(doc), titles, lines };
	}

	#followTaken({ changes }: Y.YArrayEvent<unknown>, { beforeState }: Y.Transaction): void {
		if (this.#frame === null) return;
		const { ds } = Y.decodeUpdate(this.#frame);
		const told = changes.delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : []));
		for (const taken of told.map(parseTaken)) {
			if (!taken?.heir) continue;
			const { from, at, length } = taken.heir;
			for (let nth = 0; nth < length; nth++) {
				const [was, is] = [characterAt(taken, from + nth), Y.createID(at[0], at[1] + nth)];
				if (!was || !Y.isDeleted(ds, was) || is.clock < (beforeState.get(is.client) ?? 0)) break;
				if (this.#letter(was) === null || this.#letter(was) !== this.#letter(is)) break;
				const hand = this.#carried.of(was) ?? this.#hands.of(was);
				if (hand) this.#carried.claim(is.client, is.clock, is.clock + 1, hand);
			}
		}
	}

	#letter(id: Y.ID): string | null {
		const item = itemOf(this.doc, id);
		return item?.content instanceof Y.ContentString
			? (item.content.str[id.clock - item.id.clock] ?? null)
			: null;
	}

	#follow(transaction: Y.Transaction): void {
		const bodies = [...transaction.changed].flatMap(([type, keys]) =>
			type instanceof Y.XmlFragment && !(type instanceof Y.XmlElement) && keys.has(null) ? [type] : []
		);
		if (bodies.length === 0 || this.#frame === null) return;
		// What somebody else typed into the line at that moment went with it, unseen by the one who moved it.
		const { ds } = Y.decodeUpdate(this.#frame);
		const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
		const stood = (item: Y.Item) =>
			!isNew(item) && (!item.deleted || Y.isDeleted(transaction.deleteSet, item.id));
		const taken = ({ id }: Y.Item) => Y.isDeleted(ds, id);
		const fresh: { readonly id: string; readonly line: Y.XmlElement }[] = [];
		const gone = new Map<string, readonly (readonly Passage[])[]>();
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
				const seen = [stood, taken].map((counts) => this.#passages(textsOf(line, counts), counts));
				gone.set(id, [...(gone.get(id) ?? []), ...seen]);
				// Not when it was away before: a client that comes back repeats all that was ever deleted.
				if (stood(item)) this.#gone.set(id, seen);
			}
		for (const { id, line } of fresh)
			for (const from of [...(gone.get(id) ?? []), ...(this.#gone.get(id) ?? [])])
				if (this.#carry(line, from)) break;
	}

	/** @returns whether the words are the same */
	#carry(line: Y.XmlElement, from: readonly Passage[]): boolean {
		const items = textsOf(line, isStanding).flatMap((text) => stringsOf(text, isStanding));
		const words = items.map(({ text }) => text).join('');
		if (words === '' || words !== from.map(({ text }) => text).join('')) return false;
		const hands = from.flatMap(({ text, hand }) => Array.from({ length: text.length }, () => hand));
		let at = 0;
		for (const { client, clock, text } of items)
			for (let n = 0; n < text.length; n++, at++)
				this.#carried.claim(client, clock + n, clock + n + 1, hands[at] as Hand);
		return true;
	}

	#passages(texts: readonly Y.Text[], counts: (item: Y.Item) => boolean): readonly Passage[] {
		const passages: { text: string; hand: Hand }[] = [];
		const add = (text: string, hand: Hand) => {
			const last = passages.at(-1);
			if (last && isSameHand(last.hand, hand)) last.text += text;
			else passages.push({ text, hand });
		};
		for (const { client, clock, text } of texts.flatMap((one) => stringsOf(one, counts))) {
			let at = clock;
			for (const carried of this.#carried.stretches(client, clock, clock + text.length)) {
				const hands = carried.hand === null ? this.#hands.stretches(client, at, carried.to) : [carried];
				for (const { to, hand } of hands) {
					add(text.slice(at - clock, to - clock), hand ?? UNKNOWN);
					at = to;
				}
			}
		}
		return passages;
	}
}

const isStanding = (item: Y.Item): boolean => !item.deleted;

function lineIn({ content }: Y.Item): Y.XmlElement | null {
	const type = content instanceof Y.ContentType ? content.type : null;
	return type instanceof Y.XmlElement && type.nodeName === LINE ? type : null;
}

/** Also of a line that is deleted, whose attributes went with it. */
function idOf(line: Y.XmlElement): string {
	const [id]: unknown[] = line._map.get('id')?.content.getContent() ?? [];
	return typeof id === 'string' ? id : '';
}

function textsOf(line: Y.XmlElement, counts: (item: Y.Item) => boolean): Y.Text[] {
	const texts: Y.Text[] = [];
	for (let item = line._start; item !== null; item = item.right)
		if (counts(item) && item.content instanceof Y.ContentType && item.content.type instanceof Y.Text)
			texts.push(item.content.type);
	return texts;
}

function stringsOf(text: Y.Text, counts: (item: Y.Item) => boolean) {
	const strings: { readonly client: number; readonly clock: number; readonly text: string }[] = [];
	for (let item = text._start; item !== null; item = item.right)
		if (counts(item) && item.content instanceof Y.ContentString)
			strings.push({ client: item.id.client, clock: item.id.clock, text: item.content.str });
	return strings;
}

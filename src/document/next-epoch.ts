/**
 * What a document shows, as the beginning of another one: where a text cannot stay as it is, the meeting goes on in a new one.
 * Everything that the table of the minutes (shape.ts) has a place for comes along, under the same ids of items, lines and actions;
 * nothing else does. The structure is one update, by nobody; the words of each person follow under a client of their own, in the
 * order in which they were written, so that the history still tells whose they are.
 */
import { generateKeyBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { formIn, formOfTop, misfit, ruleIn, YType, type Form } from '#core/wire/content-rules.ts';
import { isOwnId } from '#core/kernel/ids.ts';
import { agenda } from '#document/agenda/agenda.ts';
import type { Passage, Written } from '#document/concurrent/carried.ts';
import { itemsOf, LINE } from './fields.ts';
import { MINUTE, UNKNOWN, type AuthorRun } from '#document/history/author-runs.ts';
import { runsIn } from '#document/concurrent/orphaned-words.ts';
import { lineElement } from '#document/minutes/line.ts';
import { contentOf, MINUTES, misfitsOf, type Misfit } from './shape.ts';

/** Words that one person wrote in one minute. */
export interface EpochPart {
	readonly hand: AuthorRun;
	readonly client: number;
	/** V1; it stands on the ones before it. */
	readonly update: Uint8Array;
}

export interface NextEpoch {
	/** V1: everything but the words. */
	readonly firstUpdate: Uint8Array;
	readonly parts: readonly EpochPart[];
	/** What no minutes can hold, and is not in it. */
	readonly leftOut: readonly Misfit[];
	/** Stretches of words that waited for something that is not there: they stand at the end, in an item of their own. */
	readonly homeless: number;
}

/** Chance and what the log knows. */
export interface EpochSource {
	newId(): string;
	/** A number below 2³². */
	newClient(): number;
	/** Whose letters these are, in order. */
	whose(written: readonly Written[]): readonly Passage[];
}

const HOMELESS_TITLE = 'Words without a place';

/** @param old is left as it is; all of it has to be readable (take-all.ts) */
export function nextEpoch(old: Y.Doc, source: EpochSource): NextEpoch {
	const doc = new Y.Doc();
	doc.clientID = source.newClient();
	const copy = new Copy(doc, source);
	doc.transact(() => copy.take(old));
	const firstUpdate = Y.encodeStateAsUpdate(doc);
	const parts = writeWords(doc, copy.texts, source);
	doc.destroy();
	return { firstUpdate, parts, leftOut: copy.leftOut(old), homeless: copy.homeless };
}

/** A text of the new document, and whose words stand in it. */
interface NewText {
	readonly to: Y.Text;
	readonly passages: readonly Passage[];
}

type Type = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;

class Copy {
	readonly texts: NewText[] = [];
	homeless = 0;
	readonly #doc: Y.Doc;
	readonly #source: EpochSource;
	/** Places of what the table does not have, and whose words came along all the same. */
	readonly #kept = new Set<string>();

	constructor(doc: Y.Doc, source: EpochSource) {
		this.#doc = doc;
		this.#source = source;
	}

	take(old: Y.Doc): void {
		for (const [name, from] of [...old.share]) {
			const form = formOfTop(MINUTES, name);
			// What became of lines is told by clocks of the old document.
			if (!form || name === 'taken') continue;
			if (name === 'items') this.#takeItems(old);
			else if (form.type === YType.Map) this.#takeKeys(form, from, this.#doc.getMap(name));
			else if (form.type === YType.Text) this.#takeWords(writtenIn(from), this.#doc.getText(name));
		}
		this.#takeHomeless(old);
	}

	leftOut(old: Y.Doc): Misfit[] {
		return misfitsOf(old).filter(({ path }) => !this.#kept.has(placeOf(path)));
	}

	#takeItems(old: Y.Doc): void {
		for (const { id: was, item: from } of agenda(old)) {
			const id = isOwnId(was) ? was : this.#source.newId();
			if (id !== was) this.#kept.add(placeOf(['items', was]));
			const item = new Y.Map<unknown>();
			itemsOf(this.#doc).set(id, item);
			const form = formIn(MINUTES['items'] as Form, id) as Form;
			this.#takeKeys(form, from, item);
			if (!item.has('order')) item.set('order', this.#lastOrder());
			if (!item.has('removed')) item.set('removed', false);
			const title = new Y.Text();
			item.set('title', title);
			const given = from.get('title');
			if (given instanceof Y.Text)
				this.#keep(['items', was, 'title'], this.#takeWords(writtenIn(given), title));
			const body = new Y.XmlFragment();
			item.set('body', body);
			const lines = from.get('body');
			if (lines instanceof Y.XmlFragment) this.#takeBody(lines, body, ['items', was, 'body']);
			if (body.length === 0) body.insert(0, [lineElement(emptyLine('point', this.#source.newId(), ''))]);
		}
	}

	#takeBody(from: Y.XmlFragment, to: Y.XmlFragment, path: Misfit['path']): void {
		this.#keep(path, true);
		let at = 0;
		for (let item = from._start; item !== null; item = item.right) {
			if (item.deleted) continue;
			const type = item.content instanceof Y.ContentType ? item.content.type : null;
			const here = [...path, at];
			if (item.countable) at += item.length;
			if (type === null) continue;
			const isLine = type instanceof Y.XmlElement && type.nodeName === LINE;
			const written = writtenIn(type);
			// As it is read: an unknown part of the text is a paragraph, if it says anything.
			if (!isLine && written.length === 0) continue;
			const line = lineElement(emptyLine(isLine ? 'point' : 'paragraph', this.#source.newId(), ''));
			to.insert(to.length, [line]);
			if (isLine) this.#takeAttributes(type, line);
			else this.#keep(here, true);
			this.#takeWords(written, line.get(0) as Y.XmlText);
		}
	}

	#takeAttributes(from: Y.XmlElement, to: Y.XmlElement): void {
		for (const [key, item] of from._map) {
			const value: unknown = valueIn(item);
			if (!item.deleted && misfit(LINE_FORM, key, contentOf(item.content)) === null && value !== '')
				to.setAttribute(key, String(value));
		}
	}

	/** Values alone; what types stand under keys is known where they stand. */
	#takeKeys(form: Form, from: Type, to: Y.Map<unknown>): void {
		for (const [key, item] of from._map) {
			if (item.deleted || ruleIn(form, key)?.kind !== 'value') continue;
			if (misfit(form, key, contentOf(item.content)) === null) to.set(key, valueIn(item));
		}
	}

	/** @returns whether there are any */
	#takeWords(written: readonly Written[], to: Y.Text): boolean {
		if (written.length === 0) return false;
		const text = written.map((one) => one.text).join('');
		const passages = this.#source.whose(written);
		const isAll = passages.map((one) => one.text).join('') === text;
		this.texts.push({ to, passages: isAll ? passages : [{ text, hand: UNKNOWN }] });
		return true;
	}

	/** Words that stand on something that is not here. */
	#takeHomeless(old: Y.Doc): void {
		const waiting = old.store.pendingStructs?.update;
		if (!waiting) return;
		const runs = runsIn([Y.convertUpdateFormatV2ToV1(waiting)], () => true)
			.map(({ signs }) => signs.filter(({ sign }) => sign !== ''))
			.filter((signs) => signs.some(({ sign }) => sign.trim() !== ''));
		if (runs.length === 0) return;
		this.homeless = runs.length;
		const item = new Y.Map<unknown>();
		const body = new Y.XmlFragment();
		item.set('title', new Y.Text(HOMELESS_TITLE));
		item.set('order', this.#lastOrder());
		item.set('removed', false);
		item.set('body', body);
		itemsOf(this.#doc).set(this.#source.newId(), item);
		for (const signs of runs) {
			const line = lineElement(emptyLine('paragraph', this.#source.newId(), ''));
			body.insert(body.length, [line]);
			this.#takeWords(
				signs.map(({ id: { client, clock }, sign }) => ({ client, clock, text: sign })),
				line.get(0) as Y.XmlText
			);
		}
	}

	#lastOrder(): string {
		const last = agenda(this.#doc).at(-1)?.order;
		try {
			return generateKeyBetween(last === undefined || last === '' ? null : last, null);
		} catch {
			return generateKeyBetween(null, null);
		}
	}

	#keep(path: Misfit['path'], isKept: boolean): void {
		if (isKept) this.#kept.add(placeOf(path));
	}
}

const placeOf = (path: Misfit['path']): string => JSON.stringify(path);

const LINE_FORM = formIn(
	formIn(formIn(MINUTES['items'] as Form, 'aaaaaaaa') as Form, 'body') as Form,
	null
) as Form;

const valueIn = ({ content, length }: Y.Item): unknown => (content.getContent() as unknown[])[length - 1];

/** The letters that stand in a type and in what is in it, as they are read: line.ts, `textOf`. */
function writtenIn(type: unknown): Written[] {
	const written: Written[] = [];
	const first = (type as Type)._start;
	// A bare type is one at the top that nobody has called anything yet: a text, where it has letters.
	const isText = !(type instanceof Y.XmlFragment);
	for (let item = first; item !== null; item = item.right) {
		if (item.deleted) continue;
		const { content, id } = item;
		if (content instanceof Y.ContentString && isText)
			written.push({ client: id.client, clock: id.clock, text: content.str });
		else if (content instanceof Y.ContentType && !isText && isShown(content.type))
			written.push(...writtenIn(content.type));
	}
	return written;
}

const isShown = (type: unknown): boolean => type instanceof Y.XmlText || type instanceof Y.XmlFragment;

/** Writes the words into their texts, each person's under a client of theirs, minute by minute. */
function writeWords(doc: Y.Doc, texts: readonly NewText[], { newClient }: EpochSource): EpochPart[] {
	const parts: EpochPart[] = [];
	const clients = new Map<string | null, number>();
	for (const { hand, places } of byHand(texts)) {
		const client = clients.get(hand.person) ?? newClient();
		clients.set(hand.person, client);
		doc.clientID = client;
		const before = Y.encodeStateVector(doc);
		doc.transact(() => {
			for (const { text, at } of places) text.put(at);
		});
		parts.push({ hand, client, update: Y.encodeStateAsUpdate(doc, before) });
	}
	return parts;
}

/** A text that is filled passage by passage, in whatever order. */
class Filling {
	readonly passages: readonly Passage[];
	readonly #to: Y.Text;
	readonly #standing: number[];

	constructor({ to, passages }: NewText) {
		this.#to = to;
		this.passages = passages;
		this.#standing = passages.map(() => 0);
	}

	put(at: number): void {
		const { text } = this.passages[at] as Passage;
		const before = this.#standing.slice(0, at).reduce((sum, length) => sum + length, 0);
		this.#to.insert(before, text);
		this.#standing[at] = text.length;
	}
}

interface OfOneHand {
	readonly hand: AuthorRun;
	readonly places: { readonly text: Filling; readonly at: number }[];
}

/** In the order in which they were written; what is older than the history that is kept comes first. */
function byHand(texts: readonly NewText[]): readonly OfOneHand[] {
	const all = texts
		.map((text) => new Filling(text))
		.flatMap((text) => text.passages.map(({ hand }, at) => ({ hand, text, at })))
		.sort((a, b) => (a.hand.at ?? 0) - (b.hand.at ?? 0));
	const hands = new Map<string, OfOneHand>();
	for (const { hand, text, at } of all) {
		const minute = hand.at === null ? null : Math.floor(hand.at / MINUTE);
		const key = JSON.stringify([hand.person, minute]);
		const known = hands.get(key);
		if (known) known.places.push({ text, at });
		else hands.set(key, { hand, places: [{ text, at }] });
	}
	return [...hands.values()];
}

/**
 * What became of lines that were joined, moved, deleted or broken. To do that is, in a Yjs text, to delete words and to write
 * them elsewhere, and nothing in the text says that the two belong together. So whoever does it writes that down beside the
 * text: what they had seen of the line, and where its words stand since. Whoever typed into it meanwhile finds it there
 * (rescue.ts), be it minutes later and behind a cut line.
 */
import * as Y from 'yjs';
import { attributeOf, itemOf, lineOf, signsIn, stringsOf, type Sign } from './characters.ts';
import { LINE } from '#document/fields.ts';

type Place = readonly [client: number, clock: number];
/** Characters of one client with clocks in a row. */
type Span = readonly [client: number, clock: number, length: number];

export interface Taken {
	/** The line, by the id of Yjs. */
	readonly line: Place;
	/** All of it; else a part, that went into a line of its own. */
	readonly whole: boolean;
	/** Its characters as they stood then, in order. */
	readonly words: readonly Span[];
	/** Of each who had written in it, the clock up to which all had been seen. */
	readonly seen: readonly Place[];
	/** Some or all of the words, written again: from the one with that index on, with clocks in a row. */
	readonly heir: { readonly from: number; readonly at: Place; readonly length: number } | null;
}

/** Set in the same update as what it tells of. */
export const takenOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray('taken');

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
/** Longer than any line. */
const MOST = 100_000;
const isLength = (value: unknown): value is number => isCount(value) && value <= MOST;
const isPlace = (value: unknown): value is Place =>
	Array.isArray(value) && value.length === 2 && value.every(isCount);
const isSpan = (value: unknown): value is Span =>
	Array.isArray(value) && value.length === 3 && value.every(isCount) && isLength(value[2]);

/** As another device wrote it. @returns null: nothing that can be followed */
export function parseTaken(value: unknown): Taken | null {
	const { line, whole, words, seen, heir } = (value ?? {}) as Record<keyof Taken, unknown>;
	if (!isPlace(line) || typeof whole !== 'boolean') return null;
	if (!Array.isArray(words) || !words.every(isSpan)) return null;
	if (!Array.isArray(seen) || !seen.every(isPlace)) return null;
	if (heir === null) return { line, whole, words, seen, heir };
	const { from, at, length } = (heir ?? {}) as Record<keyof NonNullable<Taken['heir']>, unknown>;
	if (!isCount(from) || !isPlace(at) || !isLength(length)) return null;
	return { line, whole, words, seen, heir: { from, at, length } };
}

export const hasSeen = ({ seen }: Taken, { client, clock }: Y.ID): boolean =>
	seen.some(([who, upTo]) => who === client && clock < upTo);

/** Which of the words a character is, counted from 0; -1: none of them. */
export function indexIn({ words }: Taken, { client, clock }: Y.ID): number {
	let before = 0;
	for (const [who, from, length] of words) {
		if (who === client && clock >= from && clock < from + length) return before + clock - from;
		before += length;
	}
	return -1;
}

/** All of the words, in the order in which they are named. */
export function* charactersOf({ words }: Taken): Generator<Y.ID> {
	for (const [client, from, length] of words)
		for (let at = 0; at < length; at++) yield Y.createID(client, from + at);
}

/**
 * Whether a note can be true of a line, as far as its letters tell: they are named in their order, they went, and those that were written
 * for them are the same. Of a line that stands only its end went, and stands at the beginning of a line that came with the note.
 * @param signs of the line, deleted or not, in order
 */
export function canBeTrue(
	taken: Taken,
	signs: readonly Sign[],
	stands: boolean,
	{ doc, beforeState }: Y.Transaction
): boolean {
	if (taken.whole === stands) return false;
	const places = new Map(signs.map(({ id }, at) => [`${id.client},${id.clock}`, at]));
	const { heir } = taken;
	let [nth, before] = [0, -1];
	for (const { client, clock } of charactersOf(taken)) {
		const place = places.get(`${client},${clock}`);
		const at = heir ? nth - heir.from : -1;
		nth++;
		// Not here yet.
		if (place === undefined) continue;
		const { sign, isThere } = signs[place] as Sign;
		if (place <= before || isThere) return false;
		before = place;
		const written = heir && at >= 0 && at < heir.length ? signAt(doc, heir.at[0], heir.at[1] + at) : '';
		if (sign !== '' && written !== '' && sign !== written) return false;
	}
	if (!stands) return true;
	if (heir === null || heir.from + heir.length !== nth) return false;
	const first = itemOf(doc, Y.createID(...heir.at));
	const line = first && lineOf(first)?._item;
	if (!first || !line || line.id.clock < (beforeState.get(line.id.client) ?? 0)) return false;
	return first.id.clock === heir.at[1] && first.left === null;
}

function signAt(doc: Y.Doc, client: number, clock: number): string {
	const item = itemOf(doc, Y.createID(client, clock));
	return item?.content instanceof Y.ContentString ? (item.content.str[clock - item.id.clock] ?? '') : '';
}

/** Notes what a local transaction took; to be called when Yjs tells of its end, while what was deleted still has its words. */
export function noteTaken(transaction: Y.Transaction): void {
	const taken = takenIn(transaction);
	if (taken.length > 0) transaction.doc.transact(() => takenOf(transaction.doc).push(taken), 'taken');
}

function takenIn(transaction: Y.Transaction): Taken[] {
	if (transaction.deleteSet.clients.size === 0) return [];
	const written = stringsOf(transaction);
	return [...goneLines(transaction), ...brokenLines(transaction, written)].flatMap(
		(line) => taking(transaction, written, line) ?? []
	);
}

const wasBefore = ({ beforeState }: Y.Transaction, { client, clock }: Y.ID): boolean =>
	clock < (beforeState.get(client) ?? 0);

/** Lines that stood before a transaction and not behind it. */
export function goneLines(transaction: Y.Transaction): Y.XmlElement[] {
	const gone: Y.XmlElement[] = [];
	Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
		const type = struct instanceof Y.Item && struct.content instanceof Y.ContentType && struct.content.type;
		if (!(type instanceof Y.XmlElement) || type.nodeName !== LINE) return;
		if (wasBefore(transaction, struct.id)) gone.push(type);
	});
	return gone;
}

/** Lines that stand, and of which words were taken, in a transaction that made new lines with words in them. */
function brokenLines(transaction: Y.Transaction, written: readonly Y.Item[]): Y.XmlElement[] {
	if (!written.some((item) => isInNewLine(transaction, item))) return [];
	const broken = new Set<Y.XmlElement>();
	for (const type of transaction.changed.keys()) {
		const line = type instanceof Y.XmlText ? type.parent : null;
		if (
			line instanceof Y.XmlElement &&
			line._item?.deleted === false &&
			wasBefore(transaction, line._item.id)
		)
			broken.add(line);
	}
	return [...broken];
}

function isInNewLine(transaction: Y.Transaction, item: Y.Item): boolean {
	const line = lineOf(item)?._item;
	return line != null && !wasBefore(transaction, line.id);
}

function taking(transaction: Y.Transaction, written: readonly Y.Item[], line: Y.XmlElement): Taken | null {
	const item = line._item;
	if (item === null) return null;
	const signs = [...signsIn(line)].filter(({ id }) => wasBefore(transaction, id));
	const went = signs.filter(({ id }) => Y.isDeleted(transaction.deleteSet, id));
	const words = went.map(({ sign }) => sign).join('');
	const whole = item.deleted;
	const heir = whole
		? heirOfLine(written, words, attributeOf(line, 'id'))
		: heirOfEnd(
				written.filter((one) => isInNewLine(transaction, one)),
				words
			);
	if (!whole && heir === null) return null;
	const clients = new Set(signs.map(({ id }) => id.client));
	return {
		line: [item.id.client, item.id.clock],
		whole,
		words: spansOf(went),
		seen: [...clients].map((client) => [client, transaction.beforeState.get(client) ?? 0]),
		heir
	};
}

function spansOf(signs: readonly Sign[]): Span[] {
	const spans: [number, number, number][] = [];
	for (const { id } of signs) {
		const last = spans.at(-1);
		if (last?.[0] === id.client && last[1] + last[2] === id.clock) last[2]++;
		else spans.push([id.client, id.clock, 1]);
	}
	return spans;
}

const textIn = ({ content }: Y.Item): string => (content as Y.ContentString).str;

/** Fewer characters are found anywhere: then they have to be all there is. */
const TELLING = 4;
/** To join two lines writes in two places at most. */
const FEW = 4;

function heirOfLine(written: readonly Y.Item[], words: string, id: string): Taken['heir'] {
	if (words === '') return null;
	const inTwin = written.filter((item) => {
		const line = lineOf(item);
		return line !== null && attributeOf(line, 'id') === id;
	});
	for (const item of [...inTwin, ...written]) {
		const text = textIn(item);
		const at = words.length < TELLING ? (text === words ? 0 : -1) : text.lastIndexOf(words);
		if (at >= 0) return heirAt(item, at, 0, words.length);
	}
	// Of a selection that went from one line into the next, the end of the last line stays.
	return written.length > FEW
		? null
		: (written
				.map((item) => ({ item, ...longestIn(words, textIn(item)) }))
				.filter(({ length }) => length >= TELLING)
				.sort((a, b) => b.length - a.length)
				.map(({ item, at, from, length }) => heirAt(item, at, from, length))[0] ?? null);
}

/** Of a line that was broken: its end begins a new one. */
function heirOfEnd(written: readonly Y.Item[], words: string): Taken['heir'] {
	for (const item of written) {
		const text = textIn(item);
		if (words.endsWith(text)) return heirAt(item, 0, words.length - text.length, text.length);
	}
	return null;
}

const heirAt = ({ id }: Y.Item, at: number, from: number, length: number): NonNullable<Taken['heir']> => ({
	from,
	at: [id.client, id.clock + at],
	length
});

/** The longest run of characters that stands in both. */
function longestIn(words: string, text: string): { from: number; at: number; length: number } {
	let best = { from: 0, at: 0, length: 0 };
	let row: number[] = [];
	for (let from = 0; from < words.length; from++) {
		const next: number[] = [];
		for (let at = 0; at < text.length; at++) {
			if (words[from] !== text[at]) continue;
			const length = (row[at - 1] ?? 0) + 1;
			next[at] = length;
			if (length > best.length) best = { from: from - length + 1, at: at - length + 1, length };
		}
		row = next;
	}
	return best;
}

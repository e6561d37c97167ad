/** House phrases: what a few letters stand for, and the two short marks of a notetaker. Words in, places out; no editor. */
import { londonTime, type Instant } from '#core/kernel/time.ts';

export interface HousePhrase {
	/** "tgn" */
	readonly short: string;
	/** "The group noted the report." */
	readonly words: string;
}

/** By the abbreviation in lower case. */
export type PhraseBook = ReadonlyMap<string, HousePhrase>;

export const LONGEST_SHORT = 12;
export const LONGEST_PHRASE = 500;

const SHAPE = /^\p{L}[\p{L}\p{N}]{1,11}$/u;
/** By these the minutes tell actions, owners and decisions: they stay words. */
const READ_BY_THE_MINUTES: ReadonlySet<string> = new Set([
	'action',
	'actions',
	'agreed',
	'all',
	'and',
	'approved',
	'by',
	'decision',
	'for',
	'noted',
	'or',
	'the',
	'to'
]);

/** What is wrong with an abbreviation, in a sentence for whoever typed it; null: nothing. */
export function wrongShort(short: string): string | null {
	if (short === '') return 'Enter the abbreviation, such as tgn.';
	if (!SHAPE.test(short))
		return `Use 2 to ${LONGEST_SHORT} letters and digits without a space, a letter first, such as tgn.`;
	if (READ_BY_THE_MINUTES.has(short.toLowerCase()))
		return `“${short}” is a word the minutes need as it is. Choose another abbreviation.`;
	return null;
}

/** What is wrong with the words it stands for; null: nothing. */
export function wrongWords(short: string, words: string): string | null {
	if (words === '') return 'Enter the words it stands for.';
	if (words.length > LONGEST_PHRASE) return `Shorten the words to ${LONGEST_PHRASE} characters.`;
	if (words.toLowerCase() === short.toLowerCase())
		return 'These are the same letters. Enter what they stand for.';
	return null;
}

/** Own phrases beat those of the board. */
export function phraseBook(own: readonly HousePhrase[], shared: readonly HousePhrase[]): PhraseBook {
	return new Map([...shared, ...own].map((phrase) => [phrase.short.toLowerCase(), phrase]));
}

/** A word stands alone behind a blank or an opening bracket or quotation mark, not behind "/", "-" or an apostrophe. */
const LAST_WORD = /(?<=^|[\s([{“‘"])(\p{L}[\p{L}\p{N}]{1,11}) $/u;

/**
 * The abbreviation that a space has just ended. It counts as it is kept, or with a capital first, as phones write it; all
 * in capitals it is somebody's initials, unless it is kept so.
 * @param before the line up to the caret, that space included
 * @param after the rest of the line: where a letter follows, the space was typed within a word
 */
export function abbreviationBefore(
	before: string,
	after: string,
	book: PhraseBook
): { readonly from: number; readonly written: string; readonly words: string } | null {
	if (/^[\p{L}\p{N}]/u.test(after)) return null;
	const found = LAST_WORD.exec(before);
	const written = found?.[1];
	if (found === null || written === undefined) return null;
	const phrase = book.get(written.toLowerCase());
	if (phrase === undefined) return null;
	const { short, words } = phrase;
	const capital = short.charAt(0).toUpperCase() + short.slice(1);
	return written === short || written === capital ? { from: found.index, written, words } : null;
}

export const STAMP = ';;';

/** Two semicolons that stand alone before the caret. @returns where they begin; null: there are none */
export function stampBefore(before: string): number | null {
	return /(?<=^|[\s([{“‘"]);;$/.test(before) ? before.length - STAMP.length : null;
}

/** "14:03": every board is British, so its time is London's. */
export const stampOf = (now: Instant): string => londonTime(now);

export interface Doubt {
	readonly from: number;
	readonly to: number;
}

/** Every "??" of a text: what is written there is to be confirmed. */
export function doubtsIn(text: string): Doubt[] {
	return [...text.matchAll(/\?{2,}/g)].map(({ index, 0: mark }) => ({
		from: index,
		to: index + mark.length
	}));
}

/** The words around a doubt, for a list: about 60 characters, cut between words. */
export function aroundDoubt(text: string, { from, to }: Doubt): string {
	const start = from <= 40 ? 0 : text.indexOf(' ', from - 40) + 1;
	const end = text.length - to <= 30 ? text.length : text.lastIndexOf(' ', to + 30);
	return `${start > 0 ? '… ' : ''}${text.slice(Math.min(start, from), Math.max(end, to))}${end < text.length ? ' …' : ''}`;
}

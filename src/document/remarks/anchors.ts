/** Words of a line as two places that travel with them: made where one selects, found again after anybody's edits. */
import * as Y from 'yjs';
import type { Anchor } from '#core/remarks/remark-anchor.ts';
import { parseAnchor } from '#core/remarks/remark-anchor.ts';
import { textOf } from '#document/minutes/line.ts';

/** The line with that id, of the items of a meeting; null: it is not there any more. */
export function lineIn(body: Y.XmlFragment, id: string): Y.XmlElement | null {
	for (const child of body.toArray())
		if (child instanceof Y.XmlElement && (child.getAttribute('id') as unknown) === id) return child;
	return null;
}

const textsOf = (line: Y.XmlElement): Y.XmlText[] =>
	line.toArray().filter((child) => child instanceof Y.XmlText);

/**
 * @param from, to offsets in the words of the line, `from` before `to`
 * @returns null: the line has no such words
 */
export function anchorOf(line: Y.XmlElement, from: number, to: number): Anchor | null {
	// What is typed at either end of the words is not part of them: each place holds on to a letter of theirs.
	const [start, end] = [placeAt(line, from, false), placeAt(line, to, true)];
	if (from >= to || !start || !end) return null;
	return parseAnchor({
		from: Y.relativePositionToJSON(start) as unknown,
		to: Y.relativePositionToJSON(end) as unknown
	});
}

/** @param behind it belongs to the character before it, else to the one after it */
function placeAt(line: Y.XmlElement, offset: number, behind: boolean): Y.RelativePosition | null {
	let left = offset;
	for (const text of textsOf(line)) {
		if (behind ? left <= text.length : left < text.length)
			return Y.createRelativePositionFromTypeIndex(text, left, behind ? -1 : 0);
		left -= text.length;
	}
	return null;
}

/**
 * [X5] Where the words stand now. Letters that were taken out and put back (by undo, or because their line was moved) are new
 * letters, which no place can follow: there the quote is looked for, and taken where it stands once.
 * @returns offsets in the words of the line; null: they are gone
 */
export function wordsAt(
	line: Y.XmlElement,
	anchor: Anchor,
	quote: string
): { readonly from: number; readonly to: number } | null {
	const [from, to] = [offsetOf(line, anchor.from), offsetOf(line, anchor.to)];
	if (from !== null && to !== null && from < to) return { from, to };
	const words = textOf(line);
	const at = quote === '' ? -1 : words.indexOf(quote);
	return at >= 0 && words.indexOf(quote, at + 1) < 0 ? { from: at, to: at + quote.length } : null;
}

/** @returns null: it stands in no text of this line */
function offsetOf(line: Y.XmlElement, place: Anchor['from']): number | null {
	const { doc } = line;
	if (!doc) return null;
	let found: Y.AbsolutePosition | null;
	try {
		found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc);
	} catch {
		// A place another device has heard of and this one has not yet, or one that somebody made up.
		return null;
	}
	let before = 0;
	for (const text of textsOf(line)) {
		if (text === found?.type) return before + found.index;
		before += text.length;
	}
	return null;
}

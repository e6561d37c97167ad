/** One line of a body: made, found, and its words read and set without an editor. */
import * as Y from 'yjs';
import type { DraftLine } from '#core/minutes/draft.ts';
import { LINE } from '#document/fields.ts';

export function lineElement(line: DraftLine): Y.XmlElement {
	const element = new Y.XmlElement(LINE);
	element.setAttribute('id', line.id);
	element.setAttribute('kind', line.kind);
	if (line.printed !== null) element.setAttribute('label', line.printed);
	if (line.verb !== null) element.setAttribute('verb', line.verb);
	// With an empty text from the start: two people who begin to type in an empty line type in the same text.
	element.insert(0, [new Y.XmlText(line.text)]);
	return element;
}

/** The characters below a node. `toString` would give markup; the delta gives the words. */
export function textOf(node: unknown): string {
	if (node instanceof Y.XmlText)
		return (node.toDelta() as { insert: unknown }[])
			.map(({ insert }) => (typeof insert === 'string' ? insert : ''))
			.join('');
	if (node instanceof Y.XmlElement || node instanceof Y.XmlFragment)
		return node.toArray().map(textOf).join('');
	return '';
}

/**
 * Sets the words of a line by their smallest difference, so that what somebody else types in it at that moment stays.
 * A line may hold more than one text (two people began to type in an empty line at once): each keeps its own part.
 */
export function setLineText(line: Y.XmlElement, next: string, caret?: number): void {
	const texts = line.toArray().filter((child) => child instanceof Y.XmlText);
	const now = texts.map(textOf).join('');
	if (now === next) return;
	if (texts.length === 0) {
		line.insert(0, [new Y.XmlText(next)]);
		return;
	}
	const { start, removed, inserted } = difference(now, next, caret);
	let offset = 0;
	let left = removed;
	let placed = inserted === '';
	for (const [index, text] of texts.entries()) {
		const { length } = text;
		const from = Math.max(start - offset, 0);
		if (from <= length) {
			const cut = Math.min(left, length - from);
			if (cut > 0) text.delete(from, cut);
			left -= cut;
			if (!placed && (start <= offset + length || index === texts.length - 1)) {
				text.insert(from, inserted);
				placed = true;
			}
		}
		offset += length;
	}
}

/**
 * One deletion and one insertion in the middle that turn `now` into `next`; no character of two halves is cut in two.
 * @param caret where in `next` the caret stands behind the edit. "the" typed before "the" may be any of many insertions;
 * this tells which letters are the new ones, so that one person's undo finds their own.
 */
export function difference(
	now: string,
	next: string,
	caret?: number
): { start: number; removed: number; inserted: string } {
	const most = Math.min(now.length, next.length);
	let start = 0;
	while (start < most && now[start] === next[start]) start++;
	if (isLeadingHalf(now.charCodeAt(start - 1))) start--;
	let end = 0;
	while (end < most - start && now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
	if (end > 0 && isTrailingHalf(now.charCodeAt(now.length - end))) end--;
	const removed = now.length - end - start;
	const inserted = next.slice(start, next.length - end);
	const back = caret === undefined ? 0 : start + inserted.length - caret;
	// The same edit further left: what is put in (or taken out) there and the letters behind it read the same.
	const left = start - back;
	const whole =
		!isLeadingHalf(now.charCodeAt(left - 1)) && !isLeadingHalf(now.charCodeAt(left + removed - 1));
	const same = back > 0 && left >= 0 && whole && (removed === 0 || inserted === '');
	if (same && spliced(now, left, removed, next.slice(left, left + inserted.length)) === next)
		return { start: left, removed, inserted: next.slice(left, left + inserted.length) };
	return { start, removed, inserted };
}

const isLeadingHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isTrailingHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/**
 * The text after an edit that was made to an older state of it: `base` → `mine` is what somebody did in a plain field,
 * `now` is what the text has become meanwhile. Their insertion goes in where it belongs; of what they deleted only that
 * goes which still stands.
 */
export function rebase(base: string, mine: string, now: string): string {
	if (base === now) return mine;
	const edit = difference(base, mine);
	const theirs = difference(base, now);
	const grown = theirs.inserted.length - theirs.removed;
	const end = edit.start + edit.removed;
	if (end <= theirs.start) return spliced(now, edit.start, edit.removed, edit.inserted);
	if (edit.start >= theirs.start + theirs.removed)
		return spliced(now, edit.start + grown, edit.removed, edit.inserted);
	// Both touched the same words: nothing of theirs is deleted.
	return spliced(now, Math.min(edit.start, theirs.start), 0, edit.inserted);
}

const spliced = (text: string, at: number, remove: number, insert: string): string =>
	text.slice(0, at) + insert + text.slice(at + remove);

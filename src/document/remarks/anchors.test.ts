import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { must } from '#core/kernel/result.ts';
import { anchorOf, wordsAt } from './anchors.ts';
import { lineElement, setLineText, textOf } from '#document/minutes/line.ts';

function lineWith(text: string): Y.XmlElement {
	const line = lineElement(emptyLine('point', 'abcdefgh', text));
	new Y.Doc().getXmlFragment('body').insert(0, [line]);
	return line;
}
const anchored = (line: Y.XmlElement, words: string) => {
	const at = textOf(line).indexOf(words);
	return must(anchorOf(line, at, at + words.length), 'anchor');
};
function read(line: Y.XmlElement, anchor: ReturnType<typeof anchored>, quote = ''): string | null {
	const found = wordsAt(line, anchor, quote);
	return found && textOf(line).slice(found.from, found.to);
}

test('[X5] an anchor goes with its words, and takes in nothing that is typed at its ends', () => {
	const line = lineWith('The bridge is shut.');
	const anchor = anchored(line, 'bridge');
	for (const words of [
		'The old bridge is shut.',
		'The old bridge is shut today.',
		'The old xbridge is shut today.'
	])
		setLineText(line, words);
	expect(read(line, anchor)).toBe('bridge');
	setLineText(line, 'The old xbridgey is shut today.');
	expect(read(line, anchor)).toBe('bridge');
	setLineText(line, 'The old xbriXdgey is shut today.');
	expect(read(line, anchor)).toBe('briXdge');
});

test('[X5] words that are gone leave no place, not even where the line is empty', () => {
	const line = lineWith('The bridge is shut.');
	const anchor = anchored(line, 'bridge');
	setLineText(line, 'The is shut.');
	expect(read(line, anchor, 'bridge')).toBeNull();
	setLineText(line, '');
	expect(read(line, anchor, 'bridge')).toBeNull();
});

test('[X5] words that were taken out and came back are found by the quote', () => {
	const line = lineWith('The bridge is shut.');
	const anchor = anchored(line, 'bridge');
	setLineText(line, 'The  is shut.');
	setLineText(line, 'The bridge is shut.');
	expect(read(line, anchor, 'bridge')).toBe('bridge');
});

test('[X5] in a line that was made anew the quote is found where it stands once', () => {
	const anchor = anchored(lineWith('The bridge is shut.'), 'bridge');
	expect(read(lineWith('So the bridge is shut.'), anchor, 'bridge')).toBe('bridge');
	expect(read(lineWith('The bridge by the bridge.'), anchor, 'bridge')).toBeNull();
	expect(read(lineWith('The bridge is shut.'), anchor, '')).toBeNull();
});

test('[X5] whatever two people type at once, the words found are the letters that were chosen', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), fc.nat(40), fc.nat(40), (mine, theirs, a, b) => {
			const line = lineWith('0123456789 canary 0123456789 0123456789');
			const doc = must(line.doc, 'doc');
			const anchor = anchored(line, 'canary');
			const other = new Y.Doc();
			Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
			const [text, copy] = [doc, other].map(
				(each) => (each.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText
			);
			text?.insert(Math.min(a, text.length), mine);
			copy?.insert(Math.min(b, copy.length), theirs);
			Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
			const found = read(line, anchor) ?? '';
			expect(found.startsWith('c') && found.endsWith('y')).toBe(true);
		})
	);
});

test('[X5] an anchor somebody made up does no harm', () => {
	const line = lineWith('The bridge is shut.');
	const made = { item: { client: 1, clock: 99999 }, assoc: 0 };
	expect(wordsAt(line, { from: made, to: made }, '')).toBeNull();
	const within = { type: { client: 77, clock: 3 }, assoc: 0 };
	expect(wordsAt(line, { from: within, to: within }, '')).toBeNull();
});

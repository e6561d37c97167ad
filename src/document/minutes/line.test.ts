import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { difference, lineElement, rebase, setLineText, textOf } from './line.ts';

function lineWith(...texts: string[]): Y.XmlElement {
	const line = lineElement(emptyLine('point', 'abcdefgh', ''));
	new Y.Doc().getXmlFragment('body').insert(0, [line]);
	line.insert(
		0,
		texts.map((text) => new Y.XmlText(text))
	);
	return line;
}

test('a difference is one deletion and one insertion that make the one text of the other', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (now, next) => {
			const { start, removed, inserted } = difference(now, next);
			expect(now.slice(0, start) + inserted + now.slice(start + removed)).toBe(next);
		})
	);
});

test('the words of a line can be set whatever texts they are made of', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }), fc.string(), (texts, next) => {
			const line = lineWith(...texts);
			setLineText(line, next);
			expect(textOf(line)).toBe(next);
		})
	);
});

test('setting the words keeps what somebody else types into the line at the same moment', () => {
	const line = lineWith('to visit the school');
	const here = line.doc as Y.Doc;
	const there = new Y.Doc();
	Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
	setLineText(line, 'together to visit the school');
	const theirs = there.getXmlFragment('body').get(0) as Y.XmlElement;
	setLineText(theirs, 'to visit the school and the club');
	Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
	expect(textOf(line)).toBe('together to visit the school and the club');
});

test('an edit of an older state goes in without taking away what came meanwhile', () => {
	expect(rebase('to visit', 'X to visit', 'to visit the school')).toBe('X to visit the school');
	expect(rebase('to visit', 'to visit X', 'now to visit')).toBe('now to visit X');
	expect(rebase('to visit', 'to', 'to visit the school')).toBe('to the school');
	expect(rebase('abc', 'aXc', 'aYc')).toContain('Y');
	fc.assert(
		fc.property(
			fc.string(),
			fc.nat(),
			fc.string({ minLength: 1 }),
			fc.nat(),
			fc.string({ minLength: 1 }),
			(base, at, mine, from, theirs) => {
				const i = at % (base.length + 1);
				const j = from % (base.length + 1);
				const merged = rebase(
					base,
					base.slice(0, i) + mine + base.slice(i),
					base.slice(0, j) + theirs + base.slice(j)
				);
				expect(merged.length).toBe(base.length + mine.length + theirs.length);
			}
		)
	);
});

test('of several edits that read the same, the one at the caret is it', () => {
	expect(difference('the end', 'the the end', 4)).toEqual({ start: 0, removed: 0, inserted: 'the ' });
	expect(difference('the end', 'the the end', 8)).toEqual({ start: 4, removed: 0, inserted: 'the ' });
	expect(difference('aaa', 'aa', 1)).toEqual({ start: 1, removed: 1, inserted: '' });
	expect(difference('😀', '😀😀', 2)).toEqual({ start: 0, removed: 0, inserted: '😀' });
	expect(difference('one', 'won', 3)).toEqual(difference('one', 'won'));
});

test('a character of two halves is replaced whole', () => {
	for (const [now, next] of [
		['a😀b', 'a😁b'],
		['a😀b', 'a🀀b'],
		['😀😀', '😀'],
		['x😀', 'x😁']
	] as const) {
		const { start, removed, inserted } = difference(now, next);
		expect(now.slice(0, start) + inserted + now.slice(start + removed)).toBe(next);
		expect(inserted.isWellFormed() && now.slice(start, start + removed).isWellFormed()).toBe(true);
	}
});

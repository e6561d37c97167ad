import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { must } from '#core/kernel/result.ts';
import { inspectUpdate, type UpdateContent } from './update.ts';
import { shownIn, Size } from './size.ts';

const MOST = 1000;

/** A document somebody writes in, and what is asked of it. */
class Writer {
	readonly doc = new Y.Doc();
	readonly text = this.doc.getText('words');
	walks = 0;

	/** What changed, as one update. */
	update(change: () => void): { readonly length: number; readonly content: UpdateContent } {
		const before = Y.encodeStateVector(this.doc);
		change();
		const update = Y.encodeStateAsUpdate(this.doc, before);
		const content = inspectUpdate(update);
		return { length: update.length, content: must(content.ok ? content.value : null, 'an update') };
	}

	/** The text as it was before the last change, with so many bytes on disk. */
	asked(bytes: number, before: Y.Doc) {
		return {
			bytes,
			clock: (client: number) => Y.getState(before.store, client),
			ask: () => {
				this.walks++;
				return before;
			}
		};
	}
}

const copyOf = (doc: Y.Doc): Y.Doc => {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
};

test('[R93] a text that has fewer bytes than it may have characters is not walked through', () => {
	const ann = new Writer();
	const update = ann.update(() => ann.text.insert(0, 'x'.repeat(500)));
	expect(new Size(MOST).takes(update, ann.asked(100, new Y.Doc()), 0)).toBe(true);
	expect(ann.walks).toBe(0);
});

test('[R93] what was typed and taken out again does not count, what is shown does', () => {
	const ann = new Writer();
	ann.text.insert(0, 'x'.repeat(900));
	ann.text.delete(0, 800);
	ann.text.insert(0, 'y'.repeat(800));
	const before = copyOf(ann.doc);
	expect(shownIn(before)).toBe(900);
	const size = new Size(MOST);
	const fits = ann.update(() => ann.text.insert(0, 'z'.repeat(100)));
	expect(size.takes(fits, ann.asked(5000, before), 0)).toBe(true);
	const after = copyOf(ann.doc);
	const more = ann.update(() => ann.text.insert(0, 'z'));
	expect(size.takes(more, ann.asked(5000, after), 0)).toBe(false);
});

test('[R93] whoever takes words out of a full text may, and then there is room', () => {
	const ann = new Writer();
	ann.text.insert(0, 'x'.repeat(MOST));
	const size = new Size(MOST);
	const before = copyOf(ann.doc);
	const full = ann.update(() => ann.text.insert(0, 'z'));
	expect(size.takes(full, ann.asked(5000, before), 0)).toBe(false);
	const out = ann.update(() => ann.text.delete(0, 500));
	expect(size.takes(out, ann.asked(5000, before), 0)).toBe(true);
	const after = copyOf(ann.doc);
	const again = ann.update(() => ann.text.insert(0, 'z'));
	expect(size.takes(again, ann.asked(5000, after), 2000)).toBe(true);
});

test('[R93] a text that is full is walked through once a second, however many try', () => {
	const ann = new Writer();
	ann.text.insert(0, 'x'.repeat(MOST));
	const before = copyOf(ann.doc);
	const size = new Size(MOST);
	const full = ann.update(() => ann.text.insert(0, 'z'));
	for (let n = 0; n < 100; n++) expect(size.takes(full, ann.asked(5000, before), n * 20)).toBe(false);
	expect(ann.walks).toBe(2);
});

test('[R93] a handshake that repeats what stands there adds nothing', () => {
	const ann = new Writer();
	ann.text.insert(0, 'x'.repeat(900));
	const whole = Y.encodeStateAsUpdate(ann.doc);
	const content = inspectUpdate(whole);
	const update = { length: whole.length, content: must(content.ok ? content.value : null, 'an update') };
	expect(new Size(MOST).takes(update, ann.asked(5000, ann.doc), 0)).toBe(true);
});

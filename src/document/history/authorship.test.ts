/** [Y3] who is shown as the author of words that others move, join and break. */
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { lineElement, textOf } from '#document/minutes/line.ts';
import { Authorship } from './authorship.ts';
import { seedUpdate } from '#document/seed.ts';
import { noteTaken } from '#document/concurrent/moved-lines.ts';

const SEED = seedUpdate([
	{
		id: 'itemaaaa',
		printed: null,
		title: '',
		lines: [emptyLine('point', 'line0001', ''), emptyLine('point', 'line0002', '')]
	}
]);

let authorship: Authorship;
let doc: Y.Doc;
let at = 0;

beforeEach(() => {
	authorship = new Authorship();
	authorship.take(SEED, { person: null, at: 0 });
	doc = new Y.Doc();
	Y.applyUpdate(doc, SEED);
});

/** An edit of somebody whose copy is up to date, as one frame. */
function by(person: string, edit: (body: Y.XmlFragment) => void, seconds = 600): void {
	const own = new Y.Doc();
	Y.applyUpdate(own, Y.encodeStateAsUpdate(doc), 'others');
	own.on('afterTransaction', (transaction: Y.Transaction) => {
		if (transaction.local && transaction.origin !== 'taken') noteTaken(transaction);
	});
	own.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin === 'others') return;
		at += seconds * 1000;
		authorship.take(update, { person, at });
		Y.applyUpdate(doc, update);
	});
	const body = bodyOf(itemsOf(own).get('itemaaaa')!)!;
	own.transact(() => edit(body));
}

const line = (body: Y.XmlFragment, nth: number) => body.get(nth) as Y.XmlElement;
const text = (body: Y.XmlFragment, nth: number) => line(body, nth).get(0) as Y.XmlText;
const type = (person: string, nth: number, place: number, words: string) =>
	by(person, (body) => text(body, nth).insert(place, words));

function join(person: string): void {
	by(person, (body) => {
		const words = textOf(line(body, 1));
		text(body, 0).insert(text(body, 0).length, words);
		body.delete(1, 1);
	});
}

function breakAt(person: string, place: number): void {
	by(person, (body) => {
		const end = textOf(line(body, 0)).slice(place);
		text(body, 0).delete(place, end.length);
		body.insert(1, [lineElement(emptyLine('point', 'broken01', end))]);
	});
}

/** Whatever the time. */
const shown = (): string[] =>
	[...authorship.momentOf(authorship.doc).lines.values()].map((passages) =>
		passages
			.flatMap(({ text, hand }, at) =>
				passages[at - 1]?.hand.person === hand.person ? [text] : [` | ${hand.person}: `, text]
			)
			.join('')
			.slice(3)
	);

test('[Y3] words in a line that somebody joins stay with who wrote them', () => {
	type('ann', 0, 0, 'It was agreed. ');
	type('ann', 1, 0, 'Nobody objected.');
	join('ben');
	expect(shown()).toEqual(['ann: It was agreed. Nobody objected.']);
});

test('[Y3] the words behind a break stay with who wrote them', () => {
	type('ann', 0, 0, 'It was agreed.');
	breakAt('ben', 7);
	expect(shown()[1]).toBe('ann: agreed.');
});

test('[Y3] what is left of a word behind a break is by who broke it', () => {
	type('ann', 0, 0, 'We disagree on it.');
	breakAt('ben', 6);
	expect(shown()[1]).toBe('ben: agree | ann:  on it.');
});

test('[Y3] a word that somebody joins of two is theirs, and no longer when the two are apart again', () => {
	type('ann', 0, 0, 'It is not');
	type('ann', 1, 0, 'able to do so.');
	join('ben');
	expect(shown()).toEqual(['ann: It is  | ben: notable | ann:  to do so.']);
	type('ben', 0, 9, ' ');
	expect(shown()).toEqual(['ann: It is not | ben:   | ann: able to do so.']);
});

test('[Y3] a word that somebody joins of two by what was between them is theirs', () => {
	type('ann', 0, 0, 'It is not ');
	type('ann', 1, 0, 'able to do so.');
	join('ben');
	by('ben', (body) => text(body, 0).delete(9, 1));
	expect(shown()).toEqual(['ann: It is  | ben: notable | ann:  to do so.']);
});

test('[Y3] who goes on with their own word after somebody moved it has all of it', () => {
	type('ann', 0, 0, 'It is ');
	type('ann', 1, 0, 'agre');
	join('ben');
	type('ann', 0, 10, 'ed');
	expect(shown()).toEqual(['ann: It is agreed']);
});

test('[Y3] a word of which letters are left out while its line is moved is by who moved it', () => {
	type('ann', 0, 0, 'not guilty ');
	by('ben', (body) => {
		text(body, 0).delete(4, 1);
		const words = textOf(line(body, 0));
		body.delete(0, 1);
		body.insert(0, [lineElement(emptyLine('point', 'line0001', words))]);
	});
	expect(shown()[0]).toBe('ben: not uilty | ann:  ');
});

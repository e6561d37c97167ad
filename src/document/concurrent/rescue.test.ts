import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { bodyOf, itemsOf } from '#document/fields.ts';
import { signsIn } from './characters.ts';
import { lineElement, textOf } from '#document/minutes/line.ts';
import { readDraft } from '#document/read.ts';
import { placeOrphanedWords } from './orphaned-words.ts';
import { Rescue, type Rescued } from './rescue.ts';
import { takenOf } from './moved-lines.ts';
import { seedUpdate } from '#document/seed.ts';
import { seeded } from '../../../tests/support/chance.ts';

interface Person {
	readonly doc: Y.Doc;
	readonly told: Rescued[];
	readonly sent: Uint8Array[];
	/** Frames as the relay forwards them. */
	hear(updates: readonly Uint8Array[]): void;
	/** After a cut line: everything at once, and of what is deleted nothing but that it is. */
	hearAll(from: Y.Doc): void;
	line(at: number): Y.XmlElement;
	type(line: number, at: number, words: string): void;
	words(): string[];
}

const SEED = seedUpdate([
	{
		id: 'itemaaaa',
		printed: null,
		title: 'Item',
		lines: [
			emptyLine('point', 'line0001', 'The first line.'),
			emptyLine('point', 'line0002', 'The second line.'),
			emptyLine('point', 'line0003', '')
		]
	}
]);

function person(): Person {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, SEED, 'others');
	const told: Rescued[] = [];
	const sent: Uint8Array[] = [];
	new Rescue(doc, (one) => told.push(one));
	doc.on('update', (update: Uint8Array, origin: unknown) => origin === 'others' || sent.push(update));
	const body = () => bodyOf(itemsOf(doc).get('itemaaaa')!)!;
	const hear = (update: Uint8Array) => Y.applyUpdate(doc, update, 'others');
	const line = (at: number) => body().get(at) as Y.XmlElement;
	return {
		doc,
		told,
		sent,
		hear: (updates) => updates.forEach((update) => hear(update)),
		hearAll: (from) => hear(Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc))),
		line,
		type: (at, place, words) => (line(at).get(0) as Y.XmlText).insert(place, words),
		words: () => readDraft(doc).items[0]?.lines.map(({ text }) => text) ?? []
	};
}

/** What Backspace at the beginning of a line does: its words go into the line before it. */
function join({ doc, line }: Person, at: number): void {
	doc.transact(() => {
		const [above, gone] = [line(at - 1).get(0) as Y.XmlText, line(at)];
		above.insert(above.length, textOf(gone));
		(gone.parent as Y.XmlFragment).delete(at, 1);
	});
}

/** What Enter in the middle of a line does: its end becomes a line of its own. */
function breakLine({ doc, line }: Person, at: number, place: number): void {
	doc.transact(() => {
		const text = line(at).get(0) as Y.XmlText;
		const end = textOf(text).slice(place);
		text.delete(place, end.length);
		(line(at).parent as Y.XmlFragment).insert(at + 1, [lineElement(emptyLine('point', 'broken01', end))]);
	});
}

/** Alt and an arrow: the line is made anew above the one before it. */
function moveUp({ doc, line }: Person, at: number): void {
	doc.transact(() => {
		const gone = line(at);
		const body = gone.parent as Y.XmlFragment;
		const made = lineElement(emptyLine('point', String(gone.getAttribute('id')), textOf(gone)));
		body.delete(at, 1);
		body.insert(at - 1, [made]);
	});
}

function remove({ doc, line }: Person, at: number): void {
	doc.transact(() => (line(at).parent as Y.XmlFragment).delete(at, 1));
}

/** Everybody hears everything, frame by frame. */
function deliver(...people: readonly Person[]): void {
	for (let some = true; some;) {
		some = false;
		for (const from of people) {
			const frames = from.sent.splice(0);
			some ||= frames.length > 0;
			for (const to of people) if (to !== from) to.hear(frames);
		}
	}
	for (const { words } of people) expect(words()).toEqual(people[0]?.words());
}

test('[F1] words typed into a line that somebody joins to the one above go along, to their place', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 11, 'and longer ');
	join(bob, 1);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.The second and longer line.', '']);
	expect(ann.told).toEqual([{ from: 'line0002', line: 'line0001', offset: 37 }]);
	expect(bob.told).toEqual([]);
});

test('[F1] words typed into a line that somebody moves go along', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' And this.');
	moveUp(bob, 1);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The second line. And this.', 'The first line.', '']);
});

test('[F1] only what the other had not seen is put: nothing is there twice', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Seen.');
	deliver(ann, bob);
	ann.type(1, 22, ' Unseen.');
	moveUp(bob, 1);
	deliver(ann, bob);
	expect(bob.words()).toEqual(['The second line. Seen. Unseen.', 'The first line.', '']);
});

test('[F2] a line that somebody deletes stands there again when words were typed in it that they had not seen', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Wait.');
	ann.type(2, 0, 'Into a blank one.');
	remove(bob, 2);
	remove(bob, 1);
	deliver(ann, bob);
	expect(bob.words()).toEqual(['The first line.', 'The second line. Wait.', 'Into a blank one.']);
	expect(readDraft(bob.doc).items[0]?.lines.map(({ id }) => id)).toEqual([
		'line0001',
		'line0002',
		'line0003'
	]);
});

test('[F2] a line that somebody deletes who has seen all of it stays deleted', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Seen.');
	deliver(ann, bob);
	remove(bob, 1);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.', '']);
	expect(ann.told).toEqual([]);
});

test('[F1] two who type in one line that a third moves both keep their words', () => {
	const [ann, bob, cid] = [person(), person(), person()];
	ann.type(1, 4, 'very ');
	cid.type(1, 16, ' Also.');
	moveUp(bob, 1);
	deliver(ann, bob, cid);
	expect(ann.words()).toEqual(['The very second line. Also.', 'The first line.', '']);
});

test('[F3] after a cut line the words went down on the server: what others wrote tells what they had seen', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Seen.');
	deliver(ann, bob);
	ann.type(1, 22, ' Unseen.');
	join(bob, 1);
	// Her frames arrive, his answer is lost; the comparison of both texts says that he deleted all of it.
	bob.hear(ann.sent.splice(0));
	ann.hearAll(bob.doc);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.The second line. Seen. Unseen.', '']);
});

test('[F3] after a cut line a deleted line with words that were not saved by then stands there again', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Unsaved.');
	remove(bob, 1);
	bob.hear(ann.sent.splice(0));
	ann.hearAll(bob.doc);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.', 'The second line. Unsaved.', '']);
});

test('[F1] words typed into a line that was moved and then joined go all the way', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 4, 'very ');
	ann.type(1, 21, ' Also.');
	moveUp(bob, 1);
	join(bob, 1);
	ann.hearAll(bob.doc);
	expect(ann.words()).toEqual(['The very second line. Also.The first line.', '']);
	deliver(ann, bob);
});

test('[F1] words typed behind a selection that somebody takes out across two lines go where the rest of the line went', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Also.');
	bob.doc.transact(() => {
		const above = bob.line(0).get(0) as Y.XmlText;
		above.delete(4, 11);
		above.insert(4, 'line.');
		(bob.line(1).parent as Y.XmlFragment).delete(1, 1);
	});
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The line. Also.', '']);
});

test('[F1] of two lines with the same words each keeps what was typed into it', () => {
	const [ann, bob] = [person(), person()];
	ann.type(2, 0, 'The second line.');
	deliver(ann, bob);
	ann.type(1, 4, 'one ');
	ann.type(2, 4, 'other ');
	bob.doc.transact(() => {
		moveUp(bob, 1);
		moveUp(bob, 2);
	});
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The one second line.', 'The other second line.', 'The first line.']);
});

test('[F3] that a line went can come before the word of where it went', () => {
	const [ann, bob] = [person(), person()];
	bob.type(0, 0, 'Bob: ');
	ann.type(1, 16, ' Unseen.');
	const late = bob.sent.splice(0);
	moveUp(bob, 1);
	// Without what he typed before, Yjs takes in his deletions and lets the rest wait.
	ann.hear(bob.sent.splice(0));
	expect(ann.words()).toEqual(['The first line.', '']);
	ann.hear(late);
	expect(ann.words()).toEqual(['The second line. Unseen.', 'Bob: The first line.', '']);
	deliver(ann, bob);
});

test('[F1] a word of where a line went that nobody can follow moves nothing', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Mine.');
	const { client, clock } = ann.line(1)._item!.id;
	const line = [client, clock];
	const words = [[client, clock, 1]];
	for (const odd of [
		7,
		null,
		{ line },
		{ line, whole: true, words: [[client, clock, -1]], seen: [], heir: null },
		{ line, whole: true, words, seen: [], heir: { from: 0, at: [9, 9], length: 1e12 } },
		{ line, whole: false, words, seen: [], heir: { from: 0, at: [9, 9], length: 5 } },
		{ line: [9, 9], whole: true, words, seen: [], heir: null }
	])
		takenOf(bob.doc).push([odd]);
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.', 'The second line. Mine.', '']);
	expect(ann.told).toEqual([]);
});

test('[F5] a note moves no words out of a line that stands unless its end began a new line with it', () => {
	for (const shape of ['elsewhere', 'turned', 'whole', 'not its end'] as const) {
		const [ann, bob] = [person(), person()];
		ann.type(1, 16, ' Mine.');
		deliver(ann, bob);
		const { client, clock } = bob.line(1)._item!.id;
		const letters = [...signsIn(bob.line(1))].slice(11, 15);
		const seen = [[letters[0]!.id.client, 1000]];
		bob.doc.transact(() => {
			(bob.line(1).get(0) as Y.XmlText).delete(11, 4);
			const at = Y.getState(bob.doc.store, bob.doc.clientID);
			const ids = letters.map(({ id }) => [id.client, id.clock, 1]);
			if (shape === 'elsewhere') (bob.line(0).get(0) as Y.XmlText).insert(3, 'line');
			else
				(bob.line(1).parent as Y.XmlFragment).insert(2, [
					lineElement(emptyLine('point', 'forged01', shape === 'turned' ? 'enil' : 'line'))
				]);
			const made = shape === 'elsewhere' ? at : [...signsIn(bob.line(2))][0]!.id.clock;
			takenOf(bob.doc).push([
				{
					line: [client, clock],
					whole: shape === 'whole',
					words: shape === 'turned' ? ids.toReversed() : ids,
					seen,
					heir: { from: 0, at: [bob.doc.clientID, made], length: shape === 'not its end' ? 3 : 4 }
				}
			]);
		});
		deliver(ann, bob);
		expect([shape, ann.words()[1]]).toEqual([shape, 'The second . Mine.']);
		expect(ann.told).toEqual([]);
	}
});

test('[F2] [F5] a hostile note loses no words of this device, and brings none twice', () => {
	const chance = seeded(Math.trunc(Math.random() * 2 ** 31));
	for (let n = 0; n < 300; n++) {
		const [ann, bob] = [person(), person()];
		ann.type(1, 16, ' #1#2#3');
		if (chance.below(2) === 0) deliver(ann, bob);
		ann.type(1, 10, '#4#5');
		const line = bob.line(1);
		const { client, clock } = line._item!.id;
		const letters = [...signsIn(line)].filter(({ id }) => id.client !== ann.doc.clientID);
		bob.doc.transact(() => {
			const text = line.get(0) as Y.XmlText;
			const from = chance.below(8);
			const whole = chance.below(2) === 0;
			if (whole) remove(bob, 1);
			else text.delete(from, 4);
			const at = Y.getState(bob.doc.store, bob.doc.clientID);
			(bob.line(0).get(0) as Y.XmlText).insert(chance.below(8), 'seco');
			for (let notes = 1 + chance.below(3); notes > 0; notes--)
				takenOf(bob.doc).push([
					{
						line: [client, clock],
						whole: chance.below(2) === 0,
						words: Array.from({ length: 4 }, () => letters[chance.below(letters.length)]!.id).map((id) => [
							id.client,
							id.clock,
							1
						]),
						seen: chance.below(2) === 0 ? [] : [[ann.doc.clientID, chance.below(12)]],
						heir:
							chance.below(4) === 0
								? null
								: { from: chance.below(3), at: [bob.doc.clientID, at], length: chance.below(5) }
					}
				]);
		});
		const isTaken = !(line._item!.deleted === false);
		deliver(ann, bob);
		const all = ann.words().join(' ');
		for (const token of ['#1', '#2', '#3', '#4', '#5'])
			expect([token, all.split(token).length - 1 <= 1]).toEqual([token, true]);
		if (!isTaken) for (const token of ['#4', '#5']) expect(all).toContain(token);
	}
});

test('[F4] words that come back into a line that is long gone are shown', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Never sent.');
	ann.type(0, 15, ' Nor this.');
	const left = ann.sent.splice(0);
	remove(bob, 1);
	const before = Y.decodeStateVector(Y.encodeStateVector(bob.doc));
	for (const update of left) Y.applyUpdate(bob.doc, update, 'others');
	expect(bob.words()).toEqual(['The first line. Nor this.', '']);
	expect(placeOrphanedWords(bob.doc, left, before)).toEqual([' Never sent.']);
});

test('[F4] words that come back into a line that was moved go along; what was taken out of them does not', () => {
	const [ann, bob] = [person(), person()];
	for (const [at, letter] of [...' Neverr'].entries()) ann.type(1, 16 + at, letter);
	(ann.line(1).get(0) as Y.XmlText).delete(21, 1);
	ann.type(1, 22, ' sent.');
	ann.type(1, 4, 'whole ');
	const left = ann.sent.splice(0);
	moveUp(bob, 1);
	join(bob, 1);
	const before = Y.decodeStateVector(Y.encodeStateVector(bob.doc));
	for (const update of left) Y.applyUpdate(bob.doc, update, 'others');
	expect(placeOrphanedWords(bob.doc, left, before)).toEqual([]);
	expect(bob.words()).toEqual(['The whole second line. Never sent.The first line.', '']);
});

test('[F5] what is typed at the end of a line while somebody breaks it goes on in the new line', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' And m');
	deliver(ann, bob);
	ann.type(1, 22, 'ore.');
	breakLine(bob, 1, 11);
	deliver(ann, bob);
	expect(bob.words()).toEqual(['The first line.', 'The second', 'line. And more.', '']);
	expect(ann.told).toEqual([{ from: 'line0002', line: 'broken01', offset: 15 }]);
});

test('[F5] words behind others that somebody takes out of a line stay where they are', () => {
	const [ann, bob] = [person(), person()];
	ann.type(1, 16, ' Mine.');
	deliver(ann, bob);
	bob.doc.transact(() => {
		(bob.line(1).get(0) as Y.XmlText).delete(4, 7);
		(bob.line(0).get(0) as Y.XmlText).insert(15, 'second ');
	});
	deliver(ann, bob);
	expect(ann.words()).toEqual(['The first line.second', 'The line. Mine.', '']);
});

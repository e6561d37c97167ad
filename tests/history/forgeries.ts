/**
 * Somebody who may write, and writes down what is not true about whose words they take. Ann types words, Cat moves, joins and
 * breaks lines as the editor does, Ben sends frames made by hand: he takes letters of hers in any choice and order, writes
 * any of them anywhere, and notes whatever suits him.
 */
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { must } from '#core/kernel/result.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { keyOf } from '#document/concurrent/carried.ts';
import { signsIn, type Sign } from '#document/concurrent/characters.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement, textOf } from '#document/minutes/line.ts';
import { Authorship } from '#document/history/authorship.ts';
import { seedUpdate } from '#document/seed.ts';
import { noteTaken, takenOf } from '#document/concurrent/moved-lines.ts';
import { type Chance } from '../support/chance.ts';

const VOCABULARY =
	'not guilty agreed refused able the board noted that a plan is unsafe for cuts and no one'.split(' ');
const BETWEEN = ['', ' ', ' ', '-', '. ', '\u200b', '\u200a'];

interface Writer {
	readonly doc: Y.Doc;
	readonly sent: Uint8Array[];
}

export class Forgery {
	readonly #chance: Chance;
	readonly #authorship = new Authorship();
	readonly #people = new Map<string, Writer>();
	/** Words that stood in a line once, in letters that Ann typed there, or as was left of them when others took letters out. */
	readonly #hers = new Set<string>();
	/** Where each letter stood before the last frames, and whether it was shown as hers. */
	#stood = new Map<string, readonly [line: string, at: number, isHers: boolean]>();
	#at = 1_000_000;
	notes = 0;
	/** Words that were shown as hers and whose letters others had sent. */
	believed = 0;

	constructor(chance: Chance) {
		this.#chance = chance;
		const lines = ['line0001', 'line0002', 'line0003'].map((id) => emptyLine('point', id, ''));
		const seed = seedUpdate([{ id: 'item000001', printed: null, title: '', lines }]);
		this.#authorship.take(seed, { person: null, at: 0 });
		for (const name of ['ann', 'ben', 'cat']) {
			const doc = new Y.Doc();
			Y.applyUpdate(doc, seed, 'others');
			const sent: Uint8Array[] = [];
			doc.on('update', (update: Uint8Array, origin: unknown) => origin === 'others' || sent.push(update));
			if (name === 'cat')
				doc.on('afterTransaction', (transaction: Y.Transaction) => {
					if (transaction.local) noteTaken(transaction);
				});
			this.#people.set(name, { doc, sent });
		}
	}

	/** @returns what was shown as words of Ann that she never wrote; null: nothing */
	step(): string | null {
		const one = this.#chance.below(10);
		const isAnn = one < 3;
		if (isAnn) this.#type('ann');
		else if (one < 4) this.#type('ben');
		else if (one < 6) this.#edit();
		else this.#forge();
		return this.#forged(isAnn);
	}

	#doc = (name: string): Y.Doc => must(this.#people.get(name), name).doc;

	#lines = (doc: Y.Doc): Y.XmlElement[] =>
		(bodyOf(must(agenda(doc)[0], 'an item').item)?.toArray() ?? []).filter(
			(line) => line instanceof Y.XmlElement
		);

	#pick<T>(from: readonly T[]): T {
		return must(from[this.#chance.below(from.length)], 'one of them');
	}

	/** The log takes it, and so do the others. */
	#deliver(name: string, frames = must(this.#people.get(name), name).sent.splice(0)): void {
		for (const frame of frames) {
			this.#at += this.#chance.below(3) === 0 ? 61_000 : 500;
			this.#authorship.take(frame, { person: name, at: this.#at });
			for (const [other, { doc }] of this.#people) if (other !== name) Y.applyUpdate(doc, frame, 'others');
			this.#learn(name === 'ann');
		}
	}

	#type(name: string): void {
		const doc = this.#doc(name);
		const text = this.#pick(this.#lines(doc)).get(0);
		if (!(text instanceof Y.XmlText)) return;
		const words = `${this.#pick(VOCABULARY)}${this.#pick([' ', ' ', '. '])}`;
		const at = this.#chance.below(2) === 0 ? text.length : this.#chance.below(text.length + 1);
		if (this.#chance.below(2) === 0) text.insert(at, words);
		else for (const [nth, letter] of words.split('').entries()) text.insert(at + nth, letter);
		this.#deliver(name);
	}

	/** What an editor does. */
	#edit(): void {
		const doc = this.#doc('cat');
		const lines = this.#lines(doc);
		const at = this.#chance.below(lines.length);
		const [line, above] = [must(lines[at], 'a line'), lines[at - 1]];
		const text = line.get(0);
		const body = must(bodyOf(must(agenda(doc)[0], 'an item').item), 'a body');
		if (!(text instanceof Y.XmlText)) return;
		const [words, own] = [textOf(line), String(line.getAttribute('id'))];
		doc.transact(() => {
			const kind = this.#chance.below(3);
			const id = `l${this.#chance.below(1e9)}`;
			if (kind === 0 && words !== '') {
				const from = this.#chance.below(words.length);
				text.delete(from, words.length - from);
				body.insert(at + 1, [lineElement(emptyLine('point', id, words.slice(from)))]);
			} else if (kind === 1 && above?.get(0) instanceof Y.XmlText) {
				const end = above.get(0) as Y.XmlText;
				end.insert(end.length, words);
				body.delete(at, 1);
			} else if (lines.length > 1) {
				body.delete(at, 1);
				body.insert(this.#chance.below(lines.length), [lineElement(emptyLine('point', own, words))]);
			}
		});
		this.#deliver('cat');
	}

	#forge(): void {
		const { doc, sent } = must(this.#people.get('ben'), 'ben');
		const before = Y.encodeStateVector(doc);
		const line = this.#pick(this.#lines(doc));
		const known = this.#allLines(doc);
		const own = [...signsIn(line)].filter(({ sign }) => sign !== '');
		const body = must(bodyOf(must(agenda(doc)[0], 'an item').item), 'a body');
		doc.transact(() => {
			const whole = this.#chance.below(3) === 0;
			const at = body.toArray().indexOf(line);
			const id = String(line.getAttribute('id'));
			const wanted = this.#wanted(own.filter(({ isThere }) => isThere));
			if (whole) body.delete(at, 1);
			else this.#takeOut(line);
			const clock = () => Y.getState(doc.store, doc.clientID);
			const lines = this.#lines(doc);
			let from = clock();
			if (whole || lines.length === 0 || this.#chance.below(3) === 0) {
				// Of two lines with one id the second is not shown, and could not be judged.
				const other = `l${this.#chance.below(1e9)}`;
				const to = whole ? this.#pick([id, id, other]) : other;
				body.insert(this.#chance.below(body.length + 1), [lineElement(emptyLine('point', to, wanted))]);
				const made = this.#lines(doc).find(
					(one) => (one._item?.id.clock ?? 0) >= from && one._item?.id.client === doc.clientID
				);
				const [first] = made ? [...signsIn(made)] : [];
				from = first?.id.clock ?? from;
			} else {
				const text = this.#pick(lines).get(0);
				if (text instanceof Y.XmlText) this.#write(text, wanted);
			}
			for (const note of this.#claims(wanted, doc.clientID, from, line, [...own, ...known])) {
				takenOf(doc).push([note]);
				this.notes++;
			}
			if (this.#chance.below(4) === 0 && lines.length > 0) this.#takeOut(this.#pick(this.#lines(doc)));
		});
		const frames = sent.splice(0);
		// With all that was ever deleted, as somebody who comes back says it.
		this.#deliver('ben', this.#chance.below(3) === 0 ? [Y.encodeStateAsUpdate(doc, before)] : frames);
	}

	#allLines(doc: Y.Doc): Sign[] {
		return this.#lines(doc).flatMap((line) => [...signsIn(line)].filter(({ sign }) => sign !== ''));
	}

	/** In order, or each letter somewhere. */
	#write(text: Y.XmlText, words: string): void {
		const at = this.#chance.below(text.length + 1);
		if (this.#chance.below(3) > 0) return text.insert(at, words);
		const turned = this.#chance.below(2) === 0;
		for (const [nth, letter] of words.split('').entries())
			text.insert(turned ? at : Math.min(at + this.#chance.below(nth + 1), text.length), letter);
	}

	#takeOut(line: Y.XmlElement): void {
		const text = line.get(0);
		if (!(text instanceof Y.XmlText)) return;
		for (let n = this.#chance.below(5); n > 0 && text.length > 0; n--) {
			const at = this.#chance.below(text.length);
			text.delete(at, 1 + this.#chance.below(Math.min(6, text.length - at)));
		}
	}

	/** What he would like her to have said, of letters she has written, or as good as. */
	#wanted(letters: readonly Sign[]): string {
		const chance = this.#chance;
		const all = letters.map(({ sign }) => sign).join('');
		const words = all.split(/([^a-z]+)/);
		switch (chance.below(7)) {
			case 0:
				return all;
			case 1:
				return shuffled(all.split(''), chance).join('');
			case 2:
				return all
					.split('')
					.filter(() => chance.below(3) > 0)
					.join('');
			case 3:
				return shuffled(words, chance).join(this.#pick(BETWEEN));
			case 4:
				return all.split('').reverse().join('');
			case 5:
				return all
					.slice(chance.below(all.length + 1))
					.split('')
					.join(this.#pick(BETWEEN));
			default:
				return words
					.map((word) => word.slice(chance.below(3), chance.below(word.length + 1)))
					.join(this.#pick(BETWEEN));
		}
	}

	/** One note for all of it, one for each piece, or one for each letter; true or made up. */
	#claims(
		wanted: string,
		client: number,
		clock: number,
		line: Y.XmlElement,
		letters: readonly Sign[]
	): unknown[] {
		const chance = this.#chance;
		const size = this.#pick([1, 1 + chance.below(4), 1 + chance.below(12), wanted.length + 1]);
		const inOrder = chance.below(2) === 0;
		const notes: unknown[] = [];
		let from = 0;
		for (let at = 0; at < wanted.length && notes.length < 24; at += size) {
			const piece = wanted.slice(at, at + size);
			const ids: Y.ID[] = [];
			for (const sign of piece) {
				const fits = letters.findIndex((one, nth) => one.sign === sign && (!inOrder || nth >= from));
				const some = letters.flatMap((one) => (one.sign === sign ? [one] : []));
				const found = inOrder ? letters[fits] : some.length > 0 ? this.#pick(some) : undefined;
				if (inOrder && fits >= 0) from = fits + 1;
				ids.push(found?.id ?? Y.createID(client, chance.below(50)));
			}
			const { id } = must(line._item, 'a line');
			const shift = chance.below(12) === 0 ? chance.below(4) : 0;
			notes.push({
				line: chance.below(12) === 0 ? [client, chance.below(60)] : [id.client, id.clock],
				whole: chance.below(2) === 0,
				words: ids.map((one) => [one.client, one.clock, 1]),
				seen: ids.map((one) => [one.client, chance.below(2) === 0 ? 1e6 : one.clock]),
				heir: { from: shift, at: [client, clock + at + shift], length: Math.max(0, piece.length - shift) }
			});
		}
		return notes;
	}

	/** By line, the first of an id: its letters, and whose Yjs client they are of. */
	#letters(): ReadonlyMap<string, readonly Sign[]> {
		const found = new Map<string, readonly Sign[]>();
		for (const line of this.#lines(this.#authorship.doc)) {
			const id = String(line.getAttribute('id'));
			if (!found.has(id))
				found.set(
					id,
					[...signsIn(line)].filter(({ isThere }) => isThere)
				);
		}
		return found;
	}

	/** @param isAnn she wrote last: then also what she wrote beside letters of others is a word of hers */
	#learn(isAnn: boolean): void {
		const ann = this.#doc('ann').clientID;
		const isHers = ({ id }: Sign) => id.client === ann;
		for (const line of this.#lines(this.#authorship.doc))
			for (const word of wordsIn([...signsIn(line)].filter(({ isThere }) => isThere))) {
				if (word.every(isHers)) this.#hers.add(textIn(word));
				if (!isAnn) continue;
				const pieces = word.map((sign) => (isHers(sign) ? sign.sign : ' ')).join('');
				for (const piece of pieces.split(/ +/)) this.#hers.add(piece);
			}
	}

	/** @param isAnn the last step was hers: then what she typed beside words of hers makes words of hers */
	#forged(isAnn: boolean): string | null {
		const ann = this.#doc('ann').clientID;
		const before = this.#stood;
		this.#stood = new Map();
		const { lines } = this.#authorship.momentOf(this.#authorship.doc);
		for (const [id, letters] of this.#letters()) {
			const hands = (lines.get(id) ?? []).flatMap(({ text, hand }) => text.split('').map(() => hand.person));
			if (hands.length !== letters.length) return `${hands.length} of ${letters.length} letters`;
			const shown = letters.map((letter, at) => ({ ...letter, person: hands[at] }));
			for (const [at, one] of shown.entries()) this.#stood.set(keyOf(one.id), [id, at, one.person === 'ann']);
			for (const word of wordsIn(shown)) {
				if (!word.every(({ person }) => person === 'ann')) continue;
				if (word.every(({ id }) => id.client === ann)) continue;
				// Nothing of it was written by then, only something taken out beside it, or typed beside it.
				const isLeft = isKept(word.map(({ id }) => before.get(keyOf(id))));
				const isTyped = isAnn && word.some(({ id }) => id.client === ann && !before.has(keyOf(id)));
				if (isLeft || isTyped) this.#hers.add(textIn(word));
				if (!this.#hers.has(textIn(word))) return `“${textIn(word)}” in “${textIn(letters)}”`;
				this.believed++;
			}
		}
		return null;
	}
}

type Stood = readonly [line: string, at: number, isHers: boolean];

/** In the order in which they stood in one line, beside each other or as words of hers. */
function isKept(places: readonly (Stood | undefined)[]): boolean {
	return places.every((place, nth) => {
		const last = places[nth - 1];
		if (!place || (nth > 0 && last?.[0] !== place[0])) return false;
		const next = last ? place[1] - last[1] : 1;
		return next === 1 || (next > 0 && places.every((one) => one?.[2]));
	});
}

const textIn = (signs: readonly Sign[]): string => signs.map(({ sign }) => sign).join('');

/** As a reader tells words apart: by what is seen. */
function wordsIn<T extends Sign>(signs: readonly T[]): T[][] {
	const words: T[][] = [[]];
	for (const sign of signs) {
		if (/[\u200a\u200b]/.test(sign.sign)) continue;
		if (/[a-z-]/.test(sign.sign)) words.at(-1)?.push(sign);
		else words.push([]);
	}
	return words.filter((word) => word.length > 0);
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
	const left = [...list];
	return list.map(() => left.splice(chance.below(left.length), 1)[0] as T);
}

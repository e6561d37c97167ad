/**
 * Letters that were written anew with their line, and whose they are for all that. Somebody says so (moved-lines.ts), or the line
 * has the id and the words of one that went; neither is believed for more than it can mean [Y3]:
 *
 * - a letter counts once a frame, and only as the letter it was;
 * - **a word stays with its author whole or not at all**: its letters were neighbours when they went, no others of the word
 *   stood beside them, and they stand in the same order beside each other;
 * - a word that was put together of several such pieces, or of one and what stands there, is by who put it together.
 *
 * So whoever picks letters out of somebody's words, turns them round, or joins pieces of words, is shown as the author of
 * what comes of it. All of it is judged by what the server took in, and when; nothing by what a client says it had seen.
 */
import * as Y from 'yjs';
import { isOneWord, isUnseen } from '#core/history/one-word.ts';
import { itemOf, signsIn } from './characters.ts';
import { Clocks } from './clocks.ts';
import { AuthorRuns, isSameAuthor, MINUTE, UNKNOWN, type AuthorRun } from '#document/history/author-runs.ts';

/** Words of one hand. */
export interface Passage {
	readonly text: string;
	readonly hand: AuthorRun;
}

/** What was taken in at once. */
export interface Frame {
	/** Counted from 1 in the order of the log. */
	readonly number: number;
	readonly hand: AuthorRun;
	/** What it says is deleted, be it the first to say so or not. */
	readonly deletes: Y.Transaction['deleteSet'];
	/** Letters that were carried by it already. */
	readonly carried: Set<string>;
	/** The last clock of each client it knows, as far as somebody asked. */
	readonly known: Map<number, number>;
	/** Letters that are still looked at for its sake; behind that it is believed nothing. */
	looks: number;
}

/** Some tenths of a second, for a frame that was made to cost time. */
const MOST_LOOKS = 2_000_000;

export const frameOf = (number: number, hand: AuthorRun, deletes: Frame['deletes']): Frame => ({
	number,
	hand,
	deletes,
	carried: new Set(),
	known: new Map(),
	looks: MOST_LOOKS
});

/** A stretch of text, as Yjs keeps it. */
export interface Written {
	readonly client: number;
	readonly clock: number;
	readonly text: string;
}

/** A letter that went, and the one that was written for it. */
export interface Pair {
	readonly was: Y.ID;
	readonly is: Y.ID;
}

/** Letters that went together and came together. */
interface Run {
	readonly by: AuthorRun;
	readonly frame: number;
	/** What the document had of each client by then. */
	readonly state: ReadonlyMap<number, number>;
}

interface Letter {
	readonly id: Y.ID;
	readonly hand: AuthorRun;
	/** null: it stands where it was typed. */
	readonly run: Run | null;
}

/** The letters a line ever had, in order. */
export interface Order {
	readonly letters: readonly { readonly id: Y.ID; readonly sign: string }[];
	readonly places: ReadonlyMap<string, number>;
}

export const keyOf = ({ client, clock }: Y.ID): string => `${client},${clock}`;

export function orderOf(line: Y.XmlElement): Order {
	const letters = [...signsIn(line)].filter(({ sign }) => sign !== '');
	return { letters, places: new Map(letters.map(({ id }, at) => [keyOf(id), at])) };
}

export class Carried {
	readonly #doc: Y.Doc;
	readonly #hands: AuthorRuns;
	readonly #owners = new AuthorRuns();
	readonly #runs = new Clocks<Run>();
	/** By the number of a frame: when a letter came, and when it went. */
	readonly #came = new Clocks<number>();
	readonly #went = new Clocks<number>();
	readonly #times: (number | null)[] = [];

	constructor(doc: Y.Doc, hands: AuthorRuns) {
		this.#doc = doc;
		this.#hands = hands;
	}

	/** To be told of each frame before anything of it is carried. @param number 0: what is known as one text only */
	take(number: number, { at }: AuthorRun, { beforeState, afterState, deleteSet }: Y.Transaction): void {
		this.#times[number] = at;
		for (const [client, to] of afterState) this.#came.set(client, beforeState.get(client) ?? 0, to, number);
		for (const [client, ranges] of deleteSet.clients)
			for (const { clock, len } of ranges) this.#went.set(client, clock, clock + len, number);
	}

	signOf(id: Y.ID): string {
		const item = itemOf(this.#doc, id);
		return item?.content instanceof Y.ContentString ? (item.content.str[id.clock - item.id.clock] ?? '') : '';
	}

	/** @param pairs of letters of one line, in its order, the same letter each */
	carry(pairs: readonly Pair[], order: Order, frame: Frame, { afterState }: Y.Transaction): void {
		const fresh = pairs.filter(
			({ was, is }) =>
				!frame.carried.has(keyOf(was)) && order.places.has(keyOf(was)) && this.#runs.at(is) === null
		);
		for (const together of this.#together(fresh, order, frame)) {
			const whole = this.#wholeWords(together, order, frame);
			const [first, last] = [whole[0], whole.at(-1)];
			if (!first || !last) continue;
			for (const { was, is } of whole) {
				frame.carried.add(keyOf(was));
				this.#owners.claim(is.client, is.clock, is.clock + 1, this.#letter(was).hand);
			}
			const run = { by: frame.hand, frame: frame.number, state: afterState };
			this.#runs.set(first.is.client, first.is.clock, last.is.clock + 1, run);
		}
	}

	/** Parts that were one piece before and are one piece now. */
	#together(pairs: readonly Pair[], order: Order, frame: Frame): Pair[][] {
		const parts: Pair[][] = [];
		for (const pair of pairs) {
			const part = parts.at(-1);
			const last = part?.at(-1);
			const goesOn =
				last !== undefined &&
				this.#areBeside(last.is, pair.is) &&
				this.#wereNeighbours(last.was, pair.was, order, frame) &&
				this.#jointBy(this.#letter(last.was), this.#letter(pair.was)) === null;
			if (goesOn) part?.push(pair);
			else parts.push([pair]);
		}
		return parts;
	}

	#areBeside(a: Y.ID, b: Y.ID): boolean {
		if (a.client !== b.client || a.clock + 1 !== b.clock) return false;
		const [left, right] = [itemOf(this.#doc, a), itemOf(this.#doc, b)];
		if (left === null || left === right) return left !== null;
		let next = left.right;
		while (next?.deleted) next = next.right;
		return next !== null && next === right;
	}

	#wereNeighbours(a: Y.ID, b: Y.ID, { letters, places }: Order, frame: Frame): boolean {
		const [from, to] = [places.get(keyOf(a)) ?? 0, places.get(keyOf(b)) ?? 0];
		const went = this.#went.at(a);
		if (!went || went !== this.#went.at(b) || from >= to) return false;
		for (let at = from + 1; at < to; at++) {
			const between = letters[at];
			if (between && this.#wasThere(between.id, went, frame)) return false;
		}
		return true;
	}

	/** Without the end of a word at its beginning, and the beginning of one at its end. */
	#wholeWords(part: readonly Pair[], { letters, places }: Order, frame: Frame): Pair[] {
		const next = (id: Y.ID, step: -1 | 1): string => {
			const went = this.#went.at(id) ?? frame.number;
			for (let at = (places.get(keyOf(id)) ?? 0) + step; letters[at] !== undefined; at += step) {
				const { id: beside, sign } = letters[at] as Order['letters'][number];
				if (this.#wasThere(beside, went, frame)) return sign;
			}
			return '';
		};
		const cut = (pairs: readonly Pair[], step: -1 | 1): Pair[] => {
			const [first] = pairs;
			let before = first ? next(first.was, step) : '';
			const from = pairs.findIndex(({ was }) => {
				const sign = this.signOf(was);
				const goesOn = before !== '' && isOneWord(before, sign);
				before = sign;
				return !goesOn;
			});
			return from < 0 ? [] : pairs.slice(from);
		};
		return cut(cut(part, -1).toReversed(), 1).toReversed();
	}

	/** Whether a letter stood when others went. */
	#wasThere(id: Y.ID, went: number, frame: Frame): boolean {
		if (--frame.looks < 0) return true;
		if ((this.#went.at(id) ?? Infinity) < went || (this.#came.at(id) ?? 0) > went) return false;
		return went !== frame.number || !this.#isUnknown(id, frame);
	}

	/**
	 * Whether whoever sent the frame cannot have known a letter: it came within the last minute, from somebody else, and the
	 * frame knows nothing that came from that client with it or after it.
	 */
	#isUnknown(id: Y.ID, frame: Frame): boolean {
		const { hand } = frame;
		const came = this.#came.at(id);
		const at = came === null ? null : this.#times[came];
		if (came === null || at == null || hand.at === null || at < hand.at - MINUTE) return false;
		if (this.#letter(id).hand.person === hand.person) return false;
		const last = lastKnown(frame, id.client);
		return last < id.clock && (last < 0 || (this.#came.at(Y.createID(id.client, last)) ?? Infinity) < came);
	}

	#letter(id: Y.ID): Letter {
		const run = this.#runs.at(id);
		return { id, run, hand: (run ? this.#owners.of(id) : this.#hands.of(id)) ?? UNKNOWN };
	}

	/** Who put two letters beside each other, when that is neither of those who wrote them. @returns null: nobody else did */
	#jointBy(a: Letter, b: Letter): AuthorRun | null {
		const by = lastToCome(a, b);
		return by === null || by.person === a.hand.person || by.person === b.hand.person ? null : by;
	}

	passages(written: readonly Written[]): readonly Passage[] {
		const letters = written.flatMap(({ client, clock, text }) => this.#lettersOf(client, clock, text));
		const shown = letters.some(({ run }) => run !== null) ? this.#byWords(letters) : letters;
		const passages: { text: string; hand: AuthorRun }[] = [];
		for (const { text, hand } of shown) {
			const last = passages.at(-1);
			if (last && isSameAuthor(last.hand, hand)) last.text += text;
			else passages.push({ text, hand });
		}
		return passages;
	}

	/** Letters in a row of one hand and one run. */
	#lettersOf(client: number, from: number, text: string): (Letter & Passage)[] {
		const found: (Letter & Passage)[] = [];
		let at = from;
		for (const { to, value: run } of this.#runs.stretches(client, from, from + text.length))
			for (const { to: end, hand } of (run ? this.#owners : this.#hands).stretches(client, at, to)) {
				const words = text.slice(at - from, end - from);
				found.push({ id: Y.createID(client, at), run, text: words, hand: hand ?? UNKNOWN });
				at = end;
			}
		return found;
	}

	#byWords(pieces: readonly (Letter & Passage)[]): Passage[] {
		const letters = pieces.flatMap(({ id, run, hand, text }) =>
			text.split('').map((sign, at) => ({ id: Y.createID(id.client, id.clock + at), run, hand, text: sign }))
		);
		const shown: { text: string; hand: AuthorRun }[] = letters.map(({ text, hand }) => ({ text, hand }));
		const isInWord = (at: number) => isOneWord(letters[at - 1]?.text ?? ' ', letters[at]?.text ?? ' ');
		/** All of a word that is of one person, as if nothing unseen stood in it. */
		const give = (middle: number, { person }: AuthorRun, hand: AuthorRun) => {
			const isTheirs = (at: number) =>
				letters[at]?.hand.person === person || isUnseen(letters[at]?.text ?? ' ');
			let [from, to] = [middle, middle];
			while (from > 0 && isInWord(from) && isTheirs(from - 1)) from--;
			while (to < letters.length - 1 && isInWord(to + 1) && isTheirs(to + 1)) to++;
			for (const one of shown.slice(from, to + 1)) one.hand = hand;
		};
		let before: (typeof letters)[number] | null = null;
		for (const [at, letter] of letters.entries()) {
			if (!isInWord(at)) before = null;
			if (isUnseen(letter.text)) continue;
			const by = before?.hand.person === letter.hand.person ? this.#jointBy(before, letter) : null;
			if (by) give(at, letter.hand, by);
			before = letter;
		}
		return shown;
	}
}

function lastKnown({ known, deletes }: Frame, client: number): number {
	const before = known.get(client);
	if (before !== undefined) return before;
	const ranges = deletes.clients.get(client) ?? [];
	const last = ranges.reduce((most, { clock, len }) => Math.max(most, clock + len - 1), -1);
	known.set(client, last);
	return last;
}

/** Who put two letters beside each other. @returns null: they always were, or what stood between them was deleted */
function lastToCome(a: Letter, b: Letter): AuthorRun | null {
	if (a.run === b.run) return null;
	const later = a.run === null || (b.run !== null && b.run.frame > a.run.frame) ? b : a;
	const other = later === a ? b : a;
	const isTypedSince =
		other.run === null && later.run !== null && other.id.clock >= (later.run.state.get(other.id.client) ?? 0);
	return isTypedSince ? other.hand : (later.run?.by ?? null);
}

/**
 * Words typed into a line that somebody else takes away at the same moment. To join, to move or to delete a line is, in a
 * Yjs text, to delete it and to write its words elsewhere: words that had not arrived there by then go down with it. Whoever
 * typed them sees that, and reads what became of the line (moved-lines.ts).
 *
 * - [F1] They go where the others went, to their place, once.
 * - [F2] A line that was only deleted stands there again, whole, when words were typed in it that had not been seen.
 * - [F3] After a cut line or a pause the same holds.
 * - [F4] Words that come back from the device into a line that went meanwhile go along, or are shown (orphaned-words.ts).
 * - [F5] What was typed at the end of a line while somebody broke it goes on in the new line.
 */
import * as Y from 'yjs';
import { emptyLine } from '#core/minutes/draft.ts';
import { LINE_KINDS } from '#core/minutes/minutes.ts';
import { agenda } from '#document/agenda/agenda.ts';
import { attributeOf, itemOf, lineOf, placeOf, signsIn, type Sign } from './characters.ts';
import { bodyOf } from '#document/fields.ts';
import { lineElement, rebase, setLineText, textOf } from '#document/minutes/line.ts';
import {
	canBeTrue,
	goneLines,
	hasSeen,
	indexIn,
	noteTaken,
	parseTaken,
	takenOf,
	type Taken
} from './moved-lines.ts';
import { FollowedCharacters, type Anchor } from './follow-characters.ts';

/** Words of this device that whoever took their line had not seen. */
interface Run {
	readonly ids: Y.ID[];
	words: string;
	readonly anchor: Anchor | null;
	/** How many of the known characters of the line stood before them. */
	readonly offset: number;
}

/** A line as it was when it went, or as it stands. */
interface Left {
	readonly id: string;
	readonly kind: string;
	readonly body: Y.XmlFragment;
	/** The line that stood before it. */
	readonly behind: string | null;
	readonly stands: boolean;
	readonly signs: readonly Sign[];
}

interface Sunk extends Omit<Left, 'signs'> {
	/** What whoever took it away knew of it. */
	readonly known: string;
	readonly runs: readonly Run[];
}

/** What was put where: the end of it in the words of a line. */
export interface Rescued {
	readonly from: string;
	readonly line: string;
	readonly offset: number;
}

export class Rescue {
	readonly #doc: Y.Doc;
	readonly #done: (rescued: Rescued) => void;
	/** What was told in this transaction. */
	#told: Taken[] = [];
	/** Lines with words of this device that went, and nobody has told where: that can come later. */
	readonly #gone = new Map<string, Left>();
	readonly #sunk: Sunk[] = [];
	/** Of lines that were put back: others may have put them back as well. */
	readonly #bases = new Map<string, string>();

	/** @param done is told of each line of words that was put somewhere */
	constructor(doc: Y.Doc, done: (rescued: Rescued) => void = () => undefined) {
		this.#doc = doc;
		this.#done = done;
		takenOf(doc).observe(this.#hear);
		doc.on('afterTransaction', this.#look);
	}

	/** What stood in a line that was put back, before the words of this device. */
	baseOf(line: string): string | undefined {
		return this.#bases.get(line);
	}

	destroy(): void {
		takenOf(this.#doc).unobserve(this.#hear);
		this.#doc.off('afterTransaction', this.#look);
	}

	readonly #hear = ({ changes }: Y.YArrayEvent<unknown>, { local }: Y.Transaction): void => {
		if (local) return;
		const told = changes.delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : []));
		this.#told.push(...told.flatMap((one) => parseTaken(one) ?? []));
	};

	/** While what was deleted still has its words: Yjs forgets them at the end of the transaction. */
	readonly #look = (transaction: Y.Transaction): void => {
		if (transaction.local) return noteTaken(transaction);
		for (const line of goneLines(transaction)) {
			const left = leftOf(transaction, line);
			if (left?.signs.some(({ id }) => id.client === this.#doc.clientID)) this.#gone.set(keyOf(line), left);
		}
		const byLine = new Map<string, Taken[]>();
		for (const taken of this.#told.splice(0)) {
			const key = taken.line.join();
			byLine.set(key, [...(byLine.get(key) ?? []), taken]);
		}
		for (const [key, takings] of byLine) {
			const left = this.#gone.get(key) ?? standingLine(transaction, takings);
			this.#gone.delete(key);
			// Nobody moves the words of this device by a note that cannot be true.
			const believed = takings.filter((one) => left && canBeTrue(one, left.signs, left.stands, transaction));
			const sunk = left && believed.length > 0 ? sunkIn(this.#doc, left, believed) : null;
			if (sunk) this.#sunk.push(sunk);
		}
		if (this.#sunk.length > 0) this.#doc.once('afterAllTransactions', this.#put);
	};

	/** Told once, it can be called again, when somebody else's answer to the same event is a transaction. */
	readonly #put = (): void => {
		const sunk = this.#sunk.splice(0);
		if (sunk.length === 0) return;
		const rescued: Rescued[] = [];
		this.#doc.transact(() => {
			const whereabouts = new FollowedCharacters(this.#doc);
			for (const line of sunk) {
				const { place, left } = putAlong(this.#doc, whereabouts, line);
				if (place) rescued.push({ from: line.id, ...place });
				if (left.length > 0) rescued.push({ from: line.id, ...this.#putWhole({ ...line, runs: left }) });
			}
		}, 'rescue');
		for (const one of rescued) this.#done(one);
	};

	#putWhole(line: Sunk): Place {
		const beside = putBeside(this.#doc, line);
		if (beside) return beside;
		this.#bases.set(line.id, line.known);
		return putBack(line);
	}
}

const keyOf = ({ _item }: Y.XmlElement): string => `${_item?.id.client},${_item?.id.clock}`;

function standingLine(transaction: Y.Transaction, takings: readonly Taken[]): Left | null {
	const [client, clock] = takings[0]?.line ?? [0, 0];
	const item = itemOf(transaction.doc, Y.createID(client, clock));
	const line = item?.content instanceof Y.ContentType ? item.content.type : null;
	return line instanceof Y.XmlElement ? leftOf(transaction, line) : null;
}

function leftOf({ deleteSet }: Y.Transaction, line: Y.XmlElement): Left | null {
	const { _item: item, parent: body } = line;
	if (item === null || !(body instanceof Y.XmlFragment) || body._item?.deleted) return null;
	return {
		id: attributeOf(line, 'id'),
		kind: attributeOf(line, 'kind'),
		body,
		behind: lineBefore(item),
		stands: !item.deleted,
		signs: [...signsIn(line)].map(({ id, sign, isThere }) => ({
			id,
			sign: isThere || Y.isDeleted(deleteSet, id) ? sign : '',
			isThere
		}))
	};
}

/** Null: no words of this device were in that line but those that whoever took it had seen. */
function sunkIn({ clientID }: Y.Doc, { signs, ...line }: Left, takings: readonly Taken[]): Sunk | null {
	const whole = takings.find((taken) => taken.whole);
	const runs: Run[] = [];
	let anchor: Anchor | null = !line.stands && whole ? { taken: whole, index: -1 } : null;
	let known = '';
	for (const { id, sign, isThere } of signs) {
		const taken = takings.find((one) => indexIn(one, id) >= 0);
		const isSeen = takings.some((one) => hasSeen(one, id));
		if (taken) {
			anchor = { taken, index: indexIn(taken, id) };
			if (taken.whole) known += sign;
		} else if (isThere && isSeen) anchor = null;
		else if (id.client === clientID && !isSeen && sign !== '' && !(isThere && anchor === null)) {
			const last = runs.at(-1);
			if (last?.anchor === anchor && last.offset === known.length) {
				last.ids.push(id);
				last.words += sign;
			} else runs.push({ ids: [id], words: sign, anchor, offset: known.length });
		}
	}
	return runs.length === 0 ? null : { ...line, known, runs };
}

function lineBefore(item: Y.Item): string | null {
	for (let { left } = item; left; left = left.left) {
		const type = left.deleted || !(left.content instanceof Y.ContentType) ? null : left.content.type;
		if (type instanceof Y.XmlElement) return attributeOf(type, 'id');
	}
	return null;
}

type Place = Pick<Rescued, 'line' | 'offset'>;

/** Each run behind the character it was typed behind. @returns the end of the last, and those whose place is nowhere */
function putAlong(doc: Y.Doc, whereabouts: FollowedCharacters, { runs, stands }: Sunk) {
	const left: Run[] = [];
	let end: Y.ID | null = null;
	// From the last, so that of two at one place the first comes to stand before the other.
	for (const run of runs.toReversed()) {
		const spot = run.anchor && whereabouts.behind(run.anchor);
		if (!spot) {
			// What still stands in a line stays there.
			if (!stands) left.unshift(run);
			continue;
		}
		spot.text.insert(spot.at, run.words);
		if (stands) takeOut(doc, run.ids);
		end ??= Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID) - 1);
	}
	return { place: end && placeBehind(doc, end), left };
}

function takeOut(doc: Y.Doc, ids: readonly Y.ID[]): void {
	for (const id of ids) {
		const item = itemOf(doc, id);
		if (!item || item.deleted || !(item.parent instanceof Y.XmlText)) continue;
		item.parent.delete(placeOf(item) + id.clock - item.id.clock, 1);
	}
}

function placeBehind(doc: Y.Doc, id: Y.ID): Place | null {
	const item = itemOf(doc, id);
	const line = item && lineOf(item);
	return line && { line: attributeOf(line, 'id'), offset: placeOf(item) + id.clock - item.id.clock + 1 };
}

/** Into another line of the same id: two had made it, and one of the two went. */
function putBeside(doc: Y.Doc, { id, known, runs }: Sunk): Place | null {
	const twin = lineById(doc, id);
	if (twin === null) return null;
	// One by one from the end, so that each is an insertion and nothing else.
	const next = runs.reduceRight((now, run) => rebase(known, withRuns(known, [run]), now), textOf(twin));
	setLineText(twin, next);
	const last = runs.at(-1)?.words ?? '';
	return { line: id, offset: next.lastIndexOf(last) + last.length };
}

/** The line of that id, in whatever item. */
function lineById(doc: Y.Doc, id: string): Y.XmlElement | null {
	for (const { item } of agenda(doc))
		for (const line of bodyOf(item)?.toArray() ?? [])
			if (line instanceof Y.XmlElement && line.getAttribute('id') === id) return line;
	return null;
}

/** Where it stood, with all its words. */
function putBack({ id, kind, body, known, runs, behind }: Sunk): Place {
	const lines = body.toArray();
	const after = lines.findIndex((line) => line instanceof Y.XmlElement && line.getAttribute('id') === behind);
	const its = LINE_KINDS.find((one) => one === kind) ?? 'point';
	const text = withRuns(known, runs);
	body.insert(after + 1, [lineElement(emptyLine(its, id, text))]);
	const offset = runs.reduce((sum, { words }) => sum + words.length, runs.at(-1)?.offset ?? 0);
	return { line: id, offset };
}

function withRuns(known: string, runs: readonly Pick<Run, 'offset' | 'words'>[]): string {
	let text = '';
	let at = 0;
	for (const { offset, words } of runs) {
		text += known.slice(at, offset) + words;
		at = offset;
	}
	return text + known.slice(at);
}

/**
 * Words typed into a line that somebody else takes away at the same moment. To join, to move or to delete a line is, in a
 * Yjs text, to delete it and to write its words elsewhere: words that had not arrived there by then go down with it. Whoever
 * typed them sees that.
 *
 * - [F1] They go where the others went, to their place, once.
 * - [F2] A line that was only deleted stands there again, whole, when words were typed in it that had not been seen.
 * - [F3] After a cut line the same holds, though the server tells no more who had seen what: what others wrote elsewhere
 *   shows it, and what was not saved by then nobody can be known to have seen.
 * - [F5] What was typed at the end of a line while somebody broke it goes on in the new line.
 * - [F4] Words that come back from the device into a line that is long gone are shown to their author.
 */
import * as Y from 'yjs';
import { emptyLine } from '#core/draft.ts';
import { LINE_KINDS } from '#core/minutes.ts';
import { agenda } from './agenda.ts';
import { bodyOf } from './fields.ts';
import { lineElement, rebase, setLineText, textOf } from './line.ts';

/** Words of this device, and how many characters of what went elsewhere stood before them. */
interface Run {
	readonly offset: number;
	readonly words: string;
}

interface Sunk {
	readonly id: string;
	readonly kind: string;
	readonly body: Y.XmlFragment;
	/** What whoever took the line away knew of it. */
	readonly known: string;
	readonly runs: readonly Run[];
	/** Where they wrote it again; null: nowhere. */
	readonly heir: { readonly text: Y.XmlText; readonly at: number } | null;
	/** The line that stood before it. */
	readonly behind: string | null;
	/** It stands, and its end went elsewhere: these words are to follow. */
	readonly torn?: Y.XmlElement;
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
	readonly #sunk: Sunk[] = [];
	/** Of lines that were put back: others may have put them back as well. */
	readonly #bases = new Map<string, string>();
	#incoming: { readonly update: Uint8Array; readonly unseen: number } | null = null;

	/** @param done is told of each line of words that was put somewhere */
	constructor(doc: Y.Doc, done: (rescued: Rescued) => void = () => undefined) {
		this.#doc = doc;
		this.#done = done;
		doc.on('afterTransaction', this.#look);
	}

	/**
	 * Somebody else's update is applied.
	 * @param update V1
	 * @param unseen own clock from which on nobody can be known to have seen anything: after a line was cut
	 */
	during(update: Uint8Array, apply: () => void, unseen = Infinity): void {
		this.#incoming = { update, unseen };
		try {
			apply();
		} finally {
			this.#incoming = null;
		}
	}

	/** What stood in a line that was put back, before the words of this device. */
	baseOf(line: string): string | undefined {
		return this.#bases.get(line);
	}

	destroy(): void {
		this.#doc.off('afterTransaction', this.#look);
	}

	/** While what was deleted still has its words: Yjs forgets them at the end of the transaction. */
	readonly #look = (transaction: Y.Transaction): void => {
		const incoming = this.#incoming;
		if (transaction.local || incoming === null) return;
		if (transaction.deleteSet.clients.size === 0) return;
		const { ds } = Y.decodeUpdate(incoming.update);
		const sunk = sunkLines(transaction, (id) => Y.isDeleted(ds, id), incoming.unseen);
		sunk.push(...tornLines(transaction));
		if (sunk.length === 0) return;
		this.#sunk.push(...sunk);
		this.#doc.once('afterAllTransactions', this.#put);
	};

	/** Told once, it can be called again, when somebody else's answer to the same event is a transaction. */
	readonly #put = (): void => {
		const sunk = this.#sunk.splice(0);
		if (sunk.length === 0) return;
		const rescued: Rescued[] = [];
		this.#doc.transact(() => {
			for (const line of sunk) {
				if (line.torn) setLineText(line.torn, textOf(line.torn).slice(0, -lengthOf(line.runs)));
				const there = line.heir ? putInto(line, line.heir) : putBeside(this.#doc, line);
				if (!there) this.#bases.set(line.id, line.known);
				rescued.push({ from: line.id, ...(there ?? putBack(line)) });
			}
		}, 'rescue');
		for (const one of rescued) this.#done(one);
	};
}

/** Whether whoever took a line away had seen this character of it. All else went with what it stood in. */
type Known = (id: Y.ID) => boolean;

function sunkLines(transaction: Y.Transaction, isKnown: Known, unseen: number): Sunk[] {
	const { doc, deleteSet } = transaction;
	const lines = new Set<Y.XmlElement>();
	Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
		if (struct.id.client !== doc.clientID || !(struct instanceof Y.Item)) return;
		if (!(struct.content instanceof Y.ContentString) || !(struct.parent instanceof Y.XmlText)) return;
		const line = struct.parent.parent;
		if (line instanceof Y.XmlElement && line._item?.deleted) lines.add(line);
	});
	return [...lines].flatMap((line) => sunkLine(transaction, isKnown, unseen, line) ?? []);
}

interface Sign {
	readonly id: Y.ID;
	readonly sign: string;
	readonly isThere: boolean;
}

/**
 * [F5] Somebody broke a line where this device was typing: its end became a line of its own, and what had not arrived by then
 * stands behind the break, where nothing else is any more.
 */
function tornLines(transaction: Y.Transaction): Sunk[] {
	const { doc, deleteSet, beforeState, changed } = transaction;
	const isCut = ({ id }: Sign) => Y.isDeleted(deleteSet, id);
	const torn: Sunk[] = [];
	for (const type of changed.keys()) {
		const line = type instanceof Y.XmlText ? type.parent : null;
		if (!(line instanceof Y.XmlElement) || line._item?.deleted) continue;
		const body = line.parent;
		if (!(body instanceof Y.XmlFragment)) continue;
		const signs = [...signsIn(line)].filter((sign) => sign.isThere || isCut(sign));
		const cut = signs.findIndex(isCut);
		const behind = cut < 0 ? [] : signs.slice(cut);
		const left = behind.filter(({ isThere }) => isThere);
		if (left.length === 0 || left.some(({ id }) => id.client !== doc.clientID)) continue;
		const { known, runs } = divide(behind, ({ isThere }) => (isThere ? 'run' : 'known'));
		const end = stringsOf(transaction).find(
			({ content, parent }) => (content as Y.ContentString).str === known && isNewLine(parent, beforeState)
		);
		if (end?.parent instanceof Y.XmlText)
			torn.push({ ...about(line, body), known, runs, heir: { text: end.parent, at: 0 }, torn: line });
	}
	return torn;
}

function isNewLine(text: unknown, before: ReadonlyMap<number, number>): boolean {
	const made = text instanceof Y.XmlText && text.parent instanceof Y.XmlElement ? text.parent._item : null;
	return made !== null && made.id.clock >= (before.get(made.id.client) ?? 0);
}

function sunkLine(
	transaction: Y.Transaction,
	isKnown: Known,
	unseen: number,
	line: Y.XmlElement
): Sunk | null {
	const body = line.parent;
	if (!(body instanceof Y.XmlFragment) || body._item?.deleted) return null;
	const { clientID } = transaction.doc;
	const signs = [...signsIn(line)].filter(({ id }) => Y.isDeleted(transaction.deleteSet, id));
	const isMine = (id: Y.ID) => id.client === clientID;
	/** As far as they had seen what was typed here, up to a clock, and nothing of some of the others. */
	const seenUpTo = (clock: number, unseenOthers: readonly number[] = []) =>
		divide(signs, ({ id }) =>
			isMine(id)
				? isKnown(id) && id.clock < clock
					? 'known'
					: 'run'
				: isKnown(id) && !unseenOthers.includes(id.client)
					? 'known'
					: 'no'
		);
	const written = stringsOf(transaction);
	const { id } = about(line, body);
	const twin = lineById(transaction.doc, id);
	const now = twin && textOf(twin);
	// If not all that they deleted is among what they wrote elsewhere, they had seen less.
	const clocks = signs.filter(({ id }) => isMine(id) && isKnown(id)).map(({ id }) => id.clock);
	clocks.sort((a, b) => b - a);
	for (const unseenOthers of subsets(othersIn(signs, clientID)))
		for (const clock of [Infinity, ...clocks]) {
			const { known, runs } = seenUpTo(clock, unseenOthers);
			const heir = heirOf(written, known);
			const isInTwin = now !== null && isWithin(known, now);
			// Few words in common with many are none.
			const isTelling = clock === Infinity || lengthOf(runs) <= known.length;
			if (!isInTwin && !(heir && isTelling)) continue;
			return runs.length === 0 ? null : { ...about(line, body), known, runs, heir: isInTwin ? null : heir };
		}
	const { known, runs } = seenUpTo(unseen);
	return runs.length === 0 ? null : { ...about(line, body), known, runs, heir: null };
}

/** Who else had written in a line; of a crowd nobody is told apart. */
function othersIn(signs: readonly Sign[], me: number): number[] {
	const clients = [...new Set(signs.map(({ id }) => id.client))].filter((client) => client !== me);
	return clients.length > 4 ? [] : clients;
}

/** All choices out of a few, the smaller ones first. */
function subsets(all: readonly number[]): number[][] {
	const chosen = Array.from({ length: 2 ** all.length }, (_, mask) =>
		all.filter((_one, at) => (mask & (2 ** at)) !== 0)
	);
	return chosen.sort((a, b) => a.length - b.length);
}

function divide(
	signs: readonly Sign[],
	which: (sign: Sign) => 'known' | 'run' | 'no'
): Pick<Sunk, 'known' | 'runs'> {
	let known = '';
	const runs: { offset: number; words: string }[] = [];
	for (const one of signs) {
		const kind = which(one);
		if (kind === 'known') known += one.sign;
		if (kind !== 'run') continue;
		const last = runs.at(-1);
		if (last?.offset === known.length) last.words += one.sign;
		else runs.push({ offset: known.length, words: one.sign });
	}
	return { known, runs };
}

/** The characters of a line, deleted or not, in order. */
function* signsIn(line: Y.XmlElement): Generator<Sign> {
	for (let child = line._start; child; child = child.right) {
		const text = child.content instanceof Y.ContentType ? child.content.type : null;
		if (!(text instanceof Y.XmlText)) continue;
		for (let item = text._start; item; item = item.right) {
			if (!(item.content instanceof Y.ContentString)) continue;
			const { client, clock } = item.id;
			for (const [at, sign] of item.content.str.split('').entries())
				yield { id: Y.createID(client, clock + at), sign, isThere: !item.deleted };
		}
	}
}

/** As it was: a deleted element says nothing of its attributes any more. */
function about(line: Y.XmlElement, body: Y.XmlFragment): Pick<Sunk, 'id' | 'kind' | 'body' | 'behind'> {
	const read = (name: string) => String(line._map.get(name)?.content.getContent().at(-1) ?? '');
	return { id: read('id'), kind: read('kind'), body, behind: lineBefore(line) };
}

function lineBefore(line: Y.XmlElement): string | null {
	for (let item = line._item?.left ?? null; item; item = item.left) {
		const type = item.deleted || !(item.content instanceof Y.ContentType) ? null : item.content.type;
		if (type instanceof Y.XmlElement) return String(type.getAttribute('id') ?? '');
	}
	return null;
}

/** What others wrote in a transaction. */
function stringsOf({ doc, beforeState }: Y.Transaction): Y.Item[] {
	const written: Y.Item[] = [];
	for (const [client, structs] of doc.store.clients) {
		if (client === doc.clientID) continue;
		const from = beforeState.get(client) ?? 0;
		for (let at = structs.length - 1; at >= 0; at--) {
			const struct = structs[at];
			if (!struct || struct.id.clock + struct.length <= from) break;
			if (struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentString)
				written.push(struct);
		}
	}
	return written;
}

/** Fewer characters are found anywhere: then they have to be all that was written. */
const TELLING = 4;

/** Where the same words were written in the same transaction. */
function heirOf(written: readonly Y.Item[], known: string): Sunk['heir'] {
	for (const item of written) {
		const { str } = item.content as Y.ContentString;
		const start = known.length < TELLING ? (str === known ? 0 : -1) : str.lastIndexOf(known);
		if (start >= 0 && item.parent instanceof Y.XmlText)
			return { text: item.parent, at: placeOf(item) + start };
	}
	return null;
}

/** How many characters of a text stand before an item of it. */
function placeOf(item: Y.Item): number {
	let count = 0;
	for (let left = item.left; left; left = left.left)
		if (!left.deleted && left.countable) count += left.length;
	return count;
}

/** The line of that id, in whatever item. */
function lineById(doc: Y.Doc, id: string): Y.XmlElement | null {
	for (const { item } of agenda(doc))
		for (const line of bodyOf(item)?.toArray() ?? [])
			if (line instanceof Y.XmlElement && line.getAttribute('id') === id) return line;
	return null;
}

/** Whether all characters of one stand in the other, in their order. */
function isWithin(part: string, whole: string): boolean {
	let at = 0;
	for (const sign of part.split('')) {
		at = whole.indexOf(sign, at) + 1;
		if (at === 0) return false;
	}
	return true;
}

type Place = Pick<Rescued, 'line' | 'offset'>;

function putInto({ runs }: Sunk, { text, at }: NonNullable<Sunk['heir']>): Place | null {
	const line = text.parent;
	if (!(line instanceof Y.XmlElement)) return null;
	let put = 0;
	let end = at;
	for (const { offset, words } of runs) {
		const place = Math.min(at + offset + put, text.length);
		text.insert(place, words);
		put += words.length;
		end = place + words.length;
	}
	return { line: String(line.getAttribute('id') ?? ''), offset: end };
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

/** Where it stood, with all its words. */
function putBack({ id, kind, body, known, runs, behind }: Sunk): Place {
	const lines = body.toArray();
	const after = lines.findIndex((line) => line instanceof Y.XmlElement && line.getAttribute('id') === behind);
	const its = LINE_KINDS.find((one) => one === kind) ?? 'point';
	const text = withRuns(known, runs);
	body.insert(after + 1, [lineElement(emptyLine(its, id, text))]);
	const { offset = 0 } = runs.at(-1) ?? {};
	return { line: id, offset: offset + lengthOf(runs) };
}

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, { words }) => sum + words.length, 0);

function withRuns(known: string, runs: readonly Run[]): string {
	let text = '';
	let at = 0;
	for (const { offset, words } of runs) {
		text += known.slice(at, offset) + words;
		at = offset;
	}
	return text + known.slice(at);
}

/**
 * [F4] Of updates that were just applied: words that went down as they arrived.
 * @param before what the document had of each client before them
 */
export function homeless(
	doc: Y.Doc,
	updates: readonly Uint8Array[],
	before: ReadonlyMap<number, number>
): string[] {
	const runs: string[] = [];
	let end: Y.ID | null = null;
	for (const { structs, ds } of updates.map((update) => Y.decodeUpdate(update)))
		for (const struct of structs) {
			if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
			const { client } = struct.id;
			for (const [at, sign] of struct.content.str.split('').entries()) {
				const id = Y.createID(client, struct.id.clock + at);
				if (id.clock < (before.get(client) ?? 0) || Y.isDeleted(ds, id) || isThere(doc, id)) continue;
				const goesOn = end?.client === client && end.clock === id.clock;
				if (goesOn) runs.push(`${runs.pop() ?? ''}${sign}`);
				else runs.push(sign);
				end = Y.createID(client, id.clock + 1);
			}
		}
	return runs.filter((words) => words.trim() !== '');
}

function isThere(doc: Y.Doc, id: Y.ID): boolean {
	if (Y.getState(doc.store, id.client) <= id.clock) return true;
	const struct: Y.Item | Y.GC = Y.getItem(doc.store, id);
	return struct instanceof Y.Item && !struct.deleted;
}

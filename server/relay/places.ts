/**
 * [R50] Where the pieces of an update stand. Yjs believes what a piece says of its neighbours; one that stands between two
 * that are in different lists, or far apart, makes it throw, or copies of the document differ, or the loop stand still.
 * Nobody's editor says such things: a piece is made between two that stand side by side.
 */
import * as Y from 'yjs';
import { movesOf } from './moves.ts';
import type { At, DeletedRange, Piece, UpdateContent } from './scan.ts';
import { covers, type DeleteRanges } from './update.ts';

type Holder = Y.AbstractType<Y.YEvent<never>> | Y.AbstractType<unknown>;

/** What a piece stands in: a type of the document, or one that comes with this turn, and the key, in a map. */
interface Place {
	/** A type; of one that is not applied yet, the name or the id. */
	readonly holder: Holder | string;
	readonly key: string | null;
}

/** It was collected: there is nothing to be said of it, and Yjs collects what stands beside it. */
type Found = Place | 'collected' | null;

interface Recent {
	readonly piece: Piece;
	readonly place: Found;
}

/**
 * How many pieces may stand between the two neighbours of those of one update, all together: what others have put there
 * before it came. Yjs walks past each.
 */
const MAX_BETWEEN = 100_000;
/** At worst a second or so. To replace a word in five thousand places of a long text takes a ten-thousandth of it. */
const MAX_MOVES = 500_000_000;
const WAITING = 'pieces that wait for each other';
/** Content of Yjs by number: what stands in an XML fragment is a type, or deleted. */
const COLLECTED = 0;
const DELETED = 1;
const TYPE = 7;
const XML_TYPES: ReadonlySet<number> = new Set([3, 6]);

export class Places {
	readonly #doc: () => Y.Doc;
	/** Let through, not yet applied. By client, in order. */
	readonly #recent = new Map<number, Recent[]>();

	constructor(doc: () => Y.Doc) {
		this.#doc = doc;
	}

	/** The document has taken in some of what was let through. */
	applied(): void {
		const { store } = this.#doc();
		for (const [client, list] of this.#recent) {
			const known = Y.getState(store, client);
			const left = list.filter(({ piece }) => piece.clock + piece.length > known);
			if (left.length === 0) this.#recent.delete(client);
			else
				this.#recent.set(
					client,
					left.map(({ piece, place }) => ({ piece, place: this.#asApplied(place) }))
				);
		}
	}

	/** What it stands in may have been taken in before it was. */
	#asApplied(place: Found): Found {
		if (place === null || place === 'collected' || typeof place.holder !== 'string') return place;
		const { holder: name, key } = place;
		const holder = name.startsWith('#') ? this.#holder(named(name)) : this.#root(name.slice(1));
		return holder === null || holder === 'collected' ? holder : { holder, key };
	}

	#root(name: string): Holder | string {
		return (this.#doc().share.get(name) as Holder | undefined) ?? `.${name}`;
	}

	/** What was let through and is not in the document will never be. */
	dropped(): void {
		this.#recent.clear();
	}

	/** @returns why an update cannot be what somebody did, or null; then its pieces are among those let through */
	refuse(content: Pick<UpdateContent, 'pieces' | 'deletes'>): string | null {
		if (movesOf(this.#doc(), content) > MAX_MOVES) return 'more cuts than anybody makes';
		const { pieces, deletes } = content;
		const [first] = pieces;
		if (first === undefined) return null;
		// A keystroke.
		if (pieces.length === 1) return this.#takeOne(first, deletes);
		const rows = new Map<number, Piece[]>();
		for (const piece of pieces)
			if (piece.clock + piece.length > this.#known(piece.client)) {
				const row = rows.get(piece.client);
				if (row) row.push(piece);
				else rows.set(piece.client, [piece]);
			}
		const taken: number[] = [];
		const why = this.#take(rows, deletes, taken);
		if (why !== null) for (const client of taken) this.#recent.get(client)?.pop();
		return why;
	}

	#takeOne(piece: Piece, deletes: DeleteRanges): string | null {
		if (piece.clock + piece.length <= this.#known(piece.client)) return null;
		if (!this.#isReady(piece)) return WAITING;
		const between = this.#admit(piece, deletes, MAX_BETWEEN);
		return typeof between === 'string' ? between : null;
	}

	/** Each client's in order, and each after what it refers to, as Yjs will take them in. */
	#take(rows: ReadonlyMap<number, readonly Piece[]>, deletes: DeleteRanges, taken: number[]): string | null {
		const next = new Map<number, number>();
		let between = 0;
		for (let moved = true; moved;) {
			moved = false;
			for (const [client, row] of rows) {
				let at = next.get(client) ?? 0;
				for (let piece = row[at]; piece && this.#isReady(piece); piece = row[++at]) {
					const more = this.#admit(piece, deletes, MAX_BETWEEN - between);
					if (typeof more === 'string') return more;
					between += more;
					taken.push(client);
					moved = true;
				}
				next.set(client, at);
			}
		}
		for (const [client, row] of rows) if ((next.get(client) ?? 0) < row.length) return WAITING;
		return null;
	}

	/** @returns how many stand between its neighbours, at most `limit`; or why it cannot stand there */
	#admit(piece: Piece, deletes: DeleteRanges, limit: number): number | string {
		const place = this.#placeOf(piece);
		if (place === null) return 'a piece between two that are in different places';
		let between = 0;
		if (place !== 'collected') {
			if (this.#goesOnElsewhere(piece, place)) return 'a piece that goes on with another';
			if (!fits(piece, place, this.#xml(place), deletes.get(piece.client) ?? []))
				return 'content that cannot stand there';
			between = this.#between(piece, place, limit);
			if (between > limit) return 'a piece between two that are far apart';
		}
		this.#note({ piece, place });
		return between;
	}

	/** Of a piece that is known in part, Yjs takes what it goes on with for its left neighbour: it must be the same piece. */
	#goesOnElsewhere({ client, clock }: Piece, place: Place): boolean {
		const known = this.#known(client);
		if (clock >= known) return false;
		const before = this.#where({ client, clock: known - 1 });
		return before === null || before === 'collected' || !isSame(before, place);
	}

	#note(recent: Recent): void {
		const list = this.#recent.get(recent.piece.client);
		if (list) list.push(recent);
		else this.#recent.set(recent.piece.client, [recent]);
	}

	#isReady({ left, right, parent }: Piece): boolean {
		return this.#isHere(left) && this.#isHere(right) && (typeof parent === 'string' || this.#isHere(parent));
	}

	#isHere(at: At | null): boolean {
		return at === null || at.clock < this.#known(at.client);
	}

	/** How far a client has come, with what was let through. */
	#known(client: number): number {
		const last = this.#recent.get(client)?.at(-1)?.piece;
		return Math.max(Y.getState(this.#doc().store, client), last ? last.clock + last.length : 0);
	}

	/** null: it says two things that cannot both be. */
	#placeOf({ kind, left, right, parent, key }: Piece): Found {
		if (kind === COLLECTED) return 'collected';
		if (left !== null || right !== null) {
			const of = left === null ? null : this.#where(left);
			const beside = right === null ? null : this.#where(right);
			if (of === 'collected' || beside === 'collected') return 'collected';
			if (left !== null && of === null) return null;
			if (right !== null && beside === null) return null;
			if (of && beside && !isSame(of, beside)) return null;
			return of ?? beside;
		}
		if (typeof parent === 'string') return { holder: this.#root(parent), key };
		const holder = parent === null ? null : this.#holder(parent);
		if (holder === null || holder === 'collected') return holder;
		return { holder, key };
	}

	/** The place of the piece at a clock. */
	#where({ client, clock }: At): Found {
		const { store } = this.#doc();
		if (clock >= Y.getState(store, client)) return this.#recentAt(client, clock)?.place ?? null;
		const item: Y.Item | Y.GC = Y.getItem(store, Y.createID(client, clock));
		if (!(item instanceof Y.Item)) return 'collected';
		if (item.parent === null) return 'collected';
		return item.parent instanceof Y.AbstractType ? { holder: item.parent, key: item.parentSub } : null;
	}

	/** The type at a clock; null: there is something else. */
	#holder({ client, clock }: At): Holder | string | 'collected' | null {
		const { store } = this.#doc();
		if (clock >= Y.getState(store, client)) {
			const recent = this.#recentAt(client, clock);
			return recent?.piece.kind === TYPE ? nameOf(recent.piece) : null;
		}
		const item: Y.Item | Y.GC = Y.getItem(store, Y.createID(client, clock));
		if (!(item instanceof Y.Item) || item.content instanceof Y.ContentDeleted) return 'collected';
		return item.content instanceof Y.ContentType ? item.content.type : null;
	}

	#recentAt(client: number, clock: number): Recent | null {
		const list = this.#recent.get(client) ?? [];
		let low = 0;
		let high = list.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const recent = list[middle];
			if (!recent) return null;
			if (recent.piece.clock + recent.piece.length <= clock) low = middle + 1;
			else if (recent.piece.clock > clock) high = middle - 1;
			else return recent;
		}
		return null;
	}

	/** Whether a list of XML is meant. */
	#xml({ holder, key }: Place): boolean {
		if (key !== null) return false;
		if (typeof holder !== 'string') return holder instanceof Y.XmlFragment;
		if (!holder.startsWith('#')) return false;
		const { client, clock } = named(holder);
		const type = this.#recentAt(client, clock)?.piece.type;
		return type === 3 || type === 4;
	}

	/** How many pieces Yjs walks past to find its place, as far as they are applied. More than the limit: so many at least. */
	#between({ client, clock, left, right }: Piece, { holder, key }: Place, limit: number): number {
		const { store } = this.#doc();
		const isApplied = (at: At | null): boolean => at === null || at.clock < Y.getState(store, at.client);
		if (typeof holder === 'string' || !isApplied(left) || !isApplied(right)) return 0;
		if (left !== null && left.client === client && left.clock === clock - 1 && right === null) return 0;
		// `getItem` finds the item a clock is in; Yjs would split it there, so what is left of it is the beginning.
		const end = right === null ? null : (Y.getItem(store, Y.createID(right.client, right.clock)) as Y.Item);
		let next: Y.Item | null;
		if (left !== null) {
			const begin = Y.getItem(store, Y.createID(left.client, left.clock)) as Y.Item;
			if (begin === end) return 0;
			next = begin.right;
		} else if (key === null) next = holder._start;
		else {
			next = holder._map.get(key) ?? null;
			for (let steps = 0; next !== null && next.left !== null && steps <= limit; steps++) next = next.left;
		}
		let count = 0;
		while (next !== null && next !== end && count <= limit) {
			count++;
			next = next.right;
		}
		return count;
	}
}

const isSame = (one: Place, other: Place): boolean => one.holder === other.holder && one.key === other.key;

/** Of a type that is not applied yet. A root's is a dot and what it is called. */
const nameOf = ({ client, clock }: At): string => `#${client}:${clock}`;
function named(name: string): At {
	const [client = 0, clock = 0] = name.slice(1).split(':').map(Number);
	return { client, clock };
}

/** @param deletes those of the piece's client, in the same update */
function fits(
	{ kind, type, clock, length, right }: Piece,
	{ key }: Place,
	isXml: boolean,
	deletes: readonly DeletedRange[]
): boolean {
	// A new value of a key comes last.
	if (key !== null && right !== null) return false;
	if (kind === DELETED) return true;
	// A value has one clock: Yjs would show the half of it that is left when somebody refers to its middle. Only old
	// values that undo keeps are joined.
	if (key !== null && length > 1) return covers(deletes, clock, clock + length);
	return !isXml || (kind === TYPE && XML_TYPES.has(type));
}

/**
 * [R50] Where the pieces of an update stand. Yjs believes what a piece says of its neighbours; one that stands between two
 * that are in different lists, or far apart, makes it throw, or copies of the document differ, or the loop stand still.
 * Nobody's editor says such things: a piece is made between two that stand side by side.
 *
 * [R82] And what it brings there: where a piece stands says what may stand there, by the table of the document (core/wire/content-rules.ts). That is
 * known of a type once and for all, and of the pieces that go on with another: a keystroke is not looked up at all.
 */
import * as Y from 'yjs';
import {
	formOfTop,
	misfit,
	MOST_DEPTH,
	ruleIn,
	formIn,
	type Form,
	type Shape
} from '#core/wire/content-rules.ts';
import { cascadeIn, cascadeOf } from './cascade.ts';
import { contentAt, Kind, typeOf } from './content.ts';
import { movesOf } from './splice-cost.ts';
import type { At, DeletedRange, Piece, UpdateContent } from './scan.ts';
import { covers, type DeleteRanges } from './update.ts';

type Holder = Y.AbstractType<Y.YEvent<never>> | Y.AbstractType<unknown>;

/** What a piece stands in: a type of the document, or one that comes with this turn, and the key, in a map. */
interface Place {
	/** A type; of one that is not applied yet, the name or the id. */
	readonly holder: Holder | string;
	readonly key: string | null;
	/** [R82] What the holder is by the table; null: it is in no row of it. */
	readonly form: Form | null;
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

export class Positions {
	readonly #doc: () => Y.Doc;
	/** Let through, not yet applied. By client, in order. */
	readonly #recent = new Map<number, Recent[]>();
	readonly #shape: Shape;
	/** [R82] Of types of the document. */
	readonly #forms = new WeakMap<Holder, { readonly form: Form | null }>();

	/** @param shape what the document can hold */
	constructor(doc: () => Y.Doc, shape: Shape) {
		this.#doc = doc;
		this.#shape = shape;
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
		const { holder: name, key, form } = place;
		const holder = name.startsWith('#') ? this.#holder(named(name)) : this.#root(name.slice(1));
		return holder === null || holder === 'collected' ? holder : { holder, key, form };
	}

	#root(name: string): Holder | string {
		return (this.#doc().share.get(name) as Holder | undefined) ?? `.${name}`;
	}

	/** What was let through and is not in the document will never be. */
	dropped(): void {
		this.#recent.clear();
	}

	/** @returns why an update cannot be what somebody did, or null; then its pieces are among those let through */
	refuse(content: Pick<UpdateContent, 'update' | 'pieces' | 'deletes'>): string | null {
		if (movesOf(this.#doc(), content) > MAX_MOVES) return 'more cuts than anybody makes';
		const { pieces, deletes, update } = content;
		const tooMuch = deletes.size === 0 ? null : cascadeOf(this.#doc(), deletes);
		if (tooMuch !== null) return tooMuch;
		const [first] = pieces;
		if (first === undefined) return null;
		// A keystroke.
		if (pieces.length === 1) return this.#takeOne(first, deletes, update);
		const rows = new Map<number, Piece[]>();
		for (const piece of pieces)
			if (piece.clock + piece.length > this.#known(piece.client)) {
				const row = rows.get(piece.client);
				if (row) row.push(piece);
				else rows.set(piece.client, [piece]);
			}
		const taken: number[] = [];
		const why = this.#take(rows, { deletes, update }, taken);
		if (why !== null) for (const client of taken) this.#recent.get(client)?.pop();
		return why;
	}

	#takeOne(piece: Piece, deletes: DeleteRanges, update: Uint8Array): string | null {
		if (piece.clock + piece.length <= this.#known(piece.client)) return null;
		if (!this.#isReady(piece)) return WAITING;
		const between = this.#admit(piece, deletes, update, MAX_BETWEEN);
		return typeof between === 'string' ? between : null;
	}

	/** Each client's in order, and each after what it refers to, as Yjs will take them in. */
	#take(
		rows: ReadonlyMap<number, readonly Piece[]>,
		{ deletes, update }: Pick<UpdateContent, 'deletes' | 'update'>,
		taken: number[]
	): string | null {
		const next = new Map<number, number>();
		let between = 0;
		for (let moved = true; moved;) {
			moved = false;
			for (const [client, row] of rows) {
				let at = next.get(client) ?? 0;
				for (let piece = row[at]; piece && this.#isReady(piece); piece = row[++at]) {
					const more = this.#admit(piece, deletes, update, MAX_BETWEEN - between);
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
	#admit(piece: Piece, deletes: DeleteRanges, update: Uint8Array, limit: number): number | string {
		const place = this.#placeOf(piece);
		if (place === null) return 'a piece between two that are in different places';
		let between = 0;
		if (place === 'collected') {
			const why = this.#straying(piece, update);
			if (why !== null) return why;
		} else {
			if (this.#goesOnElsewhere(piece, place)) return 'a piece that goes on with another';
			if (!fits(piece, place, deletes.get(piece.client) ?? [])) return 'content that cannot stand there';
			const why = this.#misfit(piece, place, update);
			if (why !== null) return why;
			between = this.#between(piece, place, limit);
			if (between > limit) return 'a piece between two that are far apart';
		}
		this.#note({ piece, place });
		return between;
	}

	/** [R82] @returns why the document cannot hold that there */
	#misfit(piece: Piece, { holder, key, form }: Place, update: Uint8Array): string | null {
		if (form === null) return 'the document has no such place';
		const { kind } = piece;
		// Nearly all there is.
		if (kind === Kind.String && key === null && form.words === true) return null;
		if (kind === Kind.Deleted)
			return key === null || ruleIn(form, key) !== null ? null : `${form.what} has nothing of that name`;
		const why = misfit(form, key, contentAt(update, piece));
		return why ?? (key === null || typeof holder === 'string' ? null : cascadeIn(holder._map.get(key)));
	}

	/** [R82] What stands beside something that was collected is collected, too; but not by those who forget nothing. */
	#straying(piece: Piece, update: Uint8Array): string | null {
		const { kind } = piece;
		if (kind === Kind.Gc || kind === Kind.Deleted || kind === Kind.String) return null;
		const content = contentAt(update, piece);
		const isOurs = content.kind === 'values' || (content.kind === 'type' && content.type >= 0);
		return isOurs ? null : 'content that can stand nowhere';
	}

	/** [R82] What a type is by the table, told by where it stands: once, since it stands there for good. */
	#formOf(type: Holder): Form | null {
		const above: Holder[] = [];
		let form: Form | null = null;
		for (let at: Holder = type; ;) {
			const known = this.#forms.get(at);
			if (known) {
				({ form } = known);
				break;
			}
			above.push(at);
			const parent: unknown = at._item?.parent;
			if (!(parent instanceof Y.AbstractType) || above.length > MOST_DEPTH) break;
			at = parent as Holder;
		}
		for (let at = above.pop(); at !== undefined; at = above.pop()) {
			form = at._item === null ? this.#formOfTop(at) : this.#formBelow(form, at, at._item.parentSub);
			this.#forms.set(at, { form });
		}
		return form;
	}

	#formOfTop(type: Holder): Form | null {
		for (const [name, top] of this.#doc().share) if (top === type) return formOfTop(this.#shape, name);
		return null;
	}

	#formBelow(above: Form | null, type: Holder, key: string | null): Form | null {
		const form = above && formIn(above, key);
		if (form === null) return null;
		const { type: number, node } = typeOf(type);
		return form.type === number && (form.node ?? null) === node ? form : null;
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
		if (kind === Kind.Gc) return 'collected';
		if (left !== null || right !== null) {
			const of = left === null ? null : this.#where(left);
			const beside = right === null ? null : this.#where(right);
			if (of === 'collected' || beside === 'collected') return 'collected';
			if (left !== null && of === null) return null;
			if (right !== null && beside === null) return null;
			if (of && beside && !isSame(of, beside)) return null;
			return of ?? beside;
		}
		if (typeof parent === 'string')
			return { holder: this.#root(parent), key, form: formOfTop(this.#shape, parent) };
		const holder = parent === null ? null : this.#holder(parent);
		if (holder === null || holder === 'collected') return holder;
		return {
			holder,
			key,
			form: typeof holder === 'string' ? this.#formOfRecent(holder) : this.#formOf(holder)
		};
	}

	/** Of a type that was let through a moment ago, and so fits where it stands. */
	#formOfRecent(name: string): Form | null {
		const { client, clock } = named(name);
		const place = this.#recentAt(client, clock)?.place ?? null;
		return place === null || place === 'collected' || place.form === null
			? null
			: formIn(place.form, place.key);
	}

	/** The place of the piece at a clock. */
	#where({ client, clock }: At): Found {
		const { store } = this.#doc();
		if (clock >= Y.getState(store, client)) return this.#recentAt(client, clock)?.place ?? null;
		const item: Y.Item | Y.GC = Y.getItem(store, Y.createID(client, clock));
		if (!(item instanceof Y.Item)) return 'collected';
		if (item.parent === null) return 'collected';
		const { parent } = item;
		if (!(parent instanceof Y.AbstractType)) return null;
		const known = this.#forms.get(parent);
		return { holder: parent, key: item.parentSub, form: known ? known.form : this.#formOf(parent) };
	}

	/** The type at a clock; null: there is something else. */
	#holder({ client, clock }: At): Holder | string | 'collected' | null {
		const { store } = this.#doc();
		if (clock >= Y.getState(store, client)) {
			const recent = this.#recentAt(client, clock);
			if (recent?.place === 'collected') return 'collected';
			return recent?.piece.kind === Kind.Type ? nameOf(recent.piece) : null;
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
	{ kind, clock, length, right }: Piece,
	{ key }: Place,
	deletes: readonly DeletedRange[]
): boolean {
	// A new value of a key comes last.
	if (key !== null && right !== null) return false;
	if (kind === Kind.Deleted) return true;
	// A value has one clock: Yjs would show the half of it that is left when somebody refers to its middle. Only old
	// values that undo keeps are joined.
	return key === null || length === 1 || covers(deletes, clock, clock + length);
}

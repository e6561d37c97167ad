/**
 * Reads a Yjs update (V1) without making anything of it: no struct, no string, no array is allocated, so that what a
 * frame claims costs nothing before it is proven. Whatever it accepts, Yjs decodes to the same ranges (scan.test.ts
 * holds the two against each other); what Yjs would decode and nobody can have typed, it refuses. Long, because it follows
 * Yjs' own format field by field.
 */
import { MOST_DEPTH } from '#core/wire/content-rules.ts';

export interface StructRow {
	/** Clocks. */
	readonly from: number;
	/** One past the last. */
	readonly to: number;
	readonly count: number;
	/** Where the structs stand in the update, behind what names the client and the clock; and one past the last byte. */
	readonly begin: number;
	readonly end: number;
}

export interface DeletedRange {
	readonly clock: number;
	readonly len: number;
}

/** A clock of a client. */
export interface At {
	readonly client: number;
	readonly clock: number;
}

/** One struct: where it says that it stands. */
export interface Piece extends At {
	readonly length: number;
	/** Kind of content, by Yjs' numbers. 0: collected, it stands nowhere. */
	readonly kind: number;
	/** Of a type: which, by Yjs' numbers; else -1. */
	readonly type: number;
	readonly left: At | null;
	readonly right: At | null;
	/** Of one that has neither left nor right: the type it stands in, or the name of one of the document's. */
	readonly parent: At | string | null;
	/** Of those: the key, in a map. */
	readonly key: string | null;
	/** Where in the update its content begins: who has to know more than its kind reads it there. */
	readonly at: number;
}

export interface UpdateContent {
	/** All of it, as it came in. */
	readonly update: Uint8Array;
	/** Per Yjs client, what the update adds. Empty: it deletes only, or does nothing. */
	readonly structs: ReadonlyMap<number, StructRow>;
	/** Per Yjs client, the highest clock that structs of other clients refer to. */
	readonly needs: ReadonlyMap<number, number>;
	/** In the order of the update. */
	readonly pieces: readonly Piece[];
	/** In order and apart, so that a search can halve them. */
	readonly deletes: ReadonlyMap<number, readonly DeletedRange[]>;
	/** Sum of all deleted ranges, in clocks. */
	readonly deleted: number;
	/** It leaves something out: what its author was itself waiting for. */
	readonly skips: boolean;
}

/** What the reading may cost, and what it may claim. */
export interface Bounds {
	/** Different Yjs clients with structs. */
	readonly clients: number;
	/** Clocks that one struct may cover without having bytes for them: text that was deleted again. */
	readonly leap: number;
}

/** Most updates need nobody and delete nothing. */
const NO_NEEDS: UpdateContent['needs'] = new Map();
const NO_DELETES: UpdateContent['deletes'] = new Map();

/** Thrown inside, a word to the one who sent it outside. */
class Unsound extends Error {}

/** Clocks count what one client has typed in one document: far below this, unless somebody lies. */
const MAX_CLOCK = 2 ** 31;
/** A name under which an object of JavaScript would be given a new nature, instead of a field. */
const PROTO = Buffer.from('__proto__');
/** Yjs: GC 0, deleted 1, JSON 2, binary 3, string 4, embed 5, format 6, type 7, any 8, document 9, skip 10. */
const Info = { Gc: 0, Skip: 10, Content: 31, ParentSub: 32, RightOrigin: 64, Origin: 128 } as const;
/** The types of Yjs that carry a name: XmlElement, XmlHook. XmlText is the last. */
const NAMED_TYPES: ReadonlySet<number> = new Set([3, 5]);
const LAST_TYPE = 6;

const COLLECTED = {
	kind: Info.Gc,
	type: -1,
	left: null,
	right: null,
	parent: null,
	key: null,
	at: 0
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws Error with the reason */
export function scanUpdate(update: Uint8Array, bounds: Bounds): UpdateContent {
	return new Scanner(update, bounds).read();
}

class Scanner {
	readonly #bytes: Uint8Array;
	readonly #bounds: Bounds;
	#at = 0;
	readonly #structs = new Map<number, StructRow>();
	#needs: Map<number, number> | null = null;
	readonly #pieces: Piece[] = [];
	#typeRead = -1;
	#skips = false;

	constructor(bytes: Uint8Array, bounds: Bounds) {
		this.#bytes = bytes;
		this.#bounds = bounds;
	}

	read(): UpdateContent {
		for (let clients = this.#number(this.#bounds.clients); clients > 0; clients--) this.#rowOfClient();
		const { deletes, deleted } = this.#deletions();
		if (this.#at !== this.#bytes.length) throw new Unsound('bytes behind the update');
		return {
			update: this.#bytes,
			structs: this.#structs,
			needs: this.#needs ?? NO_NEEDS,
			pieces: this.#pieces,
			deletes,
			deleted,
			skips: this.#skips
		};
	}

	#rowOfClient(): void {
		// A struct takes two bytes at least.
		const structs = this.#number((this.#bytes.length - this.#at) / 2);
		const client = this.#varUint();
		const from = this.#varUint();
		if (structs === 0) throw new Unsound('a client without structs');
		if (this.#structs.has(client)) throw new Unsound('structs of a client are not in one row');
		const begin = this.#at;
		let clock = from;
		for (let left = structs; left > 0; left--) {
			const info = this.#byte();
			const length =
				info === Info.Gc || info === Info.Skip
					? this.#leap(info, client, clock)
					: this.#item(info, client, clock);
			if (length < 1 || clock + length > MAX_CLOCK) throw new Unsound('impossible length');
			clock += length;
		}
		this.#structs.set(client, { from, to: clock, count: structs, begin, end: this.#at });
	}

	/** What has no content: collected, deleted, or left out. */
	#leap(info: number, client: number, clock: number): number {
		const length = this.#number(this.#bounds.leap);
		if (info === Info.Skip) this.#skips = true;
		else this.#pieces.push({ client, clock, length, ...COLLECTED });
		return length;
	}

	#item(info: number, client: number, clock: number): number {
		const left = info & Info.Origin ? this.#reference(client, clock) : null;
		const right = info & Info.RightOrigin ? this.#reference(client, clock) : null;
		let parent: At | string | null = null;
		let key: string | null = null;
		if (left === null && right === null) {
			parent = this.#varUint() === 1 ? this.#text() : this.#reference(client, clock);
			if (info & Info.ParentSub) key = this.#text();
		}
		const kind = info & Info.Content;
		this.#typeRead = -1;
		const at = this.#at;
		const length = this.#content(kind);
		this.#pieces.push({ client, clock, length, kind, type: this.#typeRead, left, right, parent, key, at });
		return length;
	}

	/** Yjs waits for what it misses of other clients, but takes what it misses of the same one for a bug of its own. */
	#reference(client: number, clock: number): At {
		const of = this.#varUint();
		const at = this.#varUint();
		if (of === client) {
			if (at >= clock) throw new Unsound('a struct that refers to its own future');
		} else if (at > (this.#needs?.get(of) ?? -1)) (this.#needs ??= new Map()).set(of, at);
		return { client: of, clock: at };
	}

	/** @returns how many clocks it takes */
	#content(kind: number): number {
		switch (kind) {
			case 1:
				return this.#number(this.#bounds.leap);
			case 2:
				return this.#times(() => this.#json(true));
			case 3:
				this.#skip(this.#varUint());
				return 1;
			case 4:
				return this.#string();
			case 5:
				this.#json(false);
				return 1;
			case 6:
				this.#string();
				this.#json(false);
				return 1;
			case 7:
				this.#type();
				return 1;
			case 8:
				return this.#times(() => this.#any(0));
			case 9:
				throw new Unsound('a document within the document');
			default:
				throw new Unsound('unknown content');
		}
	}

	#type(): void {
		const type = this.#varUint();
		if (type > LAST_TYPE) throw new Unsound('unknown type');
		if (NAMED_TYPES.has(type)) this.#string();
		this.#typeRead = type;
	}

	#times(one: () => void): number {
		const count = this.#number(this.#bytes.length - this.#at);
		for (let left = count; left > 0; left--) one();
		return count;
	}

	#json(mayBeUndefined: boolean): void {
		const text = this.#text();
		if (mayBeUndefined && text === 'undefined') return;
		if (depthOf(text) > MOST_DEPTH) throw new Unsound('nested too deep');
		try {
			JSON.parse(text);
		} catch {
			throw new Unsound('not JSON');
		}
	}

	/** lib0's tags for values. */
	#any(depth: number): void {
		if (depth > MOST_DEPTH) throw new Unsound('nested too deep');
		const tag = this.#byte();
		switch (tag) {
			case 127:
			case 126:
			case 121:
			case 120:
				return;
			case 125:
				return this.#varInt();
			case 124:
				return this.#skip(4);
			case 123:
				return this.#skip(8);
			case 119:
				return void this.#string();
			case 118:
				for (let left = this.#number((this.#bytes.length - this.#at) / 2); left > 0; left--) {
					this.#field();
					this.#any(depth + 1);
				}
				return;
			case 117:
				for (let left = this.#number(this.#bytes.length - this.#at); left > 0; left--) this.#any(depth + 1);
				return;
			case 116:
				return this.#skip(this.#varUint());
			default:
				// 122 is a BigInt: nothing of ours makes one, and no JSON can be made of it.
				throw new Unsound('unknown value');
		}
	}

	/** In order and apart, as Yjs writes them: applying a pile of ranges over the same text would take for ever. */
	#deletions(): Pick<UpdateContent, 'deletes' | 'deleted'> {
		const clients = this.#number((this.#bytes.length - this.#at) / 2);
		if (clients === 0) return { deletes: NO_DELETES, deleted: 0 };
		const deletes = new Map<number, readonly DeletedRange[]>();
		let deleted = 0;
		for (let left = clients; left > 0; left--) {
			const client = this.#varUint();
			if (deletes.has(client)) throw new Unsound('deletions of a client are not in one row');
			const ranges: DeletedRange[] = [];
			let end = 0;
			for (let more = this.#number((this.#bytes.length - this.#at) / 2); more > 0; more--) {
				const clock = this.#varUint();
				const len = this.#varUint();
				if (clock < end || len < 1 || clock + len > MAX_CLOCK) throw new Unsound('impossible deletion');
				end = clock + len;
				deleted += len;
				ranges.push({ clock, len });
			}
			if (ranges.length > 0) deletes.set(client, ranges);
		}
		return { deletes, deleted };
	}

	#byte(): number {
		const byte = this.#bytes[this.#at++];
		if (byte === undefined) throw new Unsound('cut short');
		return byte;
	}

	#varUint(): number {
		let sum = 0;
		let weight = 1;
		for (;;) {
			const byte = this.#byte();
			sum += (byte & 127) * weight;
			if (sum > Number.MAX_SAFE_INTEGER) throw new Unsound('impossible number');
			if (byte < 128) return sum;
			weight *= 128;
		}
	}

	#varInt(): void {
		const first = this.#byte();
		if (first < 128) return;
		let sum = first & 63;
		let weight = 64;
		for (;;) {
			const byte = this.#byte();
			sum += (byte & 127) * weight;
			if (sum > Number.MAX_SAFE_INTEGER) throw new Unsound('impossible number');
			if (byte < 128) return;
			weight *= 128;
		}
	}

	/** A count, judged against what is left before anything is done with it. */
	#number(limit: number): number {
		const count = this.#varUint();
		if (count > limit) throw new Unsound('more than there can be');
		return count;
	}

	#skip(length: number): void {
		if (length > this.#bytes.length - this.#at) throw new Unsound('cut short');
		this.#at += length;
	}

	/** @returns its length in UTF-16, which is what clocks count */
	#string(): number {
		const length = this.#varUint();
		const from = this.#at;
		this.#skip(length);
		for (let at = from; at < this.#at; at++)
			if ((this.#bytes[at] ?? 128) > 127) return this.#decode(from, this.#at).length;
		return length;
	}

	#field(): void {
		if (
			this.#string() === PROTO.length &&
			PROTO.equals(this.#bytes.subarray(this.#at - PROTO.length, this.#at))
		)
			throw new Unsound('a field that no object has');
	}

	#text(): string {
		const length = this.#varUint();
		const from = this.#at;
		this.#skip(length);
		return this.#decode(from, this.#at);
	}

	#decode(from: number, to: number): string {
		try {
			return utf8.decode(this.#bytes.subarray(from, to));
		} catch {
			throw new Unsound('not UTF-8');
		}
	}
}

/** How deep a JSON text is nested. Of what is not JSON: something. */
function depthOf(text: string): number {
	let depth = 0;
	let deepest = 0;
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text.charCodeAt(at);
		if (quoted) {
			if (sign === Sign.Backslash) at++;
			else if (sign === Sign.Quote) quoted = false;
		} else if (sign === Sign.Quote) quoted = true;
		else if (sign === Sign.Bracket || sign === Sign.Brace) deepest = Math.max(deepest, ++depth);
		else if (sign === Sign.BracketEnd || sign === Sign.BraceEnd) depth--;
	}
	return deepest;
}

const Sign = {
	Quote: 0x22,
	Backslash: 0x5c,
	Bracket: 0x5b,
	BracketEnd: 0x5d,
	Brace: 0x7b,
	BraceEnd: 0x7d
} as const;

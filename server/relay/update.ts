/**
 * A Yjs update (V1) as data: what it says it contains, judged before it reaches the log. Decoding alone does not make an
 * update safe; the rules here are those without which applying a decodable one throws, or leaves a doc that lies.
 */
import * as Y from 'yjs';
import { err, ok, type Result } from '#core/result.ts';

export interface ClockRange {
	readonly from: number;
	/** One past the last. */
	readonly to: number;
}

export interface UpdateContent {
	/** Per Yjs client, what the update adds. Empty: it deletes only, or does nothing. */
	readonly structs: ReadonlyMap<number, ClockRange>;
	readonly deletes: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>;
}

/** Clocks count what one client has typed in one document: far below this, unless somebody lies. */
const MAX_CLOCK = 2 ** 31;

/** [R9] @returns why not, for the log of the server and the `Nack` */
export function inspectUpdate(update: Uint8Array): Result<UpdateContent, string> {
	let decoded: ReturnType<typeof Y.decodeUpdate>;
	try {
		decoded = Y.decodeUpdate(update);
	} catch {
		return err('not a Yjs update');
	}
	const structs = new Map<number, ClockRange>();
	let current: number | null = null;
	for (const struct of decoded.structs) {
		const { client, clock } = struct.id;
		const end = clock + struct.length;
		if (struct.length < 1 || end > MAX_CLOCK) return err('impossible length');
		const before = structs.get(client);
		if (before && (current !== client || before.to !== clock))
			return err('structs of a client are not in one row');
		structs.set(client, { from: before?.from ?? clock, to: end });
		current = client;
		if (struct instanceof Y.Item) {
			if (struct.content instanceof Y.ContentDoc) return err('a document within the document');
			// Yjs waits for what it misses of other clients, but takes what it misses of the same one for a bug of its own.
			for (const reference of [struct.origin, struct.rightOrigin, struct.parent])
				if (reference instanceof Y.ID && reference.client === client && reference.clock >= clock)
					return err('a struct that refers to its own future');
		}
	}
	const deletes = decoded.ds.clients;
	for (const ranges of deletes.values())
		for (const { clock, len } of ranges)
			if (len < 1 || clock + len > MAX_CLOCK) return err('impossible deletion');
	return ok({ structs, deletes });
}

/** Whether applying it would change nothing. Costs a walk over the whole document: for handshakes only. */
export function isKnown(doc: Y.Doc, { structs, deletes }: UpdateContent): boolean {
	for (const [client, { to }] of structs) if (to > Y.getState(doc.store, client)) return false;
	if (deletes.size === 0) return true;
	const standing = Y.createDeleteSetFromStructStore(doc.store).clients;
	for (const [client, ranges] of deletes) {
		const known = standing.get(client) ?? [];
		for (const { clock, len } of ranges) if (!covers(known, clock, clock + len)) return false;
	}
	return true;
}

/** @param ranges merged and in order, so that whatever they cover lies within one of them */
function covers(
	ranges: readonly { readonly clock: number; readonly len: number }[],
	from: number,
	to: number
): boolean {
	let low = 0;
	let high = ranges.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const range = ranges[middle];
		if (!range) return false;
		if (range.clock + range.len <= from) low = middle + 1;
		else if (range.clock > from) high = middle - 1;
		else return to <= range.clock + range.len;
	}
	return false;
}

/**
 * A Yjs update (V1) as data: what it says it contains, judged before it reaches the log. Decoding alone does not make an
 * update safe; the rules here are those without which applying a decodable one throws, or leaves a doc that lies.
 */
import * as Y from 'yjs';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { scanUpdate, type Bounds, type DeletedRange, type UpdateContent } from './scan.ts';

export type { UpdateContent } from './scan.ts';

/** [R40] What one person does in one change has narrower bounds (limits.ts). A handshake may bring back a whole document with all its history, after a power cut took it from us. */
export const HANDSHAKE: Bounds = { clients: 20_000, leap: 2 ** 28 };

/** [R9] @returns why not, for the log of the server and the `Nack` */
export function inspectUpdate(update: Uint8Array, bounds: Bounds = HANDSHAKE): Result<UpdateContent, string> {
	try {
		return ok(scanUpdate(update, bounds));
	} catch (error) {
		return err(error instanceof Error ? error.message : 'not a Yjs update');
	}
}

export type DeleteRanges = UpdateContent['deletes'];

/** Whether applying it would change nothing. Costs a walk over the whole document: for handshakes only. */
export const isKnown = (doc: Y.Doc, content: UpdateContent): boolean =>
	isContained(
		content,
		Y.decodeStateVector(Y.encodeStateVector(doc)),
		() => Y.createDeleteSetFromStructStore(doc.store).clients
	);

/**
 * @param clocks how far each client has come in a text
 * @param standing what is deleted in it, merged and in order; asked for only when needed
 */
export function isContained(
	{ structs, deletes }: UpdateContent,
	clocks: ReadonlyMap<number, number>,
	standing: () => DeleteRanges
): boolean {
	for (const [client, { to }] of structs) if (to > (clocks.get(client) ?? 0)) return false;
	if (deletes.size === 0) return true;
	const all = standing();
	for (const [client, ranges] of deletes) {
		const known = all.get(client) ?? [];
		for (const { clock, len } of ranges) if (!covers(known, clock, clock + len)) return false;
	}
	return true;
}

/** @param ranges merged and in order, so that whatever they cover lies within one of them */
export function covers(ranges: readonly DeletedRange[], from: number, to: number): boolean {
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

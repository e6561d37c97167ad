/**
 * [R50] What an update makes Yjs move. All that a client wrote stands in one array in the order of its clocks; wherever a
 * piece is cut in two, or deleted ones become one again, everything behind moves by a place. A change cuts two pieces;
 * ten thousand cuts in front of a hundred thousand pieces hold up everybody for seconds, in every browser, too.
 */
import * as Y from 'yjs';
import type { At, UpdateContent } from './scan.ts';

/** Cuts that cannot cost anything worth counting. */
const FEW = 64;

/** @returns how often a piece is moved by one place, at most */
export function movesOf(doc: Y.Doc, { pieces, deletes }: Pick<UpdateContent, 'pieces' | 'deletes'>): number {
	let cuts = pieces.length;
	for (const ranges of deletes.values()) cuts += ranges.length;
	if (cuts <= FEW) return 0;
	let moves = 0;
	for (const [client, ranges] of deletes)
		for (const { clock, len } of ranges)
			if (!isGone(doc, client, clock, clock + len)) moves += behind(doc, client, clock);
	const cutAt = new Set<string>();
	for (const { left, right } of pieces)
		for (const at of [left && { client: left.client, clock: left.clock + 1 }, right])
			if (at !== null && isWithin(doc, at) && !cutAt.has(`${at.client}:${at.clock}`)) {
				cutAt.add(`${at.client}:${at.clock}`);
				moves += behind(doc, at.client, at.clock);
			}
	return moves;
}

/** The piece a clock is in, by its place among those of its client; null: not there (yet). */
function find(
	doc: Y.Doc,
	client: number,
	clock: number
): { readonly index: number; readonly all: number } | null {
	const structs = doc.store.clients.get(client);
	if (structs === undefined || clock >= Y.getState(doc.store, client)) return null;
	return { index: Y.findIndexSS(structs, clock), all: structs.length };
}

function behind(doc: Y.Doc, client: number, clock: number): number {
	const found = find(doc, client, clock);
	return found === null ? 0 : found.all - found.index;
}

/** Whether a cut there goes through a piece. */
function isWithin(doc: Y.Doc, { client, clock }: At): boolean {
	const found = find(doc, client, clock);
	const struct = found && doc.store.clients.get(client)?.[found.index];
	return struct instanceof Y.Item && struct.id.clock < clock;
}

/** Whether all of it is deleted already, as most of what a handshake repeats is. */
function isGone(doc: Y.Doc, client: number, from: number, to: number): boolean {
	const found = find(doc, client, from);
	if (found === null) return false;
	const structs = doc.store.clients.get(client) ?? [];
	for (let { index } = found; index < structs.length; index++) {
		const struct = structs[index];
		if (!struct || struct.id.clock >= to) break;
		if (!struct.deleted) return false;
	}
	return true;
}

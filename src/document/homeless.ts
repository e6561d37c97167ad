/**
 * [F4] Words that come back from this device into a line that went meanwhile: Yjs takes them in as deleted, without a place. They
 * go where the line went, behind or before the character they were typed at (whereabouts.ts). What has no such place any more is
 * shown to its author. So are words that the server refused as they were said (server/relay/SPEC.md [R85]).
 */
import * as Y from 'yjs';
import { itemOf } from './characters.ts';
import { Whereabouts } from './whereabouts.ts';

/** Words typed in one go. */
export interface Run {
	readonly signs: { readonly id: Y.ID; readonly sign: string }[];
	readonly left: Y.ID | null;
	readonly right: Y.ID | null;
}

/**
 * @param updates were just applied, as those of this device
 * @param before what the document had of each client before them
 * @returns the words without a place
 */
export function bringHome(
	doc: Y.Doc,
	updates: readonly Uint8Array[],
	before: ReadonlyMap<number, number>
): string[] {
	if (updates.length === 0) return [];
	return put(
		doc,
		runsIn(updates, (id) => id.clock >= (before.get(id.client) ?? 0) && !isThere(doc, id))
	);
}

function put(doc: Y.Doc, all: readonly Run[]): string[] {
	const homeless: string[] = [];
	const runs = all.filter(({ signs }) => signs.some(({ sign }) => sign.trim() !== ''));
	if (runs.length === 0) return [];
	doc.transact(() => {
		const whereabouts = new Whereabouts(doc);
		for (const { signs, left, right } of runs.toReversed()) {
			const words = signs.map(({ sign }) => sign).join('');
			const behind = left && whereabouts.of(left);
			const place = behind ?? (right && whereabouts.of(right));
			if (place) place.text.insert(behind ? behind.to : place.from, words);
			else homeless.unshift(words);
		}
	}, 'rescue');
	return homeless;
}

/**
 * [R85] Types once more what the server refused of this device: words only, as new ones, where they stood. What the document has of
 * them already it keeps.
 * @param updates were made by an earlier page, and are not in the document
 * @returns the words without a place
 */
export function typeAgain(doc: Y.Doc, updates: readonly Uint8Array[]): string[] {
	return put(
		doc,
		runsIn(updates, (id) => Y.getState(doc.store, id.client) <= id.clock)
	);
}

/** The words that updates bring, stretch by stretch, also where their place is not known. @param isMeant whether a sign is asked for */
export function runsIn(updates: readonly Uint8Array[], isMeant: (id: Y.ID) => boolean): Run[] {
	const runs: Run[] = [];
	const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
	for (const struct of structs) {
		if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
		const { id, origin, rightOrigin, content } = struct;
		let left = origin;
		for (const [at, sign] of content.str.split('').entries()) {
			const own = Y.createID(id.client, id.clock + at);
			if (isMeant(own))
				// Also what was taken out again: others of them were typed beside it.
				add(runs, { id: own, sign: Y.isDeleted(ds, own) ? '' : sign }, left, rightOrigin);
			left = own;
		}
	}
	return runs;
}

function add(runs: Run[], one: Run['signs'][number], left: Y.ID | null, right: Y.ID | null): void {
	for (const { signs } of left ? runs : []) {
		const at = signs.findIndex(({ id }) => Y.compareIDs(id, left));
		if (at < 0) continue;
		signs.splice(at + 1, 0, one);
		return;
	}
	runs.push({ signs: [one], left, right });
}

/** Also what has not arrived: it will. */
const isThere = (doc: Y.Doc, id: Y.ID): boolean =>
	Y.getState(doc.store, id.client) <= id.clock || itemOf(doc, id)?.deleted === false;

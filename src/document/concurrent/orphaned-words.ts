/**
 * [F4] Words that come back from this device into a line that went meanwhile: Yjs takes them in as deleted, without a place. They
 * go where the line went, behind or before the character they were typed at (follow-characters.ts). What has no such place any more is
 * shown to its author. So are words that the server refused as they were said (server/relay/SPEC.md [R85]).
 */
import * as Y from 'yjs';
import { itemOf } from './characters.ts';
import { FollowedCharacters } from './follow-characters.ts';

/** Words typed in one go. */
export interface Run {
	readonly signs: readonly { readonly id: Y.ID; readonly sign: string }[];
	readonly left: Y.ID | null;
	readonly right: Y.ID | null;
}

/**
 * @param updates were just applied, as those of this device
 * @param before what the document had of each client before them
 * @returns the words without a place
 */
export function placeOrphanedWords(
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
		const whereabouts = new FollowedCharacters(doc);
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

/** A sign, and the one behind it. */
interface Link {
	readonly id: Y.ID;
	readonly sign: string;
	next: Link | null;
}

/**
 * The words that updates bring, stretch by stretch, also where their place is not known: each sign behind the one it was typed
 * behind, whoever of the two comes first in the updates.
 * @param isMeant whether a sign is asked for
 */
export function runsIn(updates: readonly Uint8Array[], isMeant: (id: Y.ID) => boolean): Run[] {
	const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
	const strings = structs.filter(
		(struct): struct is Y.Item => struct instanceof Y.Item && struct.content instanceof Y.ContentString
	);
	const meant = new Set(strings.flatMap((item) => idsIn(item).filter(isMeant).map(keyOf)));
	const [ready, waiting] = [[] as Y.Item[], new Map<string, Y.Item[]>()];
	for (const item of strings) {
		const left = item.origin && keyOf(item.origin);
		if (left === null || !meant.has(left)) ready.push(item);
		else waiting.set(left, [...(waiting.get(left) ?? []), item]);
	}
	const links = new Map<string, Link>();
	const heads: (Pick<Run, 'left' | 'right'> & { readonly first: Link })[] = [];
	for (const item of ready) {
		let { origin: left } = item;
		const { str } = item.content as Y.ContentString;
		for (const [at, id] of idsIn(item).entries()) {
			const key = keyOf(id);
			if (meant.has(key)) {
				// Also what was taken out again: others of them were typed beside it.
				const link: Link = { id, sign: Y.isDeleted(ds, id) ? '' : (str[at] ?? ''), next: null };
				const before = left && links.get(keyOf(left));
				if (before) [link.next, before.next] = [before.next, link];
				else heads.push({ first: link, left, right: item.rightOrigin });
				links.set(key, link);
			}
			// Behind those that are at work: the array grows while it is gone through.
			ready.push(...(waiting.get(key) ?? []));
			left = id;
		}
	}
	return heads.map(({ first, left, right }) => ({ signs: signsFrom(first), left, right }));
}

function signsFrom(first: Link): Run['signs'] {
	const signs: { readonly id: Y.ID; readonly sign: string }[] = [];
	for (let link: Link | null = first; link !== null; link = link.next)
		signs.push({ id: link.id, sign: link.sign });
	return signs;
}

const keyOf = ({ client, clock }: Y.ID): string => `${client},${clock}`;

const idsIn = ({ id, length }: Y.Item): Y.ID[] =>
	Array.from({ length }, (_, at) => Y.createID(id.client, id.clock + at));

/** Also what has not arrived: it will. */
const isThere = (doc: Y.Doc, id: Y.ID): boolean =>
	Y.getState(doc.store, id.client) <= id.clock || itemOf(doc, id)?.deleted === false;

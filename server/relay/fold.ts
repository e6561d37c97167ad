/**
 * Folding: the log of a document becomes one update, checked before anything is built on it. Runs off the event loop, in
 * fold-worker.ts; every step leaves the file such that the process may die after it.
 */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Instant } from '#core/time.ts';
import type { FoldWriter, LogRow, Spoiled, StoredText } from '#server/store/folds.ts';
import { leaveFormatting } from './text.ts';

export type Folded =
	| { readonly kind: 'folded'; readonly position: number; readonly bytes: number; readonly spoiled: number }
	/** Nothing new is in the log, or another has folded it. */
	| { readonly kind: 'nothing' }
	/** What was made is not what the log says. Nothing was written; the log stays as it is. */
	| { readonly kind: 'unequal'; readonly why: string };

/** Rows moved in one transaction: while it runs, nobody else can append. */
const STEP = 200;

/**
 * @param keep milliseconds for which folded frames are kept for the history
 * @param pause called between transactions, so that others get their turn at the file
 */
export async function foldDocument(
	document: number,
	read: (document: number) => StoredText,
	writer: FoldWriter,
	options: { readonly now: () => Instant; readonly keep: number; readonly pause: () => Promise<void> }
): Promise<Folded> {
	const folded = writeFold(document, read(document), writer, options.now());
	while (writer.move(document, STEP) === STEP) await options.pause();
	while (writer.forget(document, options.now() - options.keep, STEP) === STEP) await options.pause();
	writer.forgetVersions(options.now() - options.keep);
	return folded;
}

function writeFold(document: number, stored: StoredText, writer: FoldWriter, now: Instant): Folded {
	const last = stored.tail.at(-1);
	if (!last) return { kind: 'nothing' };
	const position = Math.max(last.position, stored.spoiled?.at(-1)?.position ?? 0);
	const made = untidied();
	const spoiled = [...(stored.spoiled ?? []), ...take(made, stored)];
	const state = Y.encodeStateAsUpdate(made);
	const again = untidied();
	try {
		Y.applyUpdate(again, state);
	} catch (error) {
		return { kind: 'unequal', why: String(error) };
	}
	const why = difference(made, again);
	if (why !== null) return { kind: 'unequal', why };
	const vector = Y.encodeStateVector(made);
	const deletes = Y.encodeStateAsUpdate(made, vector);
	const written = writer.write(
		{ document, position, at: latest(stored.tail), state, vector, deletes, spoiled },
		now
	);
	made.destroy();
	again.destroy();
	return written
		? { kind: 'folded', position, bytes: state.length, spoiled: spoiled.length }
		: { kind: 'nothing' };
}

/** Yjs tidies formatting when it takes something in. What is not in the log shall not be in what is made of it. */
function untidied(): Y.Doc {
	const doc = new Y.Doc({ gc: true });
	leaveFormatting(doc);
	return doc;
}

/** Clocks are set back at times; a frame must not look older than it is. */
const latest = (rows: readonly LogRow[]): Instant => rows.reduce((at, row) => Math.max(at, row.at), 0);

/** Each on its own, so that one that cannot be taken in does not take others with it. */
function take(doc: Y.Doc, { fold, tail }: StoredText): Spoiled[] {
	const spoiled: Spoiled[] = [];
	if (fold) Y.applyUpdate(doc, fold.state);
	doc.transact(() => {
		for (const { position, frame } of tail)
			try {
				Y.applyUpdate(doc, frame);
			} catch (error) {
				spoiled.push({ position, why: String(error) });
			}
	});
	return spoiled;
}

/** @returns in what two docs differ, or null: vectors, deletions, what waits for something missing, and content */
function difference(one: Y.Doc, other: Y.Doc): string | null {
	for (const [what, of] of [
		['state vector', vectorOf],
		['deletions', deletionsOf],
		['waiting structs', waitingOf],
		['content', contentOf]
	] as const)
		if (of(one) !== of(other)) return `the ${what} is not the same`;
	return null;
}

const vectorOf = (doc: Y.Doc): string =>
	JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b));

const deletionsOf = (doc: Y.Doc): string =>
	JSON.stringify([...Y.createDeleteSetFromStructStore(doc.store).clients].sort(([a], [b]) => a - b));

function waitingOf(doc: Y.Doc): string {
	const { pendingStructs, pendingDs } = doc.store;
	return JSON.stringify([
		pendingStructs ? [...Y.parseUpdateMeta(pendingStructs.update).to].sort(([a], [b]) => a - b) : null,
		pendingDs !== null
	]);
}

/** SHA-256 of everything that stands in a doc and is not deleted, in the order in which it stands. */
export function contentOf(doc: Y.Doc): string {
	const hash = createHash('sha256');
	for (const name of [...doc.share.keys()].sort()) {
		const type = doc.share.get(name) as Y.AbstractType<unknown>;
		if (isEmpty(type)) continue;
		hash.update(`\nroot ${JSON.stringify(name)}`);
		addType(hash, type);
	}
	return hash.digest('hex');
}

/** A root that holds nothing any more may or may not be remembered. */
function isEmpty(type: Y.AbstractType<unknown>): boolean {
	for (const item of type._map.values()) if (!item.deleted) return false;
	for (let item = type._start; item !== null; item = item.right) if (!item.deleted) return false;
	return true;
}

function addType(hash: ReturnType<typeof createHash>, type: Y.AbstractType<unknown>): void {
	for (const key of [...type._map.keys()].sort()) {
		const item = type._map.get(key);
		if (!item || item.deleted) continue;
		hash.update(`\nkey ${JSON.stringify(key)}`);
		addItem(hash, item);
	}
	for (let item = type._start; item !== null; item = item.right) if (!item.deleted) addItem(hash, item);
	hash.update('\nend');
}

function addItem(hash: ReturnType<typeof createHash>, { content }: Y.Item): void {
	if (content instanceof Y.ContentType) {
		hash.update(`\ntype ${content.type.constructor.name} ${nodeName(content.type)}`);
		addType(hash, content.type);
	} else if (content instanceof Y.ContentString) {
		// How a text is cut into items says nothing about it.
		hash.update(content.str, 'utf16le');
	} else if (content instanceof Y.ContentFormat)
		hash.update(`\nformat ${JSON.stringify([content.key, content.value])}`);
	else hash.update(`\n${JSON.stringify(content.getContent())}`);
}

const nodeName = (type: unknown): string => (type instanceof Y.XmlElement ? type.nodeName : '');

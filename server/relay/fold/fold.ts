/**
 * Folding: the log of a document becomes one update, checked before anything is built on it. Runs off the event loop, in
 * fold-worker.ts; every step leaves the file such that the process may die after it.
 */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Instant } from '#core/kernel/time.ts';
import { readDraft } from '#document/read.ts';
import { BaseThrows, takeAll, untidied, type TakenIn } from '#document/take-all.ts';
import { onBase, type FoldWriter, type LogRow, type StoredText } from '#server/store/log/folds.ts';

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
	let folded: Folded | null = null;
	while (folded === null) folded = writeFold(document, read(document), writer, options.now());
	while (writer.move(document, STEP) === STEP) await options.pause();
	while (writer.forget(document, options.now() - options.keep, STEP) === STEP) await options.pause();
	writer.forgetVersions(options.now() - options.keep);
	return folded;
}

/** @returns null: the fold that it would stand on is set aside; read again */
function writeFold(document: number, stored: StoredText, writer: FoldWriter, now: Instant): Folded | null {
	const last = stored.tail.at(-1);
	if (!last) return { kind: 'nothing' };
	const position = Math.max(last.position, stored.spoiled?.at(-1)?.position ?? 0);
	let taken: TakenIn<unknown>;
	try {
		const { base, frames } = onBase(stored);
		taken = takeAll(fresh, base, frames, readDraft);
	} catch (error) {
		if (!(error instanceof BaseThrows) || !stored.fold) throw error;
		writer.setAside(document, stored.fold.position, error.message, now);
		return null;
	}
	const { doc: made } = taken;
	const spoiled = [...(stored.spoiled ?? []), ...taken.leftOut];
	const state = Y.encodeStateAsUpdate(made);
	const again = fresh();
	try {
		Y.applyUpdate(again, state);
		readDraft(again);
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

const fresh = (): Y.Doc => untidied({ gc: true });

/** Clocks are set back at times; a frame must not look older than it is. */
const latest = (rows: readonly LogRow[]): Instant => rows.reduce((at, row) => Math.max(at, row.at), 0);

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

/** One after the other and not within each other: text may be nested deeper than a stack reaches. */
function addType(hash: Hash, top: Y.AbstractType<unknown>): void {
	const open = [partsOf(top)];
	for (let parts = open.at(-1); parts; parts = open.at(-1)) {
		const next = parts.next();
		if (next.done) {
			hash.update('\nend');
			open.pop();
			continue;
		}
		const [key, item] = next.value;
		if (key !== null) hash.update(`\nkey ${JSON.stringify(key)}`);
		const inner = addItem(hash, item);
		if (inner) open.push(partsOf(inner));
	}
}

function* partsOf(type: Y.AbstractType<unknown>): Generator<readonly [string | null, Y.Item], void> {
	for (const key of [...type._map.keys()].sort()) {
		const item = type._map.get(key);
		if (item && !item.deleted) yield [key, item];
	}
	for (let item = type._start; item !== null; item = item.right) if (!item.deleted) yield [null, item];
}

/** @returns the type that it is, whose parts are to follow */
function addItem(hash: Hash, { content }: Y.Item): Y.AbstractType<unknown> | null {
	if (content instanceof Y.ContentType) {
		hash.update(`\ntype ${content.type.constructor.name} ${nodeName(content.type)}`);
		return content.type;
	}
	if (content instanceof Y.ContentString) {
		// How a text is cut into items says nothing about it.
		hash.update(content.str, 'utf16le');
	} else if (content instanceof Y.ContentFormat)
		hash.update(`\nformat ${JSON.stringify([content.key, content.value])}`);
	else hash.update(`\n${JSON.stringify(content.getContent())}`);
	return null;
}

type Hash = ReturnType<typeof createHash>;

const nodeName = (type: unknown): string => (type instanceof Y.XmlElement ? type.nodeName : '');

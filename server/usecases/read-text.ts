/** What a text says, from the updates that make it. Putting one together costs more than all that is then done with it. */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Draft } from '#core/draft.ts';
import { readDraft } from '#document/read.ts';

export interface TextRead {
	readonly draft: Draft;
	/** The Yjs state it was read from, as one V1 update. */
	readonly state: Uint8Array;
}

/**
 * The last ones, by the digest of what they were made of, so that nothing but the same bytes is answered by one. Whoever signs has
 * just read the same text; and while it is signed nobody else may write, so that it must not take long.
 */
const kept = new Map<string, TextRead>();
const MOST_KEPT = 3;

/** @param updates of Yjs, V1 */
export function readText(updates: readonly Uint8Array[]): TextRead {
	const key = digestOf(updates);
	const known = kept.get(key);
	kept.delete(key);
	const read = known ?? make(updates);
	kept.set(key, read);
	for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
	return read;
}

function digestOf(updates: readonly Uint8Array[]): string {
	const hash = createHash('sha256');
	const length = Buffer.alloc(4);
	for (const update of updates) {
		length.writeUInt32LE(update.length);
		hash.update(length).update(update);
	}
	return hash.digest('base64');
}

function make(updates: readonly Uint8Array[]): TextRead {
	const doc = new Y.Doc();
	// One transaction: cleaning up behind each of some thousand updates would take longer than they do.
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update);
	});
	const read = { draft: readDraft(doc), state: Y.encodeStateAsUpdate(doc) };
	doc.destroy();
	return read;
}

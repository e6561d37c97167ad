/** What a text says, from the log that makes it. Putting one together costs more than all that is then done with it. */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Draft } from '#core/minutes/draft.ts';
import { readDraft } from '#document/read.ts';
import { takeAll, untidied } from '#document/take-all.ts';
import type { Store } from '#server/store/database/database.ts';
import { storedText } from '#server/store/log/documents.ts';
import { openText } from './open-text.ts';

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

/** As it stands in the log. [R88] Without what throws. */
export async function readText(store: Store, document: number): Promise<TextRead> {
	const stored = await storedText(store, document);
	const key = digestOf([...(stored.fold ? [stored.fold.state] : []), ...stored.tail.map((row) => row.frame)]);
	const known = kept.get(key);
	if (known) return keep(key, known);
	const { doc, read, leftOut } = await openText(store, document, readWhole, 'minutes', stored);
	doc.destroy();
	// What was left out is stored otherwise by now.
	return leftOut > 0 ? read : keep(key, read);
}

/** @param state all of a text as one update, V1; null: an empty one */
export function readState(state: Uint8Array | null): TextRead {
	const { doc, read } = takeAll(() => untidied({ gc: true }), state, [], readWhole);
	doc.destroy();
	return read;
}

const readWhole = (doc: Y.Doc): TextRead => ({ draft: readDraft(doc), state: Y.encodeStateAsUpdate(doc) });

function keep(key: string, read: TextRead): TextRead {
	kept.delete(key);
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

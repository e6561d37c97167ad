/**
 * The shared document of a meeting, made of its log for whoever reads it here. [R88] Where a frame or a fold throws, on the way in or
 * when it is read, it is set aside for everybody and the text is what the others make.
 */
import type * as Y from 'yjs';
import type { Instant } from '#core/kernel/time.ts';
import { BaseThrows, takeAll, untidied } from '#document/take-all.ts';
import type { Store } from '#server/store/database/database.ts';
import { storedText } from '#server/store/log/documents.ts';
import { onBase } from '#server/store/log/folds.ts';
import { setAside, setFoldAside, type Finder } from '#server/store/log/set-aside.ts';

export interface OpenText<T> {
	/** To be destroyed by whoever asked. */
	readonly doc: Y.Doc;
	readonly read: T;
	/** Frames that were found now. */
	readonly leftOut: number;
}

/**
 * @param read what is done with it here; it does not change the doc
 * @param known what is stored, for who has asked already
 * @throws when its first content throws, or nothing of it can be built upon
 */
export async function openText<T>(
	store: Store,
	document: number,
	read: (doc: Y.Doc) => T,
	by: Finder = 'minutes',
	known: Awaited<ReturnType<typeof storedText>> | null = null,
	now: () => Instant = Date.now
): Promise<OpenText<T>> {
	let stored = known;
	for (;;) {
		stored ??= await storedText(store, document);
		const { fold } = stored;
		const { base, frames } = onBase(stored);
		try {
			const taken = takeAll(() => untidied({ gc: true }), base, frames, read);
			if (taken.leftOut.length > 0)
				// Who may not write at this moment has their text all the same; whoever comes next finds it again.
				await setAside(store, document, taken.leftOut, by, now()).catch(() => undefined);
			return { doc: taken.doc, read: taken.read, leftOut: taken.leftOut.length };
		} catch (error) {
			if (!(error instanceof BaseThrows) || fold === null) throw error;
			await setFoldAside(store, document, { position: fold.position, why: error.message }, by, now());
			stored = null;
		}
	}
}

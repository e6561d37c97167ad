/**
 * [R88] What is on disk of a document, such that everybody can take it in. A fold was taken in and read through when it was
 * made, and is sent as it lies there; frames behind it are taken in here before anybody is sent them.
 */
import type * as Y from 'yjs';
import type { Instant } from '#core/kernel/time.ts';
import { readDraft } from '#document/read.ts';
import { BaseThrows, takeAll, untidied } from '#document/take-all.ts';
import { onBase, type StoredText } from '#server/store/log/folds.ts';
import type { Spoiled } from '#server/store/log/set-aside.ts';
import type { UpdateLog } from '#server/store/log/updates.ts';

export interface Proved {
	readonly stored: StoredText;
	/** The text, where it had to be made to find out; null: it is sent as bytes. */
	readonly doc: Y.Doc | null;
	/** Frames that were found now. */
	readonly leftOut: readonly (Spoiled & { readonly frame: Uint8Array })[];
	/** A fold that was found now. */
	readonly fold: Spoiled | null;
}

/** @throws when nothing of it can be opened */
export function proved(log: UpdateLog, document: number, now: Instant): Proved {
	let fold: Spoiled | null = null;
	for (;;) {
		const stored = log.load(document);
		if (stored.tail.length === 0 && stored.fold?.proven === 1)
			return { stored, doc: null, leftOut: [], fold };
		try {
			const fresh = () => untidied({ gc: true });
			const { base, frames: behind } = onBase(stored);
			const { doc, leftOut } = takeAll(fresh, base, behind, readDraft);
			const frames = new Map(stored.tail.map((row) => [row.position, row.frame]));
			if (leftOut.length > 0) log.setAside(document, { frames: leftOut, fold: null }, now);
			return {
				stored: { ...stored, tail: stored.tail.filter(({ position }) => !isAmong(leftOut, position)) },
				doc,
				leftOut: leftOut.map((one) => ({ ...one, frame: frames.get(one.position) ?? new Uint8Array() })),
				fold
			};
		} catch (error) {
			if (!(error instanceof BaseThrows) || !stored.fold) throw error;
			fold = { position: stored.fold.position, why: error.message };
			// While somebody else writes it cannot be said; whoever comes again finds it again.
			if (!log.setAside(document, { frames: [], fold }, now)) throw error;
		}
	}
}

const isAmong = (left: readonly Spoiled[], position: number): boolean =>
	left.some((one) => one.position === position);

/**
 * A document made of its log. Nearly always all of it can be taken in. Where something throws, on the way in or when it is
 * read, the frame that brings it about is found and left out, so that one frame never blocks a meeting.
 *
 * A doc in which something was thrown is worth nothing: Yjs leaves it half changed, and ends no transaction on it any more.
 * So it is thrown away, and another is made without that frame.
 */
import * as Y from 'yjs';

export interface Frame {
	readonly position: number;
	/** One V1 update. */
	readonly frame: Uint8Array;
}

export interface LeftOut {
	readonly position: number;
	/** As half a sentence. */
	readonly why: string;
}

export interface TakenIn<T> {
	readonly doc: Y.Doc;
	/** What `read` said of it. */
	readonly read: T;
	readonly leftOut: readonly LeftOut[];
}

/** What the frames stand on cannot be taken in or read itself. */
export class BaseThrows extends Error {}

/**
 * Yjs calls itself once for each level when it deletes, and how far a stack reaches differs from thread to thread and from browser
 * to browser: 1,500 have been survived, 2,500 not. So the depth is judged, which is the same for all who read the log.
 */
const MOST_DEPTH = 500;

/** More of them is no accident of a few frames, and looking for each would take for ever. */
const MOST_LEFT_OUT = 500;

/**
 * @param base one update on which the frames stand: a fold
 * @param frames in the order of the log
 * @param read what will be done with it; it is not to change the doc
 * @throws BaseThrows
 */
export function takeAll<T>(
	make: () => Y.Doc,
	base: Uint8Array | null,
	frames: readonly Frame[],
	read: (doc: Y.Doc) => T
): TakenIn<T> {
	const attempt = (some: readonly Frame[]): Attempt<T> => tryAll(make, base, some, read);
	const leftOut: LeftOut[] = [];
	let standing = frames;
	/** So many of the first can be taken in. */
	let good = -1;
	for (;;) {
		const whole = attempt(standing);
		if (whole.ok) {
			const waiting = leftOut.length > 0 ? deletionsThatWait(whole.doc, standing) : [];
			if (waiting.length === 0) return { doc: whole.doc, read: whole.read, leftOut };
			for (const { position } of waiting)
				leftOut.push({ position, why: 'it takes away what is left out, and nothing else' });
			standing = standing.filter((frame) => !waiting.includes(frame));
			good = 0;
			continue;
		}
		if (good < 0) {
			const bare = attempt([]);
			if (!bare.ok) throw new BaseThrows(bare.why);
			good = 0;
		}
		let bad = standing.length;
		let { why } = whole;
		while (bad - good > 1) {
			const middle = (good + bad) >> 1;
			const half = attempt(standing.slice(0, middle));
			if (half.ok) good = middle;
			else [bad, why] = [middle, half.why];
		}
		const culprit = standing[good];
		if (!culprit || leftOut.length >= MOST_LEFT_OUT) throw new BaseThrows(why);
		leftOut.push({ position: culprit.position, why });
		standing = standing.toSpliced(good, 1);
	}
}

type Attempt<T> =
	{ readonly ok: true; readonly doc: Y.Doc; readonly read: T } | { readonly ok: false; readonly why: string };

function tryAll<T>(
	make: () => Y.Doc,
	base: Uint8Array | null,
	frames: readonly Frame[],
	read: (doc: Y.Doc) => T
): Attempt<T> {
	const doc = make();
	let what = 'it could not be taken in';
	try {
		// One transaction for all of them costs a fraction.
		doc.transact(() => {
			if (base) Y.applyUpdate(doc, base);
			for (const { frame } of frames) Y.applyUpdate(doc, frame);
		});
		mustBeShallow(doc);
		what = 'what it brings could not be read';
		return { ok: true, doc, read: read(doc) };
	} catch (error) {
		return { ok: false, why: `${what} (${error instanceof Error ? error.message : String(error)})` };
	}
}

/** Frames that only delete, and something that is not there. They would wait for it in every copy. */
function deletionsThatWait(doc: Y.Doc, frames: readonly Frame[]): Frame[] {
	return frames.filter(({ frame }) => {
		const { structs, ds } = Y.decodeUpdate(frame);
		if (structs.length > 0) return false;
		return [...ds.clients].some(([client, ranges]) =>
			ranges.some(({ clock, len }) => clock + len > Y.getState(doc.store, client))
		);
	});
}

/** @throws when something is nested deeper than every stack reaches */
function mustBeShallow(doc: Y.Doc): void {
	const depths = new Map<Y.AbstractType<unknown>, number>();
	for (const structs of doc.store.clients.values())
		for (const struct of structs)
			if (struct instanceof Y.Item && struct.content instanceof Y.ContentType)
				if (depthOf(struct.content.type, depths) > MOST_DEPTH)
					throw new Error(`more than ${MOST_DEPTH} things are nested in each other`);
}

function depthOf(type: Y.AbstractType<unknown>, known: Map<Y.AbstractType<unknown>, number>): number {
	const path: Y.AbstractType<unknown>[] = [];
	let at: Y.AbstractType<unknown> | null = type;
	let depth = 0;
	while (at !== null) {
		const before = known.get(at);
		if (before !== undefined) {
			depth = before;
			break;
		}
		path.push(at);
		const parent: unknown = at._item?.parent ?? null;
		// Of what was collected only the place is known.
		at = parent instanceof Y.AbstractType ? parent : null;
	}
	for (const passed of path.reverse()) known.set(passed, ++depth);
	return depth;
}

/** A doc that changes nothing of its own accord: Yjs deletes formatting without effect when it takes something in. */
export function untidied(options: { readonly gc: boolean }): Y.Doc {
	const doc = new Y.Doc(options);
	leaveFormatting(doc);
	return doc;
}

/**
 * Yjs deletes formatting that has no effect whenever it takes something in. That is a change, and nobody's: what two copies
 * tidy at once may even be seen. Editors may, and say so; who relays or reads the log changes nothing.
 */
export function leaveFormatting(doc: Y.Doc): void {
	doc.on('afterTransaction', (transaction) => {
		(transaction as unknown as { _needFormattingCleanup: boolean })._needFormattingCleanup = false;
	});
}

/**
 * [Y7] The histories of documents that somebody looks at, in memory. Replaying a log takes processor time that the relay needs,
 * because both run in one process: so one history is worked on at a time, in slices of a few milliseconds, and what was
 * worked out is kept. No thread: this file is evaluated inside the bundle of the pages, where none can be opened by a path.
 */
import * as Y from 'yjs';
import { addStop, FINEST, type Stop } from '#core/history/stops.ts';
import type { Instant } from '#core/kernel/time.ts';
import { Authorship, lookingBack, takeIn, type Moment } from '#document/history/authorship.ts';
import type { Database } from '#server/store/database/database.ts';
import { clientsOf } from '#server/store/log/document-clients.ts';
import {
	framesAfter,
	historyBase,
	writtenAfter,
	type HistoryBase,
	type Written
} from '#server/store/log/history.ts';
import { EPOCH, SEED } from '#server/store/log/folds.ts';
import { asideAmong, setAside } from '#server/store/log/set-aside.ts';
import { openText } from '#server/usecases/log/open-text.ts';

/** Milliseconds after which everybody else comes. */
const SLICE_MS = 6;
/** Frames between two states that are kept, so that going back does not begin at the beginning. */
const CHECKPOINT_EVERY = 5000;
/** Documents, and moments of each. */
const MAX_HISTORIES = 4;
const MAX_MOMENTS = 24;

export interface History {
	readonly since: { readonly whole: boolean; readonly at: Instant };
	/** Of {@link FINEST}, the first is the beginning. */
	readonly stops: readonly Stop[];
	momentAt(position: number): Promise<Moment>;
	/** To be read at once, and to be left as it is: the next to ask goes on with it. */
	docAt(position: number): Promise<Y.Doc>;
}

class Replayed {
	readonly base: HistoryBase;
	/** [R88] How many frames of the document were left out when it was begun. */
	readonly aside: number;
	readonly #db: Database;
	readonly #document: number;
	readonly #authorship = new Authorship();
	/** How far the authorship has come. */
	#reached = 0;
	#frames = 0;
	readonly #checkpoints: { readonly position: number; readonly state: Uint8Array }[] = [];
	readonly #moments = new Map<number, Moment>();
	readonly stops: Stop[] = [];
	#counted = 0;

	constructor(db: Database, document: number, base: HistoryBase, aside: number) {
		this.aside = aside;
		this.#db = db;
		this.#document = document;
		this.base = base;
	}

	async begin(): Promise<void> {
		if (this.base.kind === 'beginning') return;
		const { position, at, state } = this.base;
		const owners = await clientsOf(this.#db, this.#document);
		this.#authorship.begin(state, new Map(owners.map(({ client, person }) => [client, person])));
		this.#reached = this.#counted = position;
		this.#checkpoints.push({ position, state });
		this.stops.push({ position, at, person: null, frames: 0 });
	}

	/** Takes in what was written since somebody last asked. */
	async count(): Promise<void> {
		for (;;) {
			const rows = await writtenAfter(this.#db, this.#document, this.#counted);
			const last = rows.at(-1);
			if (!last) return;
			for (const { position, at, person, connection } of rows) {
				const first = this.stops[0];
				// [R91] What an earlier epoch brought along is of the beginning, whenever it was written there.
				if (connection === EPOCH && first) this.stops[0] = { ...first, position };
				else addStop(this.stops, { position, at, person, frames: 1 }, FINEST);
			}
			this.#counted = last.position;
			await letOthers();
		}
	}

	async momentAt(position: number): Promise<Moment> {
		const known = this.#moments.get(position);
		if (known) {
			this.#moments.delete(position);
			this.#moments.set(position, known);
			return known;
		}
		const moment = this.#authorship.momentOf(await this.docAt(position));
		this.#moments.set(position, moment);
		for (const oldest of this.#moments.keys())
			if (this.#moments.size > MAX_MOMENTS) this.#moments.delete(oldest);
		return moment;
	}

	async docAt(asked: number): Promise<Y.Doc> {
		const position = Math.max(asked, baseOf(this.base));
		if (position >= this.#reached) {
			await this.#goOn(position);
			return this.#authorship.doc;
		}
		const from = this.#checkpoints.findLast((checkpoint) => checkpoint.position <= position);
		const doc = lookingBack();
		if (from) must(takeIn(doc, from.state), null);
		await this.#frame(from?.position ?? 0, position, (row) => must(takeIn(doc, row.frame), row));
		return doc;
	}

	async #goOn(position: number): Promise<void> {
		await this.#frame(this.#reached, position, (row) => {
			const { frame, person, at, position } = row;
			// [R91] 0: an earlier epoch did not know any more when it was written.
			must(this.#authorship.take(frame, { person, at: at === 0 ? null : at }), row);
			this.#reached = position;
			if (++this.#frames % CHECKPOINT_EVERY === 0)
				this.#checkpoints.push({ position, state: Y.encodeStateAsUpdate(this.#authorship.doc) });
		});
		this.#reached = Math.max(this.#reached, position);
	}

	async #frame(
		after: number,
		upTo: number,
		take: (frame: Awaited<ReturnType<typeof framesAfter>>['frames'][number]) => void
	): Promise<void> {
		let begun = performance.now();
		for (let at = after; ;) {
			const { frames, last } = await framesAfter(this.#db, this.#document, at, upTo);
			if (last === null) return;
			for (const frame of frames) {
				take(frame);
				if (performance.now() - begun < SLICE_MS) continue;
				await letOthers();
				begun = performance.now();
			}
			at = last;
		}
	}
}

/** A frame that could not be taken in: what it was taken into is worth nothing any more. */
class Throws extends Error {
	/** null: a state that was kept in memory. */
	readonly row: Written | null;
	constructor(row: Written | null) {
		super('it could not be taken in when the history was replayed');
		this.row = row;
	}
}

function must(isTaken: boolean, row: Written | null): void {
	if (!isTaken) throw new Throws(row);
}

const letOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** By database, because tests have several. */
const kept = new WeakMap<Database, Map<number, Replayed>>();
let turn: Promise<unknown> = Promise.resolve();

/**
 * Does something with the history of a document, when those who asked before have theirs.
 * @returns null when nothing that is kept of it can be built upon
 */
export function withHistory<T>(
	db: Database,
	document: number,
	what: (history: History) => Promise<T>
): Promise<T | null> {
	const mine = turn.then(async () => {
		// [R88] What throws is set aside, and everything is begun anew without it.
		for (;;)
			try {
				return await once(db, document, what);
			} catch (error) {
				kept.get(db)?.delete(document);
				// Everything stands on the first content.
				if (error instanceof Throws && error.row?.connection === SEED) return null;
				if (!(await isFound(db, document, error))) throw error;
			}
	});
	turn = mine.catch(() => undefined);
	return mine;
}

/** @returns whether it is known now what threw, and will not again */
async function isFound(db: Database, document: number, error: unknown): Promise<boolean> {
	if (error instanceof Throws && error.row) {
		const { position } = error.row;
		await setAside(db, document, [{ position, why: error.message }], 'history', Date.now());
		return true;
	}
	// It was thrown when the text was read, or by a fold: the minutes find what it is, if it is in them still.
	const { doc, leftOut } = await openText(db, document, (text) => new Authorship().momentOf(text), 'history');
	doc.destroy();
	return leftOut > 0;
}

async function once<T>(
	db: Database,
	document: number,
	what: (history: History) => Promise<T>
): Promise<T | null> {
	const base = await historyBase(db, document);
	if (base === null) return null;
	const replayed = await find(db, document, base);
	await replayed.count();
	return what({
		since: { whole: base.kind === 'beginning', at: replayed.stops[0]?.at ?? 0 },
		// A copy: the next to ask moves the last stop.
		stops: [...replayed.stops],
		momentAt: (position) => replayed.momentAt(position),
		docAt: (position) => replayed.docAt(position)
	});
}

async function find(db: Database, document: number, base: HistoryBase): Promise<Replayed> {
	const histories = kept.get(db) ?? new Map<number, Replayed>();
	kept.set(db, histories);
	const known = histories.get(document);
	histories.delete(document);
	// When frames were forgotten meanwhile, what is in memory can no longer be gone back in.
	const aside = (await asideAmong(db, [document])).get(document) ?? 0;
	const stands = known && known.aside === aside && baseOf(known.base) === baseOf(base) ? known : null;
	const replayed = stands ?? new Replayed(db, document, base, aside);
	if (!stands) await replayed.begin();
	histories.set(document, replayed);
	for (const oldest of histories.keys()) if (histories.size > MAX_HISTORIES) histories.delete(oldest);
	return replayed;
}

const baseOf = (base: HistoryBase): number => (base.kind === 'beginning' ? 0 : base.position);

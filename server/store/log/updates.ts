/**
 * The log of every document: raw Yjs updates, appended before anybody sees them, synced before anybody is told "saved".
 * On a connection of its own, because a commit here must never be part of somebody else's transaction (design.md D4).
 */
import Sqlite from 'better-sqlite3';
import { close, fdatasync, fsyncSync, openSync, closeSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { PersonId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/time.ts';
import { connect, DATABASE_FILE } from '#server/store/database/database.ts';
import { isWhole, NOT_ASIDE, textReader, type KeptRow, type LogRow, type StoredText } from './folds.ts';
import { asideWriter, type Spoiled } from './set-aside.ts';

/** One update as it came in. `connection` tells two sockets of one person apart, because a Yjs delete names nobody. */
export interface LoggedFrame {
	readonly document: number;
	/** null: made by the server. */
	readonly person: PersonId | null;
	readonly connection: string;
	readonly at: Instant;
	readonly frame: Uint8Array;
	/** The whole text before this frame, to be kept as a version with it: it takes much away. */
	readonly before?: Uint8Array;
	/** [R70] From this frame on the text needs this version of the schema, in the same transaction. */
	readonly needs?: number;
}

/** Why nothing is written in a document any more: its meeting is signed, or [R91] a later epoch stands in its place. */
export type Shut = 'signed' | 'replaced';

/** What became of a batch. Only after `appended` may a frame be applied or sent on. */
export type Appended =
	/** Committed, but for the frames of documents that are shut. `position` is that of the last frame. */
	| { readonly kind: 'appended'; readonly position: number; readonly shut: ReadonlyMap<number, Shut> }
	/** Somebody else is writing. Nothing was kept: try again in a moment. */
	| { readonly kind: 'busy' }
	/** The disk is full. Nothing was kept. */
	| { readonly kind: 'full' };

export interface Growth {
	frames: number;
	bytes: number;
	/** Bytes of its fold; 0: none yet. */
	folded: number;
}

export interface UpdateLog {
	/** All frames in one transaction. Throws when the file cannot be trusted any more (I/O error): then the process must end. */
	append(batch: readonly LoggedFrame[]): Appended;
	/**
	 * Resolves when everything committed before the call is on the disk. Rejects when the disk failed; after that the
	 * page cache may claim to be clean, so nothing may be acknowledged any more and the process must end.
	 */
	synced(): Promise<void>;
	/** All that is on disk of a document. @throws when it is damaged beyond what can be made good */
	load(document: number): StoredText;
	/**
	 * What somebody who has heard everything up to a position may have missed, in order, with what came in `margin` ms
	 * before it. null: that is no longer in the log, not as it was written, or too much; ask by state vector instead.
	 */
	since(document: number, position: number, margin: number): LogRow[] | null;
	/** [R88] Leaves frames and folds out from now on, and says so in the records. @returns false while somebody else writes */
	setAside(document: number, what: FoundAside, now: Instant): boolean;
	/** No position that was ever given is higher, and every one that will be is. */
	head(): number;
	/** How much each document has that is not folded, as far as it went through this log since it was loaded. */
	readonly growth: Map<number, Growth>;
	/** Whether there is room, found out by writing something and taking it out again: what was freed is then at hand. */
	hasRoom(): boolean;
	/** Moves when another connection has committed to the file, and only then. */
	dataVersion(): number;
	/** Waits for the sync under way. */
	close(): Promise<void>;
}

export interface FoundAside {
	readonly frames: readonly Spoiled[];
	readonly fold: Spoiled | null;
}

export type OpenLog = (dataDir: string) => UpdateLog;

/**
 * Waiting for a lock blocks the event loop, and the writer waited for may be this very process: the relay comes back
 * on a timer instead.
 */
const BUSY_TIMEOUT_MS = 2;
/** As much as a few turns of a full room write. */
const ROOM_BYTES = 256 * 1024;
/** Frames. Merging more than this costs more than comparing state vectors. */
const MAX_TAIL = 1000;
/** [R74] More frames than a relay can take in. The clock is then ahead of every position ever given, for a thousand years. */
const POSITIONS_EACH_MS = 16;

/** @param sync for tests of what a disk can do; a real one takes the `-wal` file to the disk */
export function openLog(
	dataDir: string,
	sqlite: Sqlite.Database = connect(dataDir, 'NORMAL'),
	sync: (wal: number) => Promise<void> = syncFile,
	now: () => Instant = Date.now
): UpdateLog {
	giveNoPositionTwice(sqlite, now());
	sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
	const insert = sqlite.prepare<[number, string | null, string, number, Buffer, number]>(
		'INSERT INTO update_log (document, person_id, connection, at, frame, checksum) VALUES (?, ?, ?, ?, ?, ?)'
	);
	const raise = sqlite.prepare<[{ document: number; needs: number }]>(
		'UPDATE document SET schema = $needs WHERE number = $document AND schema < $needs'
	);
	const load = textReader(sqlite);
	const aside = asideWriter(sqlite);
	const lastHeard = sqlite
		.prepare<[number, number], number>(
			'SELECT at FROM update_log WHERE document = ? AND position <= ? ORDER BY position DESC LIMIT 1'
		)
		.pluck();
	const folded = sqlite.prepare<[number], { position: number; at: number }>(
		'SELECT position, at FROM log_fold WHERE document = ? ORDER BY position DESC LIMIT 1'
	);
	const missed = sqlite.prepare<[{ document: number; position: number; from: number }], KeptRow>(
		`SELECT position, connection, at, frame, checksum FROM update_log
		WHERE document = $document AND position > $position AND at >= $from AND ${NOT_ASIDE}
		ORDER BY position LIMIT ${MAX_TAIL + 1}`
	);
	const head = sqlite
		.prepare<[], number>("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'update_log'")
		.pluck();
	const version = sqlite.prepare<[], number>('PRAGMA data_version').pluck();
	// The first read makes the -wal file; it then stays for as long as this connection is open.
	version.get();
	sqlite.prepare('SELECT 1 FROM update_log LIMIT 1').get();
	syncDirectory(dataDir);
	const wal = openSync(path.join(dataDir, `${DATABASE_FILE}-wal`), 'r');
	const syncing = coalesce(() => sync(wal));

	const keep = sqlite.prepare<[number, number, string | null, string, Buffer]>(
		`INSERT INTO document_version (document, at, reason, person_id, connection, state) VALUES (?, ?, 'large-deletion', ?, ?, ?)`
	);
	const begin = sqlite.prepare('BEGIN IMMEDIATE');
	const commit = sqlite.prepare('COMMIT');
	const rollback = sqlite.prepare('ROLLBACK');

	function insertAll(batch: readonly LoggedFrame[]): Extract<Appended, { kind: 'appended' }> {
		const shut = new Map<number, Shut>();
		let position = 0;
		for (const { document, person, connection, at, frame, before, needs } of batch) {
			if (shut.has(document)) continue;
			try {
				const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
				const { lastInsertRowid } = insert.run(document, person, connection, at, bytes, crc32(bytes));
				position = Number(lastInsertRowid);
				if (before) keep.run(document, at, person, connection, Buffer.from(before));
				if (needs !== undefined) raise.run({ document, needs });
			} catch (error) {
				// RAISE(ABORT) undoes this statement only: the others' frames stay in the transaction.
				const why = shutBy(error);
				if (why === null) throw error;
				shut.set(document, why);
			}
		}
		return { kind: 'appended', position, shut };
	}

	function commitAll(batch: readonly LoggedFrame[]): Extract<Appended, { kind: 'appended' }> {
		const [first] = batch;
		// One row is a transaction by itself.
		if (batch.length === 1 && !first?.before && first?.needs === undefined) return insertAll(batch);
		begin.run();
		try {
			const appended = insertAll(batch);
			commit.run();
			return appended;
		} catch (error) {
			// Of some errors SQLite has rolled back already.
			if (sqlite.inTransaction) rollback.run();
			throw error;
		}
	}

	const fill = sqlite.prepare(`INSERT INTO log_room (bytes) VALUES (zeroblob(${ROOM_BYTES}))`);
	const empty = sqlite.prepare('DELETE FROM log_room');
	const growth = new Map<number, Growth>();
	function grow(document: number, bytes: number): void {
		const known = growth.get(document);
		if (known) {
			known.frames++;
			known.bytes += bytes;
		} else growth.set(document, { frames: 1, bytes, folded: 0 });
	}

	return {
		growth,
		append(batch) {
			try {
				const appended = commitAll(batch);
				for (const { document, frame } of batch)
					if (!appended.shut.has(document)) grow(document, frame.length);
				return appended;
			} catch (error) {
				if (isBusy(error)) return { kind: 'busy' };
				if (isFull(error)) return { kind: 'full' };
				throw error;
			}
		},
		synced: syncing,
		load(document) {
			const stored = load(document);
			growth.set(document, {
				frames: stored.tail.length,
				bytes: stored.tail.reduce((sum, row) => sum + row.frame.length, 0),
				folded: stored.fold?.state.length ?? 0
			});
			return stored;
		},
		since(document, position, margin) {
			const heard = lastHeard.get(document, position);
			if (heard === undefined || position > (head.get() ?? 0)) return null;
			const fold = folded.get(document);
			if (fold && (fold.position >= position || fold.at >= heard - margin)) return null;
			const rows = missed.all({ document, position: fold?.position ?? 0, from: heard - margin });
			return rows.length > MAX_TAIL || !rows.every(isWhole) ? null : rows;
		},
		setAside(document, { frames, fold }, now) {
			try {
				aside.found(document, frames, 'opening', now);
				if (fold) aside.fold(document, fold.position, fold.why, 'opening', now);
				return true;
			} catch (error) {
				// Whoever opens it next finds it, too.
				if (isBusy(error) || isFull(error)) return false;
				throw error;
			}
		},
		head: () => head.get() ?? 0,
		hasRoom() {
			try {
				fill.run();
				empty.run();
				return true;
			} catch (error) {
				if (isFull(error) || isBusy(error)) return false;
				throw error;
			}
		},
		dataVersion: () => version.get() ?? 0,
		async close() {
			await syncing().catch(() => undefined);
			await new Promise<void>((resolve) => close(wal, () => resolve()));
			sqlite.close();
		}
	};
}

/**
 * [R74] A log that was brought back from a backup has forgotten the positions it gave since, but those who were given them
 * have not, and would be told nothing of what came under them now. So they are not given again: every start goes on
 * where the clock is.
 */
function giveNoPositionTwice(sqlite: Sqlite.Database, now: Instant): void {
	const at = Math.trunc(now) * POSITIONS_EACH_MS;
	sqlite
		.transaction(() => {
			const { changes } = sqlite
				.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'update_log'")
				.run(at);
			if (changes === 0)
				sqlite.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('update_log', ?)").run(at);
		})
		.immediate();
}

const codeOf = (error: unknown): string => (error instanceof Sqlite.SqliteError ? error.code : '');
const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
const isFull = (error: unknown): boolean => codeOf(error) === 'SQLITE_FULL';

/** By the words of the triggers. */
const SHUT: ReadonlyMap<string, Shut> = new Map([
	['meeting is signed', 'signed'],
	['document was replaced', 'replaced']
]);

const shutBy = (error: unknown): Shut | null =>
	codeOf(error) === 'SQLITE_CONSTRAINT_TRIGGER' ? (SHUT.get((error as Error).message) ?? null) : null;

function syncFile(file: number): Promise<void> {
	return new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));
}

/** So that the name of a new file survives a power cut, too. */
function syncDirectory(folder: string): void {
	const directory = openSync(folder, 'r');
	try {
		fsyncSync(directory);
	} finally {
		closeSync(directory);
	}
}

/**
 * One sync at a time. Whoever asks while one runs waits for the next, which starts after it: the one under way may have
 * begun before their commit. Once failed, failed for ever.
 */
export function coalesce(sync: () => Promise<void>): () => Promise<void> {
	let running: Promise<void> | null = null;
	let next: Promise<void> | null = null;
	let failure: { readonly error: unknown } | null = null;
	const start = (): Promise<void> => {
		if (failure) return Promise.reject(failure.error);
		next = null;
		const mine = sync().then(
			() => {
				if (running === mine) running = null;
			},
			(error: unknown) => {
				failure = { error };
				throw error;
			}
		);
		running = mine;
		return mine;
	};
	return () => {
		if (failure) return Promise.reject(failure.error);
		if (next) return next;
		if (!running) return start();
		next = running.then(start);
		return next;
	};
}

/**
 * A fold is the log of a document up to a position as one update, so that opening a document need not replay what was
 * typed. The last two are kept, with every frame between them: a damaged fold costs time, never text. Of the days before, the
 * last fold of each stays for as long as the history does: frames are only forgotten up to one of them, so that what is left
 * can still be built upon.
 */
import type Sqlite from 'better-sqlite3';
import { crc32 } from 'node:zlib';
import type { Instant } from '#core/kernel/time.ts';
import { asideWriter, type Spoiled } from './set-aside.ts';

export interface Fold {
	readonly position: number;
	/** When the last frame in it came in. */
	readonly at: Instant;
	/** One V1 update. */
	readonly state: Uint8Array;
	/** Its state vector, encoded. */
	readonly vector: Uint8Array;
	/** One V1 update with its deletions and nothing else: all that a client in step is still told. */
	readonly deletes: Uint8Array;
	/** [R88] It was taken in and read through when it was made. */
	readonly proven?: 0 | 1;
}

export interface LogRow {
	readonly position: number;
	readonly connection: string;
	readonly at: Instant;
	readonly frame: Uint8Array;
}

/** What is on disk of a document. `tail` comes after `fold`, in order. */
export interface StoredText {
	readonly fold: Fold | null;
	readonly tail: readonly LogRow[];
	/** Folds that are not what was written. */
	readonly damaged: number;
	/** [R73] Frames that are not what was written, and therefore not in `tail`. */
	readonly spoiled?: readonly Spoiled[];
}

export interface FoldRow extends Fold {
	readonly checksum: number;
	readonly proven: 0 | 1;
	/** Set aside, or made before a frame in it was. */
	readonly spoilt: 0 | 1;
}

const checksumOf = ({ state, vector, deletes }: Pick<Fold, 'state' | 'vector' | 'deletes'>): number =>
	crc32(deletes, crc32(vector, crc32(state)));

/** It is what was written, and can be built upon. */
export const isIntact = (row: FoldRow): boolean => row.spoilt === 0 && row.checksum === checksumOf(row);

/** [R88] Whether a fold `f` is set aside, or has a frame in it that was set aside after it was made. */
export const SPOILT = `(EXISTS (SELECT 1 FROM fold_quarantine q WHERE q.document = f.document AND q.position = f.position)
	OR EXISTS (SELECT 1 FROM log_quarantine q
		WHERE q.document = f.document AND q.position <= f.position AND q.found_at > f.made_at))`;
const FOLDS = `SELECT position, at, state, vector, deletes, checksum, proven, ${SPOILT} AS spoilt
	FROM log_fold f WHERE document = ? ORDER BY position DESC`;
/** [R88] Of the rows of a log: those that are not set aside. A checksum is judged anew: its row may be read only to say so. */
export const NOT_ASIDE = `position NOT IN (SELECT position FROM log_quarantine WHERE document = $document AND cause = 'throws')`;

/** The first content of a document; without it a log is not whole. */
export const SEED = 'seed';

/** [R91] What follows it in a later epoch: the words of each who had written in the one before, under their own names. */
export const EPOCH = 'epoch';

/** A row as it stands on disk. `checksum` is null where it was logged before there were any. */
export interface KeptRow extends LogRow {
	readonly checksum: number | null;
}

const CHECKSUM = 'its checksum does not hold';

/** [R73] Whether a frame is what was written. */
export const isWhole = ({ frame, checksum }: Pick<KeptRow, 'frame' | 'checksum'>): boolean =>
	checksum === null || crc32(frame) === checksum;

/**
 * Takes out what is not what was written.
 * @throws when that is the first content: everything stands on it
 */
export function sift(rows: Iterable<KeptRow>): {
	readonly tail: readonly LogRow[];
	readonly spoiled: readonly Spoiled[];
} {
	const tail: LogRow[] = [];
	const spoiled: Spoiled[] = [];
	for (const row of rows) {
		if (isWhole(row)) tail.push(row);
		else if (row.connection === SEED) throw new Error('the first content of this document is damaged');
		else spoiled.push({ position: row.position, why: CHECKSUM, checksum: true });
	}
	return { tail, spoiled };
}

/**
 * [R88] What the frames of a log stand on, and the frames. Without its first content nothing of it has a place, so that is never left
 * out: a document whose first content throws is not opened, and nobody types into what looks empty.
 */
export function onBase({ fold, tail }: Pick<StoredText, 'fold' | 'tail'>): {
	readonly base: Uint8Array | null;
	readonly frames: readonly LogRow[];
} {
	if (fold) return { base: fold.state, frames: tail };
	const [first] = tail;
	return first?.connection === SEED
		? { base: first.frame, frames: tail.slice(1) }
		: { base: null, frames: tail };
}

/** @throws when the log of a document with damaged folds does not reach back to its beginning */
export function mustReachBack(damaged: number, fold: Fold | null, tail: readonly LogRow[]): void {
	if (damaged > 0 && fold === null && tail[0]?.connection !== SEED)
		throw new Error(
			'every fold of this document is damaged, and its log does not reach back to the beginning'
		);
}

const DAY_MS = 86_400_000;
const ROWS = 'position, connection, at, frame, checksum';

interface After {
	readonly document: number;
	readonly position: number;
}

/** @returns reads what is on disk of a document, as of one moment */
export function textReader(sqlite: Sqlite.Database): (document: number) => StoredText {
	const folds = sqlite.prepare<[number], FoldRow>(FOLDS);
	const after = sqlite.prepare<[After], KeptRow>(
		`SELECT ${ROWS} FROM update_log WHERE document = $document AND position > $position AND ${NOT_ASIDE} ORDER BY position`
	);
	// What was folded into a fold that is damaged. While rows are being moved they may stand in either table.
	const afterDamaged = sqlite.prepare<[After], KeptRow>(
		`SELECT ${ROWS} FROM folded_log WHERE document = $document AND position > $position AND ${NOT_ASIDE}
		UNION ALL SELECT ${ROWS} FROM update_log WHERE document = $document AND position > $position AND ${NOT_ASIDE}
		ORDER BY position`
	);
	return sqlite.transaction((document: number): StoredText => {
		let damaged = 0;
		let fold: Fold | null = null;
		for (const row of folds.iterate(document)) {
			if (isIntact(row)) {
				fold = row;
				break;
			}
			damaged++;
		}
		const { tail, spoiled } = sift(
			(damaged > 0 ? afterDamaged : after).iterate({ document, position: fold?.position ?? 0 })
		);
		mustReachBack(damaged, fold, tail);
		return { fold, tail, damaged, ...(spoiled.length > 0 && { spoiled }) };
	});
}

export interface NewFold extends Fold {
	readonly document: number;
	readonly spoiled: readonly Spoiled[];
}

export interface FoldWriter {
	/** @returns false when another fold has come in between; then nothing was written */
	write(fold: NewFold, now: Instant): boolean;
	/** Moves up to `limit` rows that are folded in out of the log. @returns how many */
	move(document: number, limit: number): number;
	/** Forgets up to `limit` frames that were folded before `before`, but none that the last fold could be made of again. */
	forget(document: number, before: Instant, limit: number): number;
	/** [R88] A fold that cannot be taken in is not read again. */
	setAside(document: number, position: number, why: string, now: Instant): void;
	/** [R78] Forgets what was kept before large deletions, of any document, from before `before`. */
	forgetVersions(before: Instant): void;
}

export function foldWriter(sqlite: Sqlite.Database): FoldWriter {
	const newest = sqlite
		.prepare<[number], number>('SELECT coalesce(max(position), 0) FROM log_fold WHERE document = ?')
		.pluck();
	const insert = sqlite.prepare(
		`INSERT INTO log_fold (document, position, at, made_at, state, vector, deletes, checksum, proven)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`
	);
	const folds = sqlite.prepare<[number], FoldRow>(FOLDS);
	const thin = sqlite.prepare<[After]>(
		`DELETE FROM log_fold WHERE document = $document AND position < $position AND position NOT IN (
			SELECT max(position) FROM log_fold WHERE document = $document GROUP BY at / ${DAY_MS})`
	);
	const drop = sqlite.prepare<[After]>(
		'DELETE FROM log_fold WHERE document = $document AND position < $position'
	);
	const begins = sqlite
		.prepare<[number, number, number], number | null>(
			'SELECT max(position) FROM log_fold WHERE document = ? AND position <= ? AND at < ?'
		)
		.pluck();
	const setAside = asideWriter(sqlite);
	const lastFound = sqlite
		.prepare<[number], number | null>('SELECT max(found_at) FROM log_quarantine WHERE document = ?')
		.pluck();
	const copy = sqlite.prepare(
		`INSERT INTO folded_log (position, document, person_id, connection, at, frame, checksum)
		SELECT position, document, person_id, connection, at, frame, checksum FROM update_log
		WHERE document = ? AND position <= ? ORDER BY position LIMIT ?`
	);
	const clear = sqlite.prepare(
		'DELETE FROM update_log WHERE document = ? AND position <= (SELECT max(position) FROM folded_log WHERE document = ?)'
	);
	const forget = sqlite.prepare(
		`DELETE FROM folded_log WHERE position IN (
			SELECT position FROM folded_log WHERE document = ? AND position <= ? ORDER BY position LIMIT ?)`
	);

	const forgetVersions = sqlite.prepare<[number]>('DELETE FROM document_version WHERE at < ?');

	/** The last two that are what was written. */
	function standing(document: number): readonly number[] {
		const positions: number[] = [];
		for (const row of folds.iterate(document)) {
			if (isIntact(row)) positions.push(row.position);
			if (positions.length === 2) break;
		}
		return positions;
	}

	const write = sqlite.transaction((fold: NewFold, now: Instant): boolean => {
		const { document, position, at, state, vector, deletes } = fold;
		if ((newest.get(document) ?? 0) >= position) return false;
		// Not older than what was left out of it.
		const madeAt = Math.max(now, lastFound.get(document) ?? 0);
		setAside.frames(document, fold.spoiled, 'fold', now);
		insert.run(
			document,
			position,
			at,
			madeAt,
			...[state, vector, deletes].map((bytes) => Buffer.from(bytes)),
			checksumOf(fold)
		);
		const [, second] = standing(document);
		if (second !== undefined) thin.run({ document, position: second });
		return true;
	});
	const move = sqlite.transaction((document: number, limit: number): number => {
		const moved = copy.run(document, newest.get(document) ?? 0, limit).changes;
		if (moved > 0) clear.run(document, document);
		return moved;
	});

	return {
		write: (fold, now) => write.immediate(fold, now),
		move: (document, limit) => move.immediate(document, limit),
		forget(document, before, limit) {
			const [, second] = standing(document);
			// The history begins anew at a fold that is itself as old as that.
			const position = second === undefined ? null : (begins.get(document, second, before) ?? null);
			if (position === null) return 0;
			drop.run({ document, position });
			return forget.run(document, position, limit).changes;
		},
		setAside: (document, position, why, now) => setAside.fold(document, position, why, 'fold', now),
		forgetVersions: (before) => void forgetVersions.run(before)
	};
}

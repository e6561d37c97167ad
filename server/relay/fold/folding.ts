/** When a log is folded: the thread that does it, one document at a time, and only for as long as there is something to do. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Growth } from '#server/store/log/updates.ts';
import type { FoldReport, FoldTask } from './fold-worker.ts';

export interface FoldingOptions {
	readonly dataDir: string;
	/** What is not folded, by document. */
	readonly growth: Map<number, Growth>;
	/** Whether somebody is on a document. */
	readonly isBusy: (document: number) => boolean;
	/** Milliseconds for which folded frames are kept. */
	readonly keep: number;
	/** Milliseconds of a clock that never goes back. */
	readonly clock: () => number;
	readonly log: {
		info(fields: object, message: string): void;
		error(fields: object, message: string): void;
	};
}

export interface Folding {
	/** Once a second or so: folds what has grown. */
	look(): void;
	/** Finishes what is under way. */
	stop(): Promise<void>;
}

/** A tail of less is read in a moment, and a fold costs as much as the whole text. */
const LEAST_BYTES = 256 * 1024;
/** Each byte is then written about three times in all, however long the document gets. */
const SHARE_OF_FOLD = 1 / 2;
/** Small frames cost more to read than their bytes say. */
const MANY_FRAMES = 2000;
const MANY_FRAMES_EVERY_MS = 30_000;
/** Left alone: the next one to open it is sent bytes. */
const QUIET_FRAMES = 32;
/** After a failure, in which the log has lost nothing. */
const AGAIN_MS = 600_000;
const THREAD_IDLE_MS = 20_000;
const STOP_MS = 3000;

/** @param since milliseconds since it was last folded; Infinity: never, as far as we know */
export function isDue({ frames, bytes, folded }: Growth, isBusy: boolean, since: number): boolean {
	if (bytes >= Math.max(LEAST_BYTES, folded * SHARE_OF_FOLD)) return true;
	if (frames >= MANY_FRAMES && since >= MANY_FRAMES_EVERY_MS) return true;
	return !isBusy && frames >= QUIET_FRAMES;
}

export function startFolding({ dataDir, growth, isBusy, keep, clock, log }: FoldingOptions): Folding {
	const foldedAt = new Map<number, number>();
	const notBefore = new Map<number, number>();
	let thread: Worker | null = null;
	let under: { readonly document: number; readonly begun: Growth } | null = null;
	let idleSince = clock();
	let stopped: (() => void) | null = null;

	function open(): Worker {
		const worker = new Worker(path.join(import.meta.dirname, 'fold-worker.ts'), { workerData: dataDir });
		worker.unref();
		worker.on('message', (report: FoldReport) => done(report));
		worker.on('error', (error) => {
			if (under) done({ document: under.document, folded: null, error: String(error) });
		});
		worker.on('exit', () => {
			if (thread === worker) thread = null;
			if (under) done({ document: under.document, folded: null, error: 'the thread ended' });
			stopped?.();
		});
		return worker;
	}

	function done(report: FoldReport): void {
		const { document, folded } = report;
		const begun = under?.begun;
		under = null;
		idleSince = clock();
		if (folded === null || folded.kind === 'unequal') {
			notBefore.set(document, clock() + AGAIN_MS);
			const why = folded?.why ?? report.error;
			log.error({ document, why }, 'a log could not be folded; it stays as it is');
		} else {
			foldedAt.set(document, clock());
			const now = growth.get(document);
			if (now && begun) {
				now.frames = Math.max(0, now.frames - begun.frames);
				now.bytes = Math.max(0, now.bytes - begun.bytes);
				if (folded.kind === 'folded') now.folded = folded.bytes;
				if (now.frames === 0 && !isBusy(document)) growth.delete(document);
			}
			if (folded.kind === 'folded' && folded.spoiled > 0)
				log.error({ document, frames: folded.spoiled }, 'frames that cannot be applied are in quarantine');
		}
		look();
	}

	function look(): void {
		if (under || stopped) return;
		for (const [document, grown] of growth) {
			if ((notBefore.get(document) ?? 0) > clock()) continue;
			const since = clock() - (foldedAt.get(document) ?? -Infinity);
			if (!isDue(grown, isBusy(document), since)) continue;
			under = { document, begun: { ...grown } };
			thread ??= open();
			thread.postMessage({ document, keep } satisfies FoldTask);
			return;
		}
		if (thread && clock() - idleSince > THREAD_IDLE_MS) {
			thread.postMessage(null);
			thread = null;
		}
	}

	return {
		look,
		async stop() {
			const worker = thread;
			if (!worker) {
				stopped = () => undefined;
				return;
			}
			await new Promise<void>((resolve) => {
				const late = setTimeout(() => void worker.terminate(), STOP_MS);
				stopped = () => {
					clearTimeout(late);
					resolve();
				};
				worker.postMessage(null);
			});
		}
	};
}

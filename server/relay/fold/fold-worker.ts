/** The thread that folds, with a connection of its own. In: {@link FoldTask}; out: {@link FoldReport}. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '#server/store/database/database.ts';
import { foldWriter, textReader } from '#server/store/log/folds.ts';
import { foldDocument, type Folded } from './fold.ts';

export interface FoldTask {
	readonly document: number;
	readonly keep: number;
}

export type FoldReport =
	| { readonly document: number; readonly folded: Folded; readonly error?: undefined }
	| { readonly document: number; readonly folded: null; readonly error: string };

/** Long enough for everything that waited for the file meanwhile. */
const PAUSE_MS = 5;

const sqlite = connect(workerData as string, 'NORMAL');
const read = textReader(sqlite);
const writer = foldWriter(sqlite);

const fold = ({ document, keep }: FoldTask): Promise<FoldReport> =>
	foldDocument(document, read, writer, { now: () => Date.now(), keep, pause: () => sleep(PAUSE_MS) }).then(
		(folded) => ({ document, folded }),
		(error: unknown) => ({
			document,
			folded: null,
			error: error instanceof Error ? (error.stack ?? error.message) : String(error)
		})
	);

let under: Promise<void> = Promise.resolve();
/** null: finish, and end. */
parentPort?.on('message', (task: FoldTask | null) => {
	under = under.then(async () => {
		if (task !== null) return parentPort?.postMessage(await fold(task));
		sqlite.close();
		parentPort?.close();
	});
});

/**
 * [U12] Files that strangers to us made are read in a thread of its own for each, with little memory and ten seconds: what breaks it
 * or keeps it is refused, and typing is not held up. One at a time, so that many files cost no more than one.
 */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { NoPaper, PaperKind } from '#core/agenda/papers.ts';
import { noPaper } from './inspect.ts';

const LIMIT_MS = 10_000;
const HEAP_MB = 128;

export interface InspectorLimits {
	readonly ms: number;
	readonly heapMb: number;
}

/** @param file of at most the size of a paper */
export type Inspect = (file: string) => Promise<PaperKind | NoPaper>;

/** The bundle of the pages lies elsewhere than this file, so the server tells where the thread's source is. */
const threadFile = (): string =>
	process.env['MINUTEBOOK_INSPECTOR'] ?? path.join(import.meta.dirname, 'inspect-thread.ts');

let under: Promise<unknown> = Promise.resolve();

export const inspectFile: Inspect = (file) => inspectWithin(file, { ms: LIMIT_MS, heapMb: HEAP_MB });

export function inspectWithin(file: string, limits: InspectorLimits): Promise<PaperKind | NoPaper> {
	const looked = under.then(() => look(file, limits));
	under = looked.catch(() => undefined);
	return looked;
}

function look(file: string, { ms, heapMb }: InspectorLimits): Promise<PaperKind | NoPaper> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(threadFile(), {
			workerData: file,
			resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }
		});
		const late = setTimeout(() => {
			resolve(noPaper('too-long'));
			void worker.terminate();
		}, ms);
		worker.once('message', (found: PaperKind | NoPaper) => resolve(found));
		worker.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(noPaper('bomb')) : reject(error)
		);
		worker.once('exit', () => {
			clearTimeout(late);
			reject(new Error('The thread that looks into a file ended without an answer.'));
		});
	});
}

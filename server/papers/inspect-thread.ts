/** The thread that looks into one file, and ends. In: the path of the file; out: what it is, or why it is no paper. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { inspectPaper } from './inspect.ts';

parentPort?.postMessage(await inspectPaper(readFileSync(workerData as string)));

/**
 * Typst compiles synchronously (up to a second for a long paper); on the main thread that would hold up everybody's
 * typing. So it runs in a worker thread, made at first need and let go after a minute without work.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Plain JavaScript in a string, because a worker needs a file or a text and this module may be bundled anywhere. */
const THREAD = String.raw`
const { parentPort, workerData } = require('node:worker_threads');
const { NodeCompiler } = require(workerData.compiler);
// The workspace is a path that does not exist: the template reads no file.
const compiler = NodeCompiler.create({ workspace: workerData.workspace });
parentPort.on('message', ({ id, source, data }) => {
	let answer;
	try {
		const compiled = compiler.compile({ mainFileContent: source, inputs: { data } });
		if (compiled.hasError()) answer = { id, problem: JSON.stringify(compiled.takeError().shortDiagnostics) };
		else answer = { id, pdf: compiler.pdf(compiled.result, { pdfStandard: 'ua-1' }) };
	} catch (error) {
		answer = { id, problem: String(error && error.message || error) };
	}
	compiler.evictCache(4);
	parentPort.postMessage(answer);
});
`;

type Answer = { readonly id: number; readonly pdf?: Uint8Array; readonly problem?: string };
type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };

const IDLE_MS = 60_000;
/** A record of 1,000 pages takes about 20 s; whatever takes longer than this would keep everybody else's waiting. */
const LIMIT_MS = 90_000;

let thread: { readonly worker: Worker; readonly waiting: Map<number, Waiting> } | null = null;
let lastId = 0;
let idle: NodeJS.Timeout | undefined;

/**
 * @param data JSON, seen by the template as `sys.inputs.data`
 * @returns the PDF, or Typst's own words for why there is none
 */
export async function compileTypst(source: string, data: string): Promise<Answer> {
	const { worker, waiting } = (thread ??= start());
	clearTimeout(idle);
	const id = ++lastId;
	worker.ref();
	const limit = setTimeout(() => void worker.terminate(), LIMIT_MS);
	try {
		return await new Promise<Answer>((resolve, reject) => {
			waiting.set(id, { resolve, reject });
			worker.postMessage({ id, source, data });
		});
	} finally {
		clearTimeout(limit);
		waiting.delete(id);
		if (waiting.size === 0) {
			worker.unref();
			idle = setTimeout(() => {
				if (thread?.worker !== worker) return;
				thread = null;
				void worker.terminate();
			}, IDLE_MS).unref();
		}
	}
}

function start(): NonNullable<typeof thread> {
	const waiting = new Map<number, Waiting>();
	const worker = new Worker(THREAD, {
		eval: true,
		workerData: {
			compiler: createRequire(import.meta.url).resolve('@myriaddreamin/typst-ts-node-compiler'),
			workspace: '/nonexistent'
		}
	});
	worker.on('message', (answer: Answer) => waiting.get(answer.id)?.resolve(answer));
	const end = (error: Error): void => {
		if (thread?.worker === worker) thread = null;
		for (const { reject } of waiting.values()) reject(error);
	};
	worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
	worker.on('exit', (code) => end(new Error(`The renderer's thread ended with code ${code}.`)));
	return { worker, waiting };
}

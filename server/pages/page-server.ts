/** A process that answers pages, seen from the one that started it: begun when it is needed, begun again when it dies. */
import { fork, type ChildProcess } from 'node:child_process';
import { Agent } from 'node:http';
import path from 'node:path';

/** What the process is told. */
export type Told = { readonly environment: NodeJS.ProcessEnv } | 'delay' | 'stop';

export interface PageServer {
	readonly socketPath: string;
	/** Connections to it, which stay. */
	readonly agent: Agent;
	/**
	 * Makes the process, which then waits. Making one copies the memory map of this one, and whatever this one writes to
	 * afterwards is copied once more, page by page: so it is best done while this process is still small.
	 */
	prepare(): void;
	/** Resolves when it listens; starts it when it does not run. Rejects when it cannot be started. */
	ready(): Promise<void>;
	/** Seconds: the longest that its loop stood still since this was last asked; null: it does not run. */
	delay(): Promise<number | null>;
	/** What is under way is finished. */
	stop(): Promise<void>;
}

const SCRIPT = path.join(import.meta.dirname, 'page-process.ts');
/** Milliseconds. One that dies at once, again and again, must not take the processor for dying. */
const REST_MS = 1000;
const ASK_MS = 1000;
const STOP_MS = 3000;

export function pageServer(options: {
	readonly socketPath: string;
	/** The build's handler. */
	readonly built: string;
	/** MiB of its heap. Past that it ends, and what it was doing with it; nobody who types is held up. */
	readonly heap: number;
	/** How far it stands back, 0 to 19, when there are more who want the processor than there are processors. */
	readonly nice: number;
	/** Asked when it starts to listen. */
	readonly env: () => NodeJS.ProcessEnv;
	/** It ended without having been told to. */
	readonly died: (code: number | null, signal: NodeJS.Signals | null) => void;
}): PageServer {
	const { socketPath } = options;
	const agent = new Agent({ keepAlive: true });
	let child: ChildProcess | null = null;
	let starting: Promise<void> | null = null;
	let diedAt = -Infinity;
	let stopped = false;

	function make(): ChildProcess {
		const made = fork(SCRIPT, [socketPath, options.built, String(options.nice)], {
			execArgv: [`--max-old-space-size=${options.heap}`, '--semi-space-growth-factor=1'],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
		const gone = (): void => {
			diedAt = performance.now();
			child = starting = null;
		};
		made.once('exit', (code, signal) => {
			gone();
			if (!stopped) options.died(code, signal);
		});
		made.once('error', gone);
		return (child = made);
	}

	const tell = (to: ChildProcess, told: Told, failed: (error: Error) => void): void =>
		void to.send(told, (error) => error && failed(error));

	async function start(): Promise<void> {
		const rest = diedAt + REST_MS - performance.now();
		if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
		const begun = child ?? make();
		await new Promise<void>((resolve, reject) => {
			begun.once('exit', (code, signal) =>
				reject(new Error(`the process that answers pages ended with ${code ?? signal}`))
			);
			begun.on('message', (said) => {
				if (said === 'listening') resolve();
			});
			begun.once('error', reject);
			tell(begun, { environment: options.env() }, reject);
		});
	}

	return {
		socketPath,
		agent,
		prepare: () => void (child ??= make()),
		ready: () => (starting ??= start()),
		delay() {
			const asked = starting === null ? null : child;
			if (asked === null) return Promise.resolve(null);
			return new Promise((resolve) => {
				const done = (seconds: number | null): void => {
					clearTimeout(late);
					asked.off('message', heard);
					resolve(seconds);
				};
				const heard = (said: unknown): void => {
					if (typeof said === 'object' && said !== null && 'delay' in said) done(Number(said.delay));
				};
				const late = setTimeout(() => done(null), ASK_MS);
				asked.on('message', heard);
				tell(asked, 'delay', () => done(null));
			});
		},
		async stop() {
			stopped = true;
			agent.destroy();
			const ending = child;
			if (ending === null) return;
			const ended = new Promise((resolve) => ending.once('exit', resolve));
			const late = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
			tell(ending, 'stop', () => undefined);
			await ended;
			clearTimeout(late);
		}
	};
}
